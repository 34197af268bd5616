using Airworthy.Serving.Routing;

namespace Airworthy.Serving.PredictionLog;

/// <summary>Which rows the log keeps, and with which probability each of them is there.</summary>
/// <remarks>
/// By the id of the request and not by chance, so that every replica and both arms keep the same requests. What went wrong is always kept. Totals are
/// estimated by weighing each row with one over its inclusion.
/// <para>Source of the weights: Horvitz and Thompson (1952), J. Am. Stat. Assoc. 47(260), 663–685.</para>
/// </remarks>
public sealed class LogSampling
{
    /// <summary>Other than that of any release, so that what is kept does not hang together with which arm answers.</summary>
    private const long Salt = 0x6C6F_6767_6564;

    /// <param name="rate">Of ordinary rows, 0 to 1.</param>
    public LogSampling(double rate)
    {
        if (rate is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The sampling rate of the prediction log is a share and lies in [0, 1].");
        }

        Rate = rate;
    }

    public double Rate { get; }

    /// <summary>The inclusion probability to write into the entry; null when it is left out.</summary>
    /// <param name="isNotable">See <see cref="IsNotable"/>.</param>
    public double? InclusionOf(ReadOnlySpan<char> id, bool isNotable) => isNotable ? 1 : Rate > 0 && ArmHash.Place(Salt, id) < Rate ? Rate : null;

    /// <summary>Errors, fallbacks, abstentions and disagreements.</summary>
    /// <param name="status">Of the answer, as HTTP has it.</param>
    /// <param name="reason">Why the primary did not answer, or abstained; null when it did.</param>
    public static bool IsNotable(int status, string? reason, bool disagrees) => status >= 400 || reason is not null || disagrees;
}
