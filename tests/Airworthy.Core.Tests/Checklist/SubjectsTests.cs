using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Core.Tests.Contracts;

namespace Airworthy.Core.Tests.Checklist;

/// <summary>A contract's digest changes with its values and with nothing else.</summary>
public sealed class SubjectsTests
{
    private static readonly IReadOnlyList<string> s_all = [.. Field.Of(typeof(ProjectContract)).Select(f => f.Key)];

    public static TheoryData<string> Good() => [.. GoodContracts.Names];

    [Theory]
    [MemberData(nameof(Good))]
    public void Comments_order_and_spelling_of_the_text_do_not_matter(string name)
    {
        var text = GoodContracts.Text(name);
        var root = (Yaml.Map)YamlText.Read(text, name, [])!;

        Assert.Equal(Digest(text), Digest(YamlFlow.Write(root)));
        Assert.Equal(Digest(text), Digest(text.Replace("\n", "\r\n", StringComparison.Ordinal)));
        Assert.Equal(Digest(text), Digest("# a comment in front\n" + text.Replace("---\n", "", StringComparison.Ordinal) + "\n\n# and one behind\n"));
        for (var seed = 1; seed <= 20; seed++)
        {
            Assert.Equal(Digest(text), Digest(YamlFlow.Write(Shuffled(root, new Random(seed)))));
        }
    }

    [Fact]
    public void The_way_a_value_is_written_does_not_matter() =>
        Assert.Equal(
            Digest("airworthy: 1\nproject: p\nmetric: {target: 0.5, name: auc}\ndata: {label: late, files: a.csv, predict_at: {column: t, offset: 120m}}\n"),
            Digest("airworthy: 1\nproject: \"p\"\ndata: {files: [a.csv], predict_at: {offset: 2h, column: t}, label: {name: late}}\nmetric:\n  name: 'auc'\n  target: 5e-1\n"));

    [Trait("Category", "slow")]
    [Fact]
    public void Every_value_matters()
    {
        var text = GoodContracts.Text("every-field.good.yaml");
        var seen = new HashSet<string> { Digest(text) };
        foreach (var path in KnownPaths.Of(typeof(ProjectContract)).Select(p => p.Replace("[]", "[0]", StringComparison.Ordinal)).Where(p => p is not ("airworthy" or "project")))
        {
            if (ContractEdit.Remove(text, path).Text is { } without && !path.EndsWith(']'))
            {
                Assert.True(seen.Add(Digest(without)) || path.Contains('.', StringComparison.Ordinal), $"{path} is not in the digest.");
                Assert.NotEqual(Digest(text), Digest(without));
            }
        }

        Assert.InRange(seen.Count, 150, int.MaxValue);
    }

    [Fact]
    public void The_order_of_a_list_matters() =>
        Assert.NotEqual(Digest("airworthy: 1\nproject: p\nfallback: {chain: [previous, refuse]}\n"), Digest("airworthy: 1\nproject: p\nfallback: {chain: [refuse, previous]}\n"));

    [Fact]
    public void A_slice_holds_its_own_fields_alone()
    {
        var one = Read("airworthy: 1\nproject: p\nmetric: {target: 0.5}\ngoal: {statement: a}\n");
        var other = Read("airworthy: 1\nproject: q\nmetric: {target: 0.5}\ngoal: {statement: b}\n");

        Assert.Equal(Subjects.Slice(one, ["metric.target"]), Subjects.Slice(other, ["metric.target"]));
        Assert.Equal(Subjects.Slice(one, ["metric.target", "project"]), Subjects.Slice(one, ["project", "metric.target"]));
        Assert.NotEqual(Subjects.Slice(one, ["metric.target", "goal.statement"]), Subjects.Slice(other, ["metric.target", "goal.statement"]));
    }

    private static string Digest(string text) => Subjects.Slice(Read(text), s_all);

    private static ProjectContract Read(string text)
    {
        var reading = ContractReader.Read(text, "airworthy.yaml");
        return reading.Contract ?? throw new InvalidOperationException($"{string.Join('\n', reading.Problems)}\n{text}");
    }

    private static Yaml Shuffled(Yaml node, Random random) => node switch
    {
        Yaml.Map map => map with { Entries = [.. map.Entries.Select(e => e with { Value = Shuffled(e.Value, random) }).OrderBy(_ => random.Next())] },
        Yaml.List list => list with { Items = [.. list.Items.Select(i => Shuffled(i, random))] },
        _ => node,
    };
}
