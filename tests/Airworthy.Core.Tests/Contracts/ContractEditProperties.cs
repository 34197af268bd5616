using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Tests.Contracts;

/// <summary>Whatever field of whatever contract is edited, nothing but that field changes.</summary>
public sealed class ContractEditProperties
{
    /// <summary>Each good contract, and the shorter ones also with the other kind of line ending and without the last line break.</summary>
    public static TheoryData<string, string> Texts()
    {
        var texts = new TheoryData<string, string>();
        foreach (var name in GoodContracts.Names)
        {
            var text = GoodContracts.Text(name);
            texts.Add(name, text);
            if (text.Length < 5_000)
            {
                texts.Add(name + " with CRLF", text.Replace("\n", "\r\n", StringComparison.Ordinal));
                texts.Add(name + " with an open end", text.TrimEnd('\n'));
            }
        }

        return texts;
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Setting_a_value_changes_its_characters_alone(string name, string text)
    {
        var changed = 0;
        foreach (var (path, node, field) in Leaves(text))
        {
            if (Other(node, field) is not { } other)
            {
                continue;
            }

            var edited = ContractEdit.Set(text, path, other);
            Assert.True(edited.Text is not null, $"{name}: {path}: {string.Join('\n', edited.Problems)}");
            Assert.Equal(text[..node.Start], edited.Text[..node.Start]);
            Assert.Equal(text[node.End..], edited.Text[^(text.Length - node.End)..]);
            Assert.Equal(other.Trim('"'), (Parse(edited.Text).Find(path) as Yaml.Scalar)?.Text);
            changed++;
        }

        Assert.InRange(changed, 1, int.MaxValue);
    }

    [Trait("Category", "slow")]
    [Theory]
    [MemberData(nameof(Texts))]
    public void Removing_a_field_takes_out_one_piece_and_setting_it_again_restores_the_contract(string name, string text)
    {
        var removed = 0;
        foreach (var path in Paths(Parse(text), ""))
        {
            var without = ContractEdit.Remove(text, path);
            if (without.Text is null)
            {
                Assert.Contains(without.Problems, p => p.Message.Contains("is missing", StringComparison.Ordinal) || p.Message.Contains("sum to 1", StringComparison.Ordinal) || p.Message.Contains("by hand", StringComparison.Ordinal));
                continue;
            }

            Assert.Equal(path.EndsWith(']') ? Count(text, path) - 1 : 0, Count(without.Text, path));
            var (start, end) = Around(text, Parse(text), Parse(without.Text), path);
            Assert.True(without.Text.StartsWith(text[..start], StringComparison.Ordinal) && without.Text.EndsWith(text[end..], StringComparison.Ordinal)
                && without.Text.Length < text.Length, $"{name}: removing {path} gave\n{without.Text}");
            if (!path.EndsWith(']'))
            {
                var again = ContractEdit.Set(without.Text, path, YamlFlow.Write(Parse(text).Find(path)!));
                Assert.True(again.Text is not null, $"{name}: {path}: {string.Join('\n', again.Problems)}\n{without.Text}");
                Assert.True(IsOneInsertion(without.Text, again.Text), $"{name}: setting {path} again gave\n{again.Text}");
                Assert.Equal(Digest(text), Digest(again.Text));
            }

            removed++;
        }

        Assert.InRange(removed, name.StartsWith("smallest", StringComparison.Ordinal) ? 0 : 5, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_missing_field_is_added_without_touching_a_character(string name, string text)
    {
        foreach (var (path, value) in ((string, string)[])[
            ("as_of", "2031-01-01"), ("goal.first_release.scope", "\"words: and # more\""), ("monitoring.weights.max_abs", "3"), ("ct.min_new_rows", "7"),
            ("data.split.gap_days", "2"), ("data.available_after.some_column", "3h"), ("runs.url", "https://runs.example.org")])
        {
            if (Parse(text).Find(path) is not (null or Yaml.Scalar { IsNull: true }))
            {
                continue;
            }

            var edited = ContractEdit.Set(text, path, value);
            Assert.True(edited.Text is not null, $"{name}: {path}: {string.Join('\n', edited.Problems)}");
            Assert.True(IsOneInsertion(text, edited.Text), $"{name}: adding {path} gave\n{edited.Text}");
            Assert.Equal(value.Trim('"'), (Parse(edited.Text).Find(path) as Yaml.Scalar)?.Text);
        }
    }

    /// <summary>Entries of the list that a path ends in, or 1 when the field is there.</summary>
    private static int Count(string text, string path) => path.EndsWith(']')
        ? (Parse(text).Find(path[..path.LastIndexOf('[')]) as Yaml.List)?.Items.Count ?? 0
        : Parse(text).Find(path) is null ? 0 : 1;

    private static bool IsOneInsertion(string before, string after) => Shared(before, after) >= before.Length;

    /// <summary>The lines of the outermost map that went with a path, or the brackets that it stood in.</summary>
    private static (int Start, int End) Around(string text, Yaml before, Yaml after, string path)
    {
        var steps = path.Split('.');
        var gone = path.EndsWith(']') ? path : Enumerable.Range(1, steps.Length).Select(n => string.Join('.', steps[..n])).First(p => after.Find(p) is null);
        var outer = path.EndsWith(']') ? before.Find(path[..path.LastIndexOf('[')])! : gone.LastIndexOf('.') is var dot and > 0 ? before.Find(gone[..dot])! : before;
        if (outer.Written.IsFlow)
        {
            return (outer.Written.Start, outer.Written.End);
        }

        var (from, to) = outer is Yaml.List ? before.Find(path)!.Written is var item ? (item.Start, item.End) : default
            : ((Yaml.Map)outer).Entries.First(e => e.Key == gone.Split('.')[^1]) is var entry ? (entry.Start, Math.Max(entry.KeyEnd, entry.Value.Written.End)) : default;
        if (outer is Yaml.List { Items.Count: 1 })
        {
            from = text.LastIndexOf('\n', outer.Written.Start) - 40; // The list becomes [] behind its key.
        }

        var start = text.LastIndexOf('\n', text.LastIndexOf('-', from) is var dash && outer is Yaml.List && text.AsSpan(dash + 1, from - dash - 1).Trim().Length == 0 ? dash : from) + 1;
        var end = text.IndexOf('\n', to);
        return end < 0 ? (Math.Max(start - 2, 0), text.Length) : (start, end + 1);
    }

    /// <summary>Characters at the start and the end that two texts share, without counting one twice.</summary>
    private static int Shared(string a, string b)
    {
        var shorter = Math.Min(a.Length, b.Length);
        var start = a.AsSpan().CommonPrefixLength(b);
        var end = 0;
        while (end < shorter - start && a[^(end + 1)] == b[^(end + 1)])
        {
            end++;
        }

        return start + end;
    }

    private static Yaml.Map Parse(string text) => (Yaml.Map)YamlText.Read(text, "airworthy.yaml", [])!;

    private static string Digest(string text) =>
        Core.Checklist.Subjects.Slice(ContractReader.Read(text, "airworthy.yaml").Contract!, Field.Of(typeof(ProjectContract)).Select(f => f.Key));

    private static IEnumerable<string> Paths(Yaml node, string at) => node switch
    {
        Yaml.Map map => map.Entries.SelectMany(e => Paths(e.Value, at.Length == 0 ? e.Key : $"{at}.{e.Key}").Prepend(at.Length == 0 ? e.Key : $"{at}.{e.Key}")),
        Yaml.List list => list.Items.SelectMany((item, i) => Paths(item, $"{at}[{i}]").Prepend($"{at}[{i}]")),
        _ => [],
    };

    private static IEnumerable<(string Path, Yaml.Scalar Node, Field? Field)> Leaves(string text)
    {
        var root = Parse(text);
        foreach (var path in Paths(root, "").Where(p => p.Split('.').All(s => !s.Contains('[', StringComparison.Ordinal))))
        {
            if (root.Find(path) is Yaml.Scalar { IsNull: false } leaf && path is not "airworthy")
            {
                yield return (path, leaf, Promised.Get(new ProjectContract(), path).Field);
            }
        }
    }

    /// <summary>Another value that the field accepts whatever stands beside it; null when none is known.</summary>
    private static string? Other(Yaml.Scalar node, Field? field) => field?.Type switch
    {
        null => null,
        var t when t == typeof(string) => field.Ask<NumberOrAttribute>() is not null ? "0.125" : "other/words",
        var t when t == typeof(bool) => node.Text == "true" ? "false" : "true",
        var t when t == typeof(Duration) => "5d",
        var t when t.IsEnum => WordAttribute.Of(t).Keys.First(w => w != node.Text),
        var t when t == typeof(double) && field.Ask<WithinAttribute>() is null => "0.25",
        _ => null,
    };
}
