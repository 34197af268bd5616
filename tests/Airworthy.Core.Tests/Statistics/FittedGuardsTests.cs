using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics.Guards;

namespace Airworthy.Core.Tests.Statistics;

public sealed class FittedGuardsTests
{
    private static readonly FittedGuards s_fitted = new("late", "3", "sha256:1", DateTimeOffset.UnixEpoch, AnswerKind.Probability, new FittedOn("train", 400, "t"), new FittedOn("dev", 200, "d"),
        new GuardProfile(ConformalProfile.Fit([.. Enumerable.Range(1, 200).Select(i => i / 200.0)], 0.1), null), ["id: more than 5,000 different names"], new DoubtsWorth(["ood"], 20, 9, 180, 30, [new RiskAt(0.5, 0.1)]));

    [Fact]
    public void What_was_kept_is_read_again() => Assert.Equal(s_fitted.ToJson(), FittedGuards.Parse(s_fitted.ToJson(), "guards.json").ToJson());

    [Theory]
    [InlineData("{}", "guards.json:1:")]
    [InlineData("null", "it is empty")]
    [InlineData("no", "guards.json:1:")]
    public void What_is_none_is_told(string json, string says) => Assert.Contains(says, Assert.Throws<InvalidDataException>(() => FittedGuards.Parse(json, "guards.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_threshold_that_is_no_number_is_told() =>
        Assert.Contains("not a guard profile", Assert.Throws<InvalidDataException>(() => FittedGuards.Parse(s_fitted.ToJson().Replace("\"alpha\":0.1", "\"alpha\":7", StringComparison.Ordinal), "guards.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_digest_of_a_schema_follows_its_promises_and_not_their_order()
    {
        InputSchema Of(params (string Name, InputColumn Column)[] columns) => new(columns.ToDictionary(c => c.Name, c => c.Column));
        var (a, b) = (("a", new InputColumn(Required: true)), ("b", new InputColumn(Low: 0, High: 9)));

        Assert.Equal(Of(a, b).Digest, Of(b, a).Digest);
        Assert.NotEqual(Of(a, b).Digest, Of(a, ("b", new InputColumn(Low: 0, High: 10))).Digest);
    }

    [Fact]
    public void A_schema_promises_rows_only_what_can_be_seen_of_one()
    {
        var schema = TableSchemaReader.Read("""
            columns:
              km: {type: number, range: [0, 500]}
              at: {type: timestamp, required: true, range: [2001-01-01, 2001-07-02]}
              note: {type: string, max_missing: 0.4}
              late: {type: boolean, required: true}
            """, "s.yaml").Schema!;
        var input = InputSchema.Of(schema, ["late"]);

        Assert.Equal(["at", "km"], input.Columns.Keys.Order());
        Assert.Equal(new InputColumn(Low: 0, High: 500), input.Columns["km"]);
        Assert.Equal((true, 978307200d), (input.Columns["at"].Required, input.Columns["at"].Low!.Value));
    }
}
