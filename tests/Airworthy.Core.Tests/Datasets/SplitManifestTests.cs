using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Tests.Datasets;

public sealed class SplitManifestTests
{
    private static readonly string s_digest = "sha256:" + new string('a', 64);

    [Fact]
    public void What_is_written_reads_back_and_is_one_line_per_split()
    {
        var manifest = new SplitManifest
        {
            Table = "data/rows of 2024.csv",
            Method = SplitMethod.ByTime,
            Train = new Window { Until = new DateOnly(2024, 3, 31) },
            Dev = new Window { From = new DateOnly(2024, 4, 8), Until = new DateOnly(2024, 5, 31) },
            GapDays = 7,
            Id = ["order: no"],
            Rows = 1200,
            LeftOut = 31,
            Splits = new InOrder<SplitPart>
            {
                { "train", new SplitPart { Rows = 900, First = "2024-01-01 00:00", Last = "2024-03-31 23:59:58", LabelRate = new InOrder<double> { { "<=50K", 0.75 }, { "yes, or no", 0.25 } }, Digest = s_digest } },
                { "dev", new SplitPart { Rows = 269, LabelMean = -12.5, Digest = s_digest } },
            },
        };

        var text = SplitManifestText.Write(manifest);
        var reading = SplitManifestText.Read(text, "rows.split.yaml");

        Assert.Empty(reading.Problems.Select(p => p.ToString()));
        Assert.Equal(text, SplitManifestText.Write(reading.Manifest!));
        Assert.Contains("\n  dev: {rows: 269, label_mean: -12.5, digest: " + s_digest + "}\n", text, StringComparison.Ordinal);
        Assert.Equal("yes, or no", reading.Manifest!.Splits!["train"].LabelRate!.Keys.Last());
    }

    [Fact]
    public void Folds_are_one_line_each()
    {
        var manifest = new SplitManifest
        {
            Table = "rows",
            Method = SplitMethod.ByGroup,
            Draw = SplitDraw.Md5,
            Nested = 3,
            Columns = ["customer"],
            Rows = 30,
            Folds = [.. Enumerable.Range(0, 3).Select(i => new SplitFold { Train = 10, Dev = 10 - i, Test = 10 + i, Digest = s_digest })],
        };

        var text = SplitManifestText.Write(manifest);

        Assert.Equal(3, text.Split('\n').Count(l => l.StartsWith("  - {train: 10, ", StringComparison.Ordinal)));
        Assert.Equal(text, SplitManifestText.Write(SplitManifestText.Read(text, "rows.split.yaml").Manifest!));
    }

    [Theory]
    [InlineData("data: {dataset: flights, files: [data/x.csv]}", "flights")]
    [InlineData("data: {files: [data/order-lines.2024.csv.gz]}", "order-lines")]
    [InlineData("data: {split: {method: given, files: {train: in/a b.csv}}}", "a_b")]
    [InlineData("data: {files: [\"data/**/*.csv\"]}", "_")]
    public void A_manifest_is_named_like_its_table(string data, string name) =>
        Assert.Equal($".airworthy/data/{name}.split.yaml", SplitManifest.PathOf(ContractReader.Read($"airworthy: 1\nproject: p\n{data}\n", "airworthy.yaml").Contract!));

    [Fact]
    public void Only_what_differs_changes_in_the_contract_and_guesses_about_it_go()
    {
        var contract = ContractReader.Read("""
            airworthy: 1
            project: p
            guessed: [data.split.method, data.label, data.split]
            data:
              split: {method: by-time, gap_days: 7, seed: 3, test_reads: 2, train: {until: 2024-03-31}}
            """, "airworthy.yaml").Contract!;

        var changes = SplitYaml.Changes(contract, new Split { Method = SplitMethod.ByTime, GapDays = 7, Train = new Window { Until = new DateOnly(2024, 4, 30) }, Shares = null });

        Assert.Equal([("data.split.train", "{until: 2024-04-30}"), ("data.split.seed", null), ("guessed", "[data.label]")], changes.Select(c => (c.Key, c.Value)));
    }
}
