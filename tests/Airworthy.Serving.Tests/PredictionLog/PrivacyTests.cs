using System.Security.Cryptography;
using System.Text;

using Airworthy.Core.Contracts;
using Airworthy.Serving.PredictionLog;

using CsCheck;

namespace Airworthy.Serving.Tests.PredictionLog;

public sealed class PrivacyTests
{
    private static readonly string s_firstKey = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('a', 32)));
    private static readonly string s_secondKey = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('b', 32)));

    private static readonly RedactionKeys s_keys = RedactionKeys.Parse([$"k1 {s_firstKey}"], "keys");

    private static readonly FeaturePrivacy[] s_features =
    [
        new("distance", FeatureClass.Public), new("fare_class", FeatureClass.Internal), new("name", FeatureClass.Personal), new("age", FeatureClass.Personal),
        new("token", FeatureClass.Secret), new("remark", FeatureClass.Public, IsFreeText: true),
    ];

    private static readonly LoggedValue[] s_row =
    [
        LoggedValue.Of("distance", 500), LoggedValue.Of("fare_class", "Y"), LoggedValue.Of("name", "Ana Silva"), LoggedValue.Of("age", 41),
        LoggedValue.Of("token", "hunter2"), LoggedValue.Of("remark", "call me"), LoggedValue.Of("unheard_of", "x"),
    ];

    [Fact]
    public void Each_class_has_its_fate()
    {
        var kept = new FeatureRedaction(s_features, s_keys).Redact(s_row);

        Assert.Equal(["distance", "fare_class", "name", "age"], kept.Select(k => k.Name));
        Assert.Equal("k1:" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(new string('a', 32)), "Ana Silva"u8)[..16]), kept[2].Text);
        Assert.Matches("^k1:[0-9a-f]{32}$", kept[3].Text!);
        Assert.Null(kept[3].Number);
    }

    [Fact]
    public void Without_keys_what_is_personal_goes() =>
        Assert.Equal(["distance", "fare_class"], new FeatureRedaction(s_features).Redact(s_row).Select(k => k.Name));

    [Fact]
    public void Free_text_stays_only_when_asked_for() =>
        Assert.Equal(["distance", "fare_class", "remark"], new FeatureRedaction(s_features, keepFreeText: true).Redact(s_row).Select(k => k.Name));

    [Fact]
    public void A_missing_personal_value_stays_missing() =>
        Assert.Equal([LoggedValue.Missing("name")], new FeatureRedaction(s_features, s_keys).Redact([LoggedValue.Missing("name")]));

    [Fact]
    public void Equal_rows_have_equal_hashes_and_others_have_not()
    {
        LoggedValue[] row = [LoggedValue.Of("a", 1), LoggedValue.Of("b", "1")];

        Assert.Equal(FeatureRedaction.HashOf(row), FeatureRedaction.HashOf([LoggedValue.Of("a", 1), LoggedValue.Of("b", "1")]));
        Assert.Equal(4, new[]
        {
            FeatureRedaction.HashOf(row), FeatureRedaction.HashOf([LoggedValue.Of("a", 1), LoggedValue.Of("b", 1)]),
            FeatureRedaction.HashOf([LoggedValue.Of("a", 1), LoggedValue.Missing("b")]), FeatureRedaction.HashOf([LoggedValue.Of("a", 1)]),
        }.Distinct().Count());
    }

    [Fact]
    public void A_new_key_makes_the_new_hashes_and_the_old_ones_are_still_found()
    {
        var rotated = RedactionKeys.Parse([$"k1 {s_firstKey}", $"k2 {s_secondKey}"], "keys");

        Assert.StartsWith("k2:", rotated.HashOf("ana"), StringComparison.Ordinal);
        Assert.Contains(s_keys.HashOf("ana"), rotated.HashesOf("ana"));
        Assert.Equal(2, rotated.HashesOf("ana").Count);
    }

    [Fact]
    public void Keys_are_made_once_kept_for_the_owner_alone_and_rotated()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder, "keys");
        var made = RedactionKeys.ReadOrMake(path);

        Assert.Equal(made.HashOf("ana"), RedactionKeys.ReadOrMake(path).HashOf("ana"));
        Assert.Equal("k2", RedactionKeys.Rotate(path).Newest);
        Assert.Contains(made.HashOf("ana"), RedactionKeys.ReadOrMake(path).HashesOf("ana"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Theory]
    [InlineData("k1"), InlineData("k1 c2hvcnQ="), InlineData("k:1 YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="), InlineData("  "), InlineData("k1 not-base-64-at-all!")]
    public void A_line_that_is_no_key_is_named_and_not_shown(string line)
    {
        var thrown = Assert.Throws<InvalidDataException>(() => RedactionKeys.Parse([$"k0 {s_firstKey}", line], "keys"));

        Assert.StartsWith("keys:2: not a key.", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQ", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, null, false, false)]
    [InlineData(500, null, false, true)]
    [InlineData(200, "timeout", false, true)]
    [InlineData(200, null, true, true)]
    public void What_went_wrong_is_notable(int status, string? reason, bool disagrees, bool expected) =>
        Assert.Equal(expected, LogSampling.IsNotable(status, reason, disagrees));

    [Fact]
    public void Weighing_by_one_over_the_inclusion_gives_the_total_back()
    {
        var sampling = new LogSampling(0.1);
        var total = 0.0;
        for (var i = 0; i < 100_000; i++)
        {
            total += 1 / (sampling.InclusionOf($"request-{i}", isNotable: i % 100 == 0) ?? double.PositiveInfinity);
        }

        // 99,000 at a tenth: the standard error is √(99,000 · 0.9 ⁄ 0.1) = 944.
        Assert.InRange(total, 100_000 - 3_800, 100_000 + 3_800);
    }

    [Fact]
    public void A_larger_rate_keeps_all_that_a_smaller_one_did() => Gen.Select(Gen.String, Gen.Double[0, 1], Gen.Double[0, 1]).Sample((id, one, other) =>
        new LogSampling(Math.Min(one, other)).InclusionOf(id, false) is null || new LogSampling(Math.Max(one, other)).InclusionOf(id, false) is not null);

    [Theory]
    [InlineData(-0.1), InlineData(1.1), InlineData(double.NaN)]
    public void A_rate_that_is_no_share_is_refused(double rate) => Assert.Throws<ArgumentOutOfRangeException>(() => new LogSampling(rate));
}
