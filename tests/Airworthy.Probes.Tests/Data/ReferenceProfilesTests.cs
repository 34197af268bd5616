using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;
using Airworthy.Core.Statistics;
using Airworthy.Data;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.Tests.Data;

/// <summary>A profile keeps what later rows are compared with, and no row.</summary>
public sealed class ReferenceProfilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("airworthy-");

    [Fact]
    public async Task Tenths_domains_and_the_label_are_counted()
    {
        var rows = Enumerable.Range(1, 1_000).Select(i => $"{i},{(i % 10 == 0 ? "" : i % 50 == 7 ? "inf" : $"{i}.5")},{(i % 4 == 0 ? "Oslo" : "Rome")},2026-01-01,{(i % 5 == 0 ? "late" : "ok")}");
        var profile = await MakeAsync("id,way,town,day,y\n" + string.Join('\n', rows));

        Assert.Equal((1_000L, "data", 5), (profile.Rows, profile.Of, profile.Columns.Count));
        var way = profile.Columns.Single(c => c.Name == "way");
        Assert.Equal((100L, 20L, 0L, 1.5, 999.5), (way.Missing, way.AboveAll, way.BelowAll, way.Min!.Value, way.Max!.Value));
        Assert.Equal(9, way.Bounds!.Count);
        Assert.All(way.Counts, c => Assert.InRange(c, 86, 90));
        var town = profile.Columns.Single(c => c.Name == "town");
        Assert.Equal(["Rome", "Oslo"], town.Values!);
        Assert.Equal([750L, 250L], town.Counts);
        Assert.Equal(0, town.Other);
        Assert.Equal([1_000L], profile.Columns.Single(c => c.Name == "day").Counts.Where(c => c > 0));
        Assert.Equal(["ok", "late"], profile.Label!.Values);
        Assert.InRange(profile.Sketch.Different(), 881, 890);
    }

    [Fact]
    public async Task The_order_of_rows_changes_nothing_and_no_row_is_in_it()
    {
        List<string> rows = [.. Enumerable.Range(0, 5_000).Select(i => $"{i},{i * 7919 % 5_000},secret{i},x,ok")];
        const string Head = "id,way,town,day,y\n";

        var json = (await MakeAsync(Head + string.Join('\n', rows))).ToJson();

        Assert.Equal(json, (await MakeAsync(Head + string.Join('\n', Enumerable.Reverse(rows)))).ToJson());
        Assert.True(json.Split("secret").Length <= 51, "At most 50 values of a column are kept.");
    }

    [Fact]
    public async Task Other_rows_are_compared_without_the_first_ones()
    {
        const string Head = "id,way,town,day,y\n";
        static IEnumerable<string> Rows(int from, int by) => Enumerable.Range(from, 2_000).Select(i => $"{i},{(i * 7919 % 2_000) + by},{(i % 3 == 0 && by > 0 ? "Bonn" : "Rome")},x,{(i % 4 == 0 ? "late" : "ok")}");
        var reference = ReferenceProfile.FromJson((await MakeAsync(Head + string.Join('\n', Rows(0, 0)))).ToJson());

        var same = ProfileComparison.Of(reference, await MakeAsync(Head + string.Join('\n', Rows(10_000, 0)), reference));
        var other = ProfileComparison.Of(reference, await MakeAsync(Head + string.Join('\n', Rows(20_000, 2_500)), reference));

        Assert.All(same.Columns.Where(c => c.Name != "id").Append(same.Label!), c => Assert.Equal(ShiftSize.None, c.Moved.Size));
        Assert.InRange(same.SeenBefore!.Value, 0.9, 1);
        Assert.InRange(other.SeenBefore!.Value, 0, 0.1);
        Assert.Equal(ShiftSize.Large, other.Columns.Single(c => c.Name == "way").Moved.Size);
        Assert.InRange(other.Columns.Single(c => c.Name == "town").NewValues, 0.3, 0.35);
        Assert.True(other.Columns.Single(c => c.Name == "way").IsOutside);
    }

    [Fact]
    public async Task Rows_without_values_and_no_rows_have_a_profile()
    {
        var empty = await MakeAsync("id,way,town,day,y\n");
        var none = await MakeAsync("id,way,town,day,y\n1,,,,ok\n2,,,,ok\n");

        Assert.Equal(0, empty.Rows);
        Assert.All(none.Columns.Where(c => c.Name is not ("id" or "y")), c => Assert.Equal(2, c.Missing));
    }

    private async Task<ReferenceProfile> MakeAsync(string csv, ReferenceProfile? like = null)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "t.csv"), csv);
        var contract = ContractReader.Read("airworthy: 1\nproject: small\ndata: {files: [t.csv], id: id, label: y}\n", ContractReader.FileName).Contract!;
        await using var table = await Table.OpenAsync(contract, _folder.FullName, TestContext.Current.CancellationToken);
        return await ReferenceProfiles.MakeAsync(table, TestContext.Current.CancellationToken, like);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
