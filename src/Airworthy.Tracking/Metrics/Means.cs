namespace Airworthy.Tracking.Metrics;

/// <summary>Means that do not overflow, in SQL of either engine.</summary>
/// <remarks>
/// Infinities are kept as the largest number there is, as in the original. The sum of two of them is none: PostgreSQL then refuses the whole question,
/// and a run that diverged could not be looked at. So a mean is that of the values that have a square, and the largest value where none has.
/// </remarks>
internal static class Means
{
    private const string Most = "1e150";

    public static string Of(string value) => $"coalesce(avg(case when abs({value}) < {Most} then {value} end), max({value}))";

    public static string OfSquares(string value) => $"coalesce(avg(case when abs({value}) < {Most} then {value} * {value} end), 0)";
}
