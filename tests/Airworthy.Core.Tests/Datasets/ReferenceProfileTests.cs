using Airworthy.Core.Datasets;
using Airworthy.Core.Statistics;

using CsCheck;

namespace Airworthy.Core.Tests.Datasets;

public sealed class ReferenceProfileTests
{
    private static readonly ReferenceProfile s_profile = new("train", 1_000,
        [
            new("way", 10, [1, 2], null, [400, 300, 290], Min: 0.5, Max: 3, Sd: 0.8),
            new("town", 0, null, ["Rome", "Oslo"], [600, 400]),
        ], new("late", 0, null, ["no", "yes"], [800, 200]), new([3, 5, 8]));

    [Fact]
    public void A_document_reads_back_as_it_was_written()
    {
        var json = s_profile.ToJson();

        Assert.Equal(json, ReferenceProfile.FromJson(json).ToJson());
    }

    [Theory]
    [InlineData("{}"), InlineData("[1]"), InlineData("not json"), InlineData("""{"format": 2, "of": "train", "rows": 1, "columns": [], "sketch": {"smallest": []}}""")]
    public void What_is_no_profile_is_refused(string text) => Assert.Throws<FormatException>(() => ReferenceProfile.FromJson(text));

    [Fact]
    public void The_same_rows_do_not_differ()
    {
        var comparison = ProfileComparison.Of(s_profile, s_profile);

        Assert.All(comparison.Columns.Append(comparison.Label!), c => Assert.Equal((ShiftSize.None, 0.0, false), (c.Moved.Size, c.NewValues, c.IsOutside)));
        Assert.Equal(1, comparison.SeenBefore);
    }

    [Fact]
    public void Other_rows_are_told_by_what_moved_what_is_new_and_what_is_lacking()
    {
        var other = new ReferenceProfile("data", 1_000, [new("town", 0, null, ["Rome", "Oslo"], [300, 400], Other: 300)], null, new([4]));

        var comparison = ProfileComparison.Of(s_profile, other);

        var town = Assert.Single(comparison.Columns);
        Assert.Equal((ShiftSize.Large, 0.3), (town.Moved.Size, town.NewValues));
        Assert.Equal(["way"], comparison.Lacking);
        Assert.Null(comparison.SeenBefore);
        Assert.Null(comparison.Label);
    }

    [Fact]
    public void A_value_outside_the_range_and_infinities_are_told()
    {
        var other = s_profile with { Columns = [s_profile.Columns[0] with { Counts = [400, 300, 0], AboveAll = 290, Max = 4 }, s_profile.Columns[1]] };

        var way = ProfileComparison.Of(s_profile, other).Columns.Single(c => c.Name == "way");

        Assert.True(way.IsOutside);
        Assert.Equal(ShiftSize.None, way.Moved.Size);
    }

    [Fact]
    public void A_sketch_tells_how_many_rows_there_are_and_how_many_are_shared() => Gen.Int[0, 100_000].Select(Gen.Int[1, 20_000], Gen.Int[1, 20_000]).Sample((shared, mine, theirs) =>
    {
        // Hashes of numbers that stand for rows: 0 … shared are in both.
        static long Hash(long row) => (long)(((ulong)row * 0x9E3779B97F4A7C15UL ^ 0xD1B54A32D192ED03UL) * 0xBF58476D1CE4E5B9UL >> 4);
        RowSketch Sketch(long from, long count) => new([.. Enumerable.Range(0, shared).Select(i => Hash(i)).Concat(Enumerable.Range(0, (int)count).Select(i => Hash(from + i))).Distinct().Order().Take(RowSketch.Size)]);
        var (one, other) = (Sketch(1_000_000, mine), Sketch(2_000_000, theirs));

        Assert.InRange(one.Different(), (shared + mine) * 0.8, (shared + mine) * 1.2);
        Assert.InRange(one.ShareOf(other), ((double)shared / (shared + theirs)) - 0.15, ((double)shared / (shared + theirs)) + 0.15);
    }, iter: 30);
}
