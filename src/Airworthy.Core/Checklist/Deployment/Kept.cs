using System.Globalization;

using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

/// <summary>What the checks of what a gateway has kept say alike.</summary>
internal static class Kept
{
    /// <summary>Why no copy of a project can show these parts their defect.</summary>
    public const string Elsewhere = "What was served lies in the store of a gateway, outside any copy of the project.";

    private const string HandMade = "Find out who changed the store, and restore it from a backup: `airworthy store`.";

    /// <summary>An unknown verdict where the chain of changes is broken; null where it is whole.</summary>
    public static Verdict? Broken(string endpoint, long? brokenAt) => brokenAt is { } generation
        ? Verdict.Unknown($"The chain of changes of endpoint {endpoint} is broken at generation {generation}: somebody changed the store by hand, so nothing in it proves anything.", HandMade)
        : null;

    /// <summary>The same as no where the part is about the chain itself.</summary>
    public static Verdict? Tampered(string endpoint, long? brokenAt) => brokenAt is { } generation
        ? Verdict.Unmet($"The chain of changes of endpoint {endpoint} is broken at generation {generation}: somebody changed the store by hand.", HandMade)
        : null;

    public static string Ago(double days) => days switch
    {
        < 1.5 / 24 / 60 => "a minute ago",
        < 1.5 / 24 => string.Create(CultureInfo.InvariantCulture, $"{days * 24 * 60:0} minutes ago"),
        < 2 => string.Create(CultureInfo.InvariantCulture, $"{days * 24:0} hours ago"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{days:0} days ago"),
    };

    public static string Seconds(double seconds) => seconds < 120 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.##} s") : string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.#} minutes");

    public static string Ms(double ms) => double.IsFinite(ms) ? string.Create(CultureInfo.InvariantCulture, $"{ms:0.##} ms") : "more than 10 s";

    /// <summary>A drill that did not hold, as a verdict; null where it held.</summary>
    public static Verdict? Failed(Rehearsed drill) => drill.Outcome switch
    {
        Answer.Met => null,
        Answer.Unmet => Verdict.Unmet($"The drill of {Ago(drill.DaysAgo)} {drill.Place} did not hold: {drill.Says}", drill.Next ?? $"Mend it, and repeat: `airworthy drill {drill.Drill}`."),
        Answer.Undecided => Verdict.Undecided($"The drill of {Ago(drill.DaysAgo)} {drill.Place} could not decide: {drill.Says}", drill.Next ?? $"Repeat it: `airworthy drill {drill.Drill}`."),
        _ => Verdict.Unknown($"The drill of {Ago(drill.DaysAgo)} could not tell: {drill.Says}", drill.Next ?? $"Repeat it: `airworthy drill {drill.Drill}`."),
    };
}
