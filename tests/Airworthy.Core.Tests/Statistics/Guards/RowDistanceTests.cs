using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Guards;

namespace Airworthy.Core.Tests.Statistics.Guards;

public sealed class RowDistanceTests
{
    private static readonly bool s_long = Environment.GetEnvironmentVariable("AIRWORTHY_LONG") == "1";

    private static readonly DistanceColumn s_x = new("x", null);
    private static readonly DistanceColumn s_y = new("y", null);
    private static readonly DistanceColumn s_carrier = new("carrier", ["AA", "DL"]);

    [Fact]
    public void Numbers_that_are_not_correlated_by_hand()
    {
        // Means 0, deviations 1, correlation 0: the distance is that of the plane.
        var distance = Fit([s_x, s_y], [1, 1, 1, -1, -1, 1, -1, -1]);

        Assert.Equal(5, distance.Of([3, 4]), 12);
        Assert.Equal(0, distance.Of([0, 0]), 12);
        Assert.Equal([9, 16], distance.PartsOf([3, 4]).Select(p => Math.Round(p, 9)));
    }

    [Fact]
    public void A_number_against_the_correlation_is_farther_than_one_along_it()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 5_000).SelectMany(_ =>
        {
            var (a, b) = (Normal(random), Normal(random));
            return new[] { a, (0.9f * a) + (MathF.Sqrt(0.19f) * b) };
        }).ToArray();
        var distance = Fit([s_x, s_y], rows);

        // By hand, with a correlation of 0.9: along it (2² + 2²) ⁄ 1.9 = 4.21, against it (2² + 2²) ⁄ 0.1 = 80.
        Assert.InRange(distance.Of([2, 2]), Math.Sqrt(4.21) - 0.1, Math.Sqrt(4.21) + 0.1);
        Assert.InRange(distance.Of([2, -2]), Math.Sqrt(80) - 0.6, Math.Sqrt(80) + 0.6);
    }

    [Fact]
    public void Names_and_missing_values_by_hand()
    {
        // AA three times, DL once: with half a row more each 3.5 : 1.5, and 0.5 for one never seen. Missing never: 0.5 against 4.5.
        var distance = Fit([s_carrier], [0, 0, 0, 1]);

        Assert.Equal(0, distance.Of([0]), 12);
        Assert.Equal(Math.Sqrt(2 * Math.Log(3.5 / 1.5)), distance.Of([1]), 12);
        Assert.Equal(Math.Sqrt(2 * Math.Log(7)), distance.Of([distance.CodeOf(0, "WN")]), 12);
        Assert.Equal(Math.Sqrt(2 * Math.Log(9)), distance.Of([float.NaN]), 12);
        Assert.Equal((0f, 1f, -1f), (distance.CodeOf(0, "AA"), distance.CodeOf(0, "DL"), distance.CodeOf(0, "aa")));
    }

    [Fact]
    public void A_column_that_never_varied_is_surprised_by_another_number()
    {
        var distance = Fit([s_x, s_y], [7, 1, 7, 2, 7, 3, 7, 4]);

        Assert.Equal(0, distance.Of([7, 2.5f]), 6);
        Assert.Equal(Math.Sqrt(2 * Math.Log(9)), distance.Of([8, 2.5f]), 6);
    }

    [Fact]
    public void Columns_that_say_the_same_do_no_harm()
    {
        var random = new Random(2);
        var distance = Fit([s_x, s_y], [.. Enumerable.Range(0, 1_000).SelectMany(_ => Enumerable.Repeat(Normal(random), 2))]);

        Assert.True(double.IsFinite(distance.Of([1, 1])));
        Assert.True(distance.Of([1, -1]) > 10 * distance.Of([1, 1]));
    }

    [Fact]
    public void Endless_and_wrong_rows_have_an_answer()
    {
        var distance = Fit([s_x, s_y], [1, 1, 1, -1, -1, 1, -1, -1]);

        Assert.Equal(Familiarity.Out, distance.Judge([float.PositiveInfinity, float.NegativeInfinity], out var far));
        Assert.True(double.IsFinite(far));
        Assert.Equal(Familiarity.Unknown, distance.Judge([1], out _));
        Assert.Equal(Familiarity.In, distance.Judge([0, 0], out _));
        Assert.Contains("2", Assert.Throws<ArgumentException>(() => distance.Of([1])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.01), InlineData(0.05)]
    public void Ordinary_rows_are_called_out_as_often_as_declared_whatever_their_law(double falseAlarm)
    {
        var runs = s_long ? 200 : 20;
        var called = 0.0;
        for (var run = 0; run < runs; run++)
        {
            var random = new Random(run);
            var distance = new RowDistance(DistanceFit.Fit([s_x, s_y, s_carrier], Skewed(random, 1_000), Skewed(random, 1_000), falseAlarm));
            var later = Skewed(random, 2_000);
            called += Enumerable.Range(0, later.Rows).Count(i => distance.Judge(later.Row(i), out _) == Familiarity.Out) / (double)later.Rows;
        }

        Assert.InRange(called / runs, 0.75 * falseAlarm, 1.2 * falseAlarm);
    }

    [Fact]
    public void Rows_from_elsewhere_are_called_out_and_the_column_that_is_to_blame_stands_out()
    {
        var random = new Random(3);
        var distance = new RowDistance(DistanceFit.Fit([s_x, s_y, s_carrier], Skewed(random, 5_000), Skewed(random, 5_000), 0.01));

        Assert.Equal(Familiarity.Out, distance.Judge([1, 40, 0], out var far));
        var parts = distance.PartsOf([1, 40, 0]);
        Assert.Equal(1, Array.IndexOf(parts, parts.Max()));
        Assert.Equal(far * far, parts.Sum(), 6);
        Assert.Equal(2, Array.IndexOf(distance.PartsOf([1, 1, -1]), distance.PartsOf([1, 1, -1]).Max()));
    }

    [Fact]
    public void Too_few_held_out_rows_are_refused() =>
        Assert.Contains("at least 99 are needed", Assert.Throws<ArgumentOutOfRangeException>(() => DistanceFit.Fit([s_x], new FloatMatrix(5, 1, [1, 2, 3, 4, 5]), new FloatMatrix(5, 1, [1, 2, 3, 4, 5]), 0.01)).Message, StringComparison.Ordinal);

    [Fact]
    public void Asking_allocates_nothing()
    {
        var random = new Random(4);
        var distance = new RowDistance(DistanceFit.Fit([s_x, s_y, s_carrier], Skewed(random, 500), Skewed(random, 500), 0.05));
        var conformal = ConformalProfile.Fit(new double[200], [.. Enumerable.Repeat("a", 100), .. Enumerable.Repeat("b", 100)], 0.1);
        var holds = new bool[2];
        var row = new[] { 1f, 2f, 0f };
        var probabilities = new[] { 0.3f, 0.7f };
        Ask();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Ask();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Ask()
        {
            row[2] = distance.CodeOf(2, "DL".AsSpan());
            distance.Judge(row, out _);
            SplitConformal.SetOf(probabilities, conformal.ThresholdOf("b".AsSpan()) ?? 0, holds);
        }
    }

    [Fact]
    public void A_profile_survives_JSON_and_one_that_does_not_fit_together_is_refused()
    {
        var random = new Random(5);
        var profile = new GuardProfile(
            ConformalProfile.Fit([.. Enumerable.Range(0, 100).Select(i => i / 100.0)], [.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? "a" : "b")], 0.1),
            DistanceFit.Fit([s_x, s_y, s_carrier], Skewed(random, 500), Skewed(random, 500), 0.05));
        var read = GuardProfile.Parse(profile.ToJson(), "guards.json");

        Assert.Equal(profile.ToJson(), read.ToJson());
        Assert.Equal(profile.Coverage, read.Coverage);
        Assert.Equal(new RowDistance(profile.Distance!).Of([1, 5, 1]), new RowDistance(read.Distance!).Of([1, 5, 1]));
        Assert.Equal(new GuardProfile(null, null), GuardProfile.Parse("""{"coverage": null, "distance": null}""", "guards.json"));
        var unlimited = new GuardProfile(ConformalProfile.Fit([double.NaN, double.NaN], 0.4), null);
        Assert.Equal(double.PositiveInfinity, GuardProfile.Parse(unlimited.ToJson(), "guards.json").Coverage!.Whole.Threshold);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"coverage\": 3, \"distance\": null}")]
    [InlineData("{\"coverage\": {\"alpha\": 2, \"whole\": {\"rows\": 5, \"threshold\": 1}, \"groups\": {}}, \"distance\": null}")]
    [InlineData("{\"coverage\": {\"alpha\": 0.1, \"whole\": null, \"groups\": {}}, \"distance\": null}")]
    [InlineData("{\"coverage\": {\"alpha\": 0.1, \"whole\": {\"rows\": 5, \"threshold\": 1}, \"groups\": {\"a\": null}}, \"distance\": null}")]
    [InlineData("{\"coverage\": null, \"distance\": {\"columns\": [], \"whitening\": [1], \"threshold\": 1, \"false_alarm\": 0.1, \"rows\": 1, \"held_out\": 1}}")]
    [InlineData("{\"coverage\": null, \"distance\": {\"columns\": [null], \"whitening\": [], \"threshold\": 1, \"false_alarm\": 0.1, \"rows\": 1, \"held_out\": 1}}")]
    [InlineData("{\"coverage\": null, \"distance\": {\"columns\": [], \"whitening\": [], \"threshold\": \"NaN\", \"false_alarm\": 0.1, \"rows\": 1, \"held_out\": 1}}")]
    public void What_is_no_profile_is_refused_with_what_to_do(string json) =>
        Assert.EndsWith("it again.", Assert.Throws<InvalidDataException>(() => GuardProfile.Parse(json, "guards.json")).Message.Replace("the guards again", "it again", StringComparison.Ordinal), StringComparison.Ordinal);

    private static RowDistance Fit(DistanceColumn[] columns, float[] values)
    {
        var rows = new FloatMatrix(values.Length / columns.Length, columns.Length, values);
        return new RowDistance(DistanceFit.Fit(columns, rows, rows, 0.25));
    }

    /// <summary>A skewed number, a number with a heavy tail that hangs together with it, and a name.</summary>
    private static FloatMatrix Skewed(Random random, int rows)
    {
        var values = new float[rows * 3];
        for (var i = 0; i < rows; i++)
        {
            var x = -Math.Log(1 - random.NextDouble());
            values[i * 3] = random.Next(50) == 0 ? float.NaN : (float)x;
            values[(i * 3) + 1] = (float)(x + (Math.Exp(0.5 * Normal(random)) * 2));
            values[(i * 3) + 2] = random.Next(4) == 0 ? 1 : 0;
        }

        return new FloatMatrix(rows, 3, values);
    }

    private static float Normal(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
