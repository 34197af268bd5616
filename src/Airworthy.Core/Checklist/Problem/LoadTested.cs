using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

/// <summary>What the limits of memory, time and load have in common: a load test of this very model that is long enough.</summary>
public static class LoadTested
{
    public const int Seconds = 120, Requests = 5000;

    /// <summary>Share of requests that may fail.</summary>
    public const double MostFailed = 0.001;

    /// <summary>Why nothing can be said; null where it can.</summary>
    /// <param name="rate">Requests per second that the test must have had.</param>
    public static Verdict? Lacks(LoadTests seen, double? rate)
    {
        var (called, next) = ($"Version {seen.Version} of {seen.Model}", $"Run `airworthy bench {seen.Version}`.");
        if (seen.Newest is not { } test)
        {
            return Verdict.Unknown(seen.Damaged > 0 ? $"{called} has a load test whose content is not what its name says: it was changed." : $"{called} was never put under load.", next);
        }

        var report = test.Report;
        return !test.IsSameModel ? Verdict.Unknown($"{called} was put under load {Days(test)}, but its files are not the same any more.", next)
            : report.Seconds < Seconds - 1 || report.Requests < Requests ? Verdict.Unknown($"The load test of {called.ToLowerInvariant()} took {report.Seconds:0} s and {report.Requests:N0} requests; {Seconds} s and {Requests:N0} requests are asked.", $"Run `airworthy bench {seen.Version}` with a rate of at least {Requests / Seconds + 1} per second and without --seconds.")
            : report.Rate < 0.999 * rate ? Verdict.Unknown($"The load test of {called.ToLowerInvariant()} sent {report.Rate:G6} requests per second; {rate:G6} are promised.", next)
            : null;
    }

    /// <summary>That another machine was measured than the contract is about.</summary>
    public static string? Elsewhere(LoadReport report, ProjectContract contract) => contract.Serving?.Target?.Hardware is not { } named || string.Equals(named.Trim(), report.Hardware?.Trim(), StringComparison.OrdinalIgnoreCase) ? null
        : $"Measured elsewhere: on {report.Machine}; serving.target.hardware is \"{named}\". `airworthy bench --on-target` there says that it is that machine.";

    /// <summary>That the machine had other things to do.</summary>
    public static string Disturbed(LoadReport report) => FormattableString.Invariant($"The machine was busy: a piece of work that needs the processor alone took {report.Slowdown:0.0#} times as long around this test. Times that are too long may be those of others; measure again where nothing else runs.");

    /// <summary>A verdict about times: where others had the processor, times that are too long are not known to be the model's.</summary>
    public static Verdict Undisturbed(this Verdict verdict, LoadReport report) => verdict.Answer == Answer.Unmet && report.IsDisturbed
        ? Verdict.Undecided($"{verdict.Says} {Disturbed(report)}", "Measure again where nothing else runs: `airworthy bench`.")
        : verdict;

    public static string Days(LoadTest test) => test.DaysAgo switch { <= 0 => "today", 1 => "yesterday", var days => $"{days} days ago" };

    /// <summary>A test to plant a defect in.</summary>
    public static LoadReport Sample { get; } = new("drill", "3", "sha256:0", DateTimeOffset.UnixEpoch, 1e6, 120_000_000, 0, 120, 1e-3, 2e-3, 1.9e-3, 2.1e-3, 1, 20, 1e7, 1e-3, "2 processors", YardstickUs: 5000, Slowdown: 1);
}
