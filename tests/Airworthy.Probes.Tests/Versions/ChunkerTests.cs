using System.Security.Cryptography;

using Airworthy.Data.Versions;

using CsCheck;

namespace Airworthy.Probes.Tests.Versions;

public sealed class ChunkerTests
{
    [Fact]
    public void Chunks_put_together_are_the_bytes_and_each_has_a_length_in_bounds() => Gen.Select(Gen.Int[0, 3_000_000], Gen.Int[0, 1_000]).Sample((length, seed) =>
    {
        var bytes = Noise(length, seed);
        var chunks = Cuts(bytes);

        Assert.Equal(length, chunks.Sum());
        Assert.All(chunks.SkipLast(1), c => Assert.InRange(c, Chunker.Least, Chunker.Most));
        Assert.InRange(chunks.LastOrDefault(), 0, Chunker.Most);
    }, iter: 20);

    [Fact]
    public void The_mean_length_lies_near_the_wish() =>
        Assert.InRange(Cuts(Noise(64_000_000, 7)).Average(), 0.8 * Chunker.Wished, 1.6 * Chunker.Wished);

    /// <summary>Where cuts meet those of before again is chance: nearly always at once, and after one insertion in many some chunks later.</summary>
    [Fact]
    public void An_insertion_changes_only_the_chunks_around_it()
    {
        var random = new Random(1);
        var fresh = Enumerable.Range(0, 40).Select(seed =>
        {
            var (before, at) = (Noise(4_000_000, seed), random.Next(4_000_000));
            var known = Digests(before);
            return Digests([.. before[..at], .. Noise(random.Next(1, 5_000), seed + 1), .. before[at..]]).Count(d => !known.Contains(d));
        }).Order().ToList();

        Assert.InRange(fresh[0], 1, 2);
        Assert.InRange(fresh[20], 1, 3);
        Assert.InRange(fresh.Average(), 1, 4);
        Assert.InRange(fresh[^1], 1, 20);
    }

    [Fact]
    public void Bytes_without_content_are_cut_at_the_greatest_length() =>
        Assert.All(Cuts(new byte[2_000_000]).SkipLast(1), c => Assert.Equal(Chunker.Most, c));

    /// <summary>Other cuts would make every chunk of every store new.</summary>
    [Fact]
    public void Cuts_stay_where_they_are_for_ever() =>
        Assert.Equal("64768 72354 32678 115025 66944 96957 146949 4325", string.Join(' ', Cuts(Noise(600_000, 1))));

    internal static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static List<int> Cuts(ReadOnlySpan<byte> bytes)
    {
        var cuts = new List<int>();
        while (Chunker.Cut(bytes) is var length and > 0)
        {
            cuts.Add(length);
            bytes = bytes[length..];
        }

        return cuts;
    }

    private static List<string> Digests(byte[] bytes)
    {
        var at = 0;
        return [.. Cuts(bytes).Select(c => Convert.ToHexString(SHA256.HashData(bytes.AsSpan((at += c) - c, c))))];
    }
}
