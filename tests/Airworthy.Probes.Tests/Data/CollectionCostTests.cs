using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Probes.Data;
using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Tests.Data;

/// <summary>How data came in, by the manifest of a dataset, and how far two people agree, by a table of both labels.</summary>
public sealed class CollectionCostTests
{
    private const string Contract = "data:\n  dataset: parcels\n  id: parcel\n  collection: {needed: true, rows_per_month: 1000, label_quality: {checked_rows: 4, agreement: 0.75, file: twice.csv}}\n";

    private static string Version(int number, string made, int rows) =>
        $"  - id: v{number:0000}\n    digest: sha256:{new string((char)('a' + number), 64)}\n    rows: {rows}\n    bytes: 100\n    made: {made}\n    from: {{source: the depot{(number == 1 ? "" : $", parent: v{number - 1:0000}")}}}\n";

    [Fact]
    public async Task The_newest_three_versions_are_read()
    {
        await using var project = SmallProject.With(Contract, (".airworthy/data/parcels.versions.yaml",
            "dataset: parcels\nversions:\n" + Version(1, "2026-01-01", 10) + Version(2, "2026-02-01", 1_000) + Version(3, "2026-03-01", 2_000) + Version(4, "2026-04-01", 3_100)));

        var seen = await project.SeeAsync(new DatasetGrowthProbe());

        Assert.Equal([new DatasetState("v0002", new DateOnly(2026, 2, 1), 1_000), new DatasetState("v0003", new DateOnly(2026, 3, 1), 2_000), new DatasetState("v0004", new DateOnly(2026, 4, 1), 3_100)], seen.Versions);
    }

    [Fact]
    public async Task Without_a_version_there_is_no_growth()
    {
        await using var project = SmallProject.With(Contract);
        Assert.Contains("parcels has no version yet", await project.WhyNotAsync(new DatasetGrowthProbe()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_labels_of_each_row_are_counted()
    {
        await using var project = SmallProject.With(Contract, ("twice.csv", "parcel,first,second\n1,late,late\n2,late,fine\n3,fine,fine\n4,fine,fine\n5,fine,\n"));

        var seen = await project.SeeAsync(new LabelledTwiceProbe());

        Assert.Equal((4, 3, 1), (seen.Rows, seen.Same, seen.Without));
        Assert.Equal(0.5, seen.Kappa!.Value, 1e-9); // agreement 0.75, by chance 0.25 · 0.5 + 0.75 · 0.5 … = 0.5
        Assert.Equal([new LabelPair("late", "fine", 1)], seen.Disagreements);
    }

    [Theory]
    [InlineData("parcel,a,b,c\n1,x,y,z\n", "which two are the labels cannot be told")]
    [InlineData("", "is empty")]
    public async Task What_cannot_be_read_is_said(string text, string says)
    {
        await using var project = SmallProject.With(Contract, ("twice.csv", text));
        var because = await Assert.ThrowsAsync<TableException>(() => project.SeeAsync(new LabelledTwiceProbe()));
        Assert.Contains(says, because.Message, StringComparison.Ordinal);
    }
}
