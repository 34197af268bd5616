using Airworthy.Serving.Routing;

using CsCheck;

namespace Airworthy.Serving.Tests.Routing;

public sealed class ArmHashTests
{
    [Fact]
    public void A_growing_share_never_takes_a_key_from_the_candidate() =>
        Gen.Select(Gen.Long, Gen.String, Gen.Double[0, 1], Gen.Double[0, 1]).Sample((salt, key, one, other) =>
            !ArmHash.IsCandidate(salt, key, Math.Min(one, other)) || ArmHash.IsCandidate(salt, key, Math.Max(one, other)));

    [Fact]
    public void Nobody_is_a_candidate_at_nothing_and_everybody_at_all() =>
        Gen.Select(Gen.Long, Gen.String).Sample((salt, key) => !ArmHash.IsCandidate(salt, key, 0) && ArmHash.IsCandidate(salt, key, 1));

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void Shares_hold(double share)
    {
        const int Keys = 200_000;
        var seen = Enumerable.Range(0, Keys).Count(i => ArmHash.IsCandidate(20260711, $"request-{i}", share)) / (double)Keys;

        // Six standard deviations of a share of this many.
        Assert.InRange(seen, share - (6 * Math.Sqrt(share * (1 - share) / Keys)), share + (6 * Math.Sqrt(share * (1 - share) / Keys)));
    }

    [Fact]
    public void Two_releases_draw_their_keys_independently()
    {
        const int Keys = 100_000;
        var both = Enumerable.Range(0, Keys).Count(i => ArmHash.IsCandidate(1, $"k{i}", 0.5) && ArmHash.IsCandidate(2, $"k{i}", 0.5)) / (double)Keys;

        Assert.InRange(both, 0.24, 0.26);
    }

    /// <summary>Replicas of different builds must agree, so places are kept: XXH64 of the UTF-8 bytes, seed = salt.</summary>
    [Theory]
    [InlineData(0, "", 0xEF46DB3751D8E999UL)]
    [InlineData(0, "a", 0xD24EC4F1A98C6E5BUL)]
    [InlineData(0, "abc", 0x44BC2CF5AD770999UL)]
    public void Places_are_those_of_the_published_hash(long salt, string key, ulong hash) => Assert.Equal((hash >> 11) * (1.0 / (1L << 53)), ArmHash.Place(salt, key));
}
