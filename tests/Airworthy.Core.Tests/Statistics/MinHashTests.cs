using Airworthy.Core.Statistics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class MinHashTests
{
    private const ulong Seed = 1997;

    [Theory]
    [InlineData("", 0)]
    [InlineData("two words", 0)]
    [InlineData("three short words", 1)]
    [InlineData("one two three four one two three", 4)] // "one two three" comes twice and counts once
    public void Shingles_are_three_words_in_order(string text, int expected) => Assert.Equal(expected, MinHash.Shingles(text).Length);

    [Fact]
    public void Case_and_signs_make_no_difference() =>
        Assert.Equal(MinHash.Shingles("The parcel, sent on Monday, is late."), MinHash.Shingles("the parcel sent ON monday is LATE"));

    [Fact]
    public void Resemblance_by_hand()
    {
        Assert.Equal(0.5, MinHash.Jaccard([1, 2, 3], [2, 3, 4]), 12);
        Assert.Equal(1, MinHash.Jaccard([7], [7]));
        Assert.Equal(0, MinHash.Jaccard([], []));
    }

    [Fact]
    public void Resemblance_is_symmetric_and_one_only_for_equal_sets() => (
        from a in Gen.ULong[0, 30].HashSet[0, 20]
        from b in Gen.ULong[0, 30].HashSet[0, 20]
        select (A: a.Order().ToArray(), B: b.Order().ToArray())).Sample(x =>
            MinHash.Jaccard(x.A, x.B) is var j && j == MinHash.Jaccard(x.B, x.A) && j is >= 0 and <= 1 && (j == 1) == (x.A.Length > 0 && x.A.SequenceEqual(x.B)));

    /// <summary>The share of equal smallest values estimates the resemblance: its standard error is √(J(1 − J) ⁄ 128), at most 0.044.</summary>
    [Theory]
    [InlineData(0.2), InlineData(0.5), InlineData(0.8), InlineData(0.95)]
    public void Signatures_agree_as_often_as_the_sets_resemble_each_other(double jaccard)
    {
        const int Union = 400;
        var random = new Random(7);
        var mean = Enumerable.Range(0, 60).Average(_ =>
        {
            var all = Enumerable.Range(0, Union).Select(_ => (ulong)random.NextInt64()).ToArray();
            var both = (int)(jaccard * Union);
            var (a, b) = (MinHash.Signature(all.AsSpan(0, both + ((Union - both) / 2)), Seed), MinHash.Signature([.. all[..both], .. all[(both + ((Union - both) / 2))..]], Seed));
            return a.Zip(b).Count(p => p.First == p.Second) / (double)MinHash.Size;
        });
        Assert.Equal(jaccard, mean, 0.03);
    }

    /// <summary>1 − (1 − J⁴)³²: 0.9999999 at 0.8 and 0.05 at 0.2.</summary>
    [Fact]
    public void Texts_that_resemble_each_other_share_a_band_and_others_hardly_ever()
    {
        var random = new Random(11);
        int Shared(double jaccard) => Enumerable.Range(0, 200).Count(_ =>
        {
            var both = Enumerable.Range(0, (int)(200 * jaccard)).Select(_ => (ulong)random.NextInt64()).ToArray();
            ulong[] Own() => [.. both, .. Enumerable.Range(0, (200 - both.Length) / 2).Select(_ => (ulong)random.NextInt64())];
            return MinHash.BandsOf(MinHash.Signature(Own(), Seed)).Intersect(MinHash.BandsOf(MinHash.Signature(Own(), Seed))).Any();
        });

        Assert.Equal(200, Shared(0.8));
        Assert.InRange(Shared(0.2), 0, 30);
    }
}
