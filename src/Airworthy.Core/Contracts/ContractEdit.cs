using System.Globalization;

using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>What came of an edit: the new text, or why nothing was changed.</summary>
public sealed record Edited(string? Text, IReadOnlyList<Problem> Problems);

/// <summary>
/// Sets and removes fields of a contract in its text. Only the characters of a value change; comments, order, blank lines and line
/// endings stay. The outcome is read again: it must bind, and nothing but the named fields may have changed.
/// </summary>
public static class ContractEdit
{
    /// <summary>Writes a field, and the maps around it where they are missing.</summary>
    /// <param name="path">Dotted, with <c>[index]</c> for an entry of a list.</param>
    /// <param name="yamlValue">The value as YAML; <see cref="YamlFlow.Text"/> makes one of any text.</param>
    public static Edited Set(string text, string path, string yamlValue) => SetAll(text, [KeyValuePair.Create<string, string?>(path, yamlValue)]);

    /// <summary>Removes a field, and the maps around it that have nothing else in them. A field that is not there is no problem.</summary>
    public static Edited Remove(string text, string path) => SetAll(text, [KeyValuePair.Create<string, string?>(path, null)]);

    /// <summary>Several changes, one after the other; a null removes. All of them happen or none.</summary>
    public static Edited SetAll(string text, IEnumerable<KeyValuePair<string, string?>> changes)
    {
        var edited = text;
        foreach (var (path, value) in changes)
        {
            var problems = new List<Problem>();
            if (One(edited, path, value, problems) is not { } next)
            {
                return new Edited(null, problems);
            }

            edited = next;
        }

        var reading = ContractReader.Read(edited, ContractReader.FileName);
        return reading.Contract is null ? new Edited(null, reading.Problems) : new Edited(edited, []);
    }

    private static string? One(string text, string path, string? value, List<Problem> problems)
    {
        var steps = ContractPath.Parse(path);
        var before = YamlText.Read(text, ContractReader.FileName, problems);
        var tree = value is null ? null : YamlText.Read(value, $"the value for {path}", problems);
        if (steps is null)
        {
            problems.Say(new Place(ContractReader.FileName, 0, 0), $"{Problem.Cut(path)} is no path of a field, expected one such as goal.experts[0].person.");
        }

        if (steps is null || before is null || (tree is null && value is not null))
        {
            return null;
        }

        if (tree is Yaml.Map { Entries.Count: 0, Extent.IsFlow: false })
        {
            tree = null; // An empty value is no value.
        }

        if (tree is null && ContractPath.Find(before, steps) is null)
        {
            return text;
        }

        var splice = tree is null ? ContractSplice.Removing(text, before, steps) : ContractSplice.Setting(text, before, steps, Single(value!, tree), problems, typeof(ProjectContract));
        if (splice is { } change && change.On(text) is var edited)
        {
            var after = YamlText.Read(edited, ContractReader.FileName, []);
            var arrived = tree is null ? edited.Length < text.Length : Same(tree, ContractPath.Find(after, steps));
            if (arrived && after is not null && OnlyChanged(before, after, steps, typeof(ProjectContract)))
            {
                return edited;
            }
        }

        if (problems.Count > 0)
        {
            return null;
        }

        var at = ContractPath.Deepest(before, steps).At;
        problems.Say(at, $"{path} could not be changed here without touching more than itself. {(value is null ? "Remove it" : $"Write `{Problem.Cut(value.Trim())}`")} by hand.");
        return null;
    }

    /// <summary>The value on one line, as it was given wherever that is possible.</summary>
    private static WrittenValue Single(string value, Yaml tree)
    {
        var extent = tree.Written;
        var given = value.Trim();
        var whole = extent.IsFlow && value.AsSpan(0, extent.Start).Trim().Length == 0 && value.AsSpan(extent.End).Trim().Length == 0 && !given.AsSpan().ContainsAny('\n', '\r');
        var flow = YamlFlow.Write(tree);
        return new WrittenValue(whole ? given : flow, whole && tree is not Yaml.Scalar { Quoted: false } ? given : flow);
    }

    internal static bool Same(Yaml? a, Yaml? b) => (a, b) switch
    {
        (null or Yaml.Scalar { IsNull: true }, null or Yaml.Scalar { IsNull: true }) => true,
        (Yaml.Scalar x, Yaml.Scalar y) => x.Text == y.Text && x.IsNull == y.IsNull,
        (Yaml.List x, Yaml.List y) => x.Items.Count == y.Items.Count && x.Items.Zip(y.Items).All(p => Same(p.First, p.Second)),
        (Yaml.Map x, Yaml.Map y) => SameBut(x.Entries, y.Entries, null),
        _ => false,
    };

    private static bool SameBut(IReadOnlyList<Yaml.Entry> before, IReadOnlyList<Yaml.Entry> after, string? key)
    {
        var then = before.Where(e => e.Key != key).ToDictionary(e => e.Key, e => e.Value);
        var now = after.Where(e => e.Key != key).ToDictionary(e => e.Key, e => e.Value);
        return then.Keys.Union(now.Keys).All(k => Same(then.GetValueOrDefault(k), now.GetValueOrDefault(k)));
    }

    /// <summary>Whether two trees differ at most at a path and in maps that lead to it alone.</summary>
    internal static bool OnlyChanged(Yaml? before, Yaml? after, ReadOnlySpan<ContractStep> steps, Type? type)
    {
        if (steps.IsEmpty)
        {
            return true;
        }

        if (steps[0].Index is { } index)
        {
            if (before is not Yaml.List then || after is not Yaml.List now)
            {
                return false;
            }

            if (steps.Length == 1 && now.Items.Count == then.Items.Count - 1)
            {
                return then.Items.Where((_, i) => i != index).Zip(now.Items).All(p => Same(p.First, p.Second));
            }

            return then.Items.Count == now.Items.Count
                && then.Items.Zip(now.Items).Index().All(p => p.Index == index || Same(p.Item.First, p.Item.Second))
                && OnlyChanged(then.Items[index], now.Items[index], steps[1..], ContractPath.TypeOf(type, steps[0]));
        }

        return Entries(before, type) is { } x && Entries(after, type) is { } y && SameBut(x, y, steps[0].Key)
            && OnlyChanged(x.FirstOrDefault(steps[0].Names)?.Value, y.FirstOrDefault(steps[0].Names)?.Value, steps[1..], ContractPath.TypeOf(type, steps[0]));
    }

    private static IReadOnlyList<Yaml.Entry>? Entries(Yaml? node, Type? type) => node switch
    {
        null or Yaml.Scalar { IsNull: true } => [],
        Yaml.Map map => map.Entries,
        Yaml.Scalar scalar when ContractPath.ShortKey(type) is { } key => [new Yaml.Entry(key, scalar.At, scalar)],
        _ => null,
    };
}

/// <summary>A value on one line: as it may stand after a key in a block, and inside of brackets.</summary>
internal readonly record struct WrittenValue(string Block, string Flow);

/// <summary>One step of a path: a key, or the position of an entry in a list.</summary>
internal readonly record struct ContractStep(string Key, int? Index)
{
    public bool Names(Yaml.Entry entry) => Index is null && entry.Key == Key;
}

/// <summary>Walks paths such as <c>goal.experts[0].person</c>.</summary>
internal static class ContractPath
{
    /// <summary>The steps of a path; null when it is none.</summary>
    public static ContractStep[]? Parse(string path)
    {
        var steps = new List<ContractStep>();
        foreach (var word in path.Split('.'))
        {
            var parts = word.Split('[');
            if (parts[0].Length == 0)
            {
                return null;
            }

            steps.Add(new ContractStep(parts[0], null));
            foreach (var index in parts[1..])
            {
                if (!index.EndsWith(']') || !int.TryParse(index.AsSpan(0, index.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
                {
                    return null;
                }

                steps.Add(new ContractStep(word, position));
            }
        }

        return [.. steps];
    }

    public static Yaml? Find(Yaml? node, ReadOnlySpan<ContractStep> steps)
    {
        foreach (var step in steps)
        {
            node = Next(node, step);
        }

        return node;
    }

    /// <summary>The last node on the way that exists.</summary>
    public static Yaml Deepest(Yaml root, ReadOnlySpan<ContractStep> steps)
    {
        foreach (var step in steps)
        {
            if (Next(root, step) is not { } next)
            {
                break;
            }

            root = next;
        }

        return root;
    }

    public static Yaml? Next(Yaml? node, ContractStep step) => step.Index is { } index
        ? (node as Yaml.List)?.Items.ElementAtOrDefault(index)
        : (node as Yaml.Map)?[step.Key];

    /// <summary>The type behind a step; null when the contract has no such field, which binding will say better.</summary>
    public static Type? TypeOf(Type? type, ContractStep step) => type switch
    {
        null => null,
        _ when step.Index is not null => Field.ElementOf(type),
        _ when Field.ValueOf(type) is { } value => value,
        _ when Field.IsRecord(type) => Field.Of(type).FirstOrDefault(f => f.Key == step.Key)?.Type,
        _ => null,
    };

    /// <summary>The key that a single value fills, for a record that may be written as one.</summary>
    public static string? ShortKey(Type? type) => type?.GetCustomAttributes(typeof(ShortAttribute), false) is [ShortAttribute brief]
        ? Field.Of(type).Single(f => f.PropertyName == brief.Property).Key
        : null;

    /// <summary>Where a key stands among the fields of a record; last when the record does not know it or is a free map.</summary>
    public static int OrderOf(Type? type, string key)
    {
        var fields = type is not null && Field.IsRecord(type) ? Field.Of(type) : [];
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Key == key)
            {
                return i;
            }
        }

        return int.MaxValue;
    }
}
