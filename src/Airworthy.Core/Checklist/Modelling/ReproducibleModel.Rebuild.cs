using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Modelling;

public static partial class ReproducibleModel
{
    public sealed class Rebuild : ICheck<Rebuilds>
    {
        public Defect Defect => Moved;

        public Verdict Judge(ProjectContract contract, Rebuilds seen) => Newest(contract, seen);
    }

    /// <summary>Days that a rebuild counts.</summary>
    private const int MostDays = 30;

    internal const string Again = "Run `airworthy reproduce champion`; for a run to be made again it has to come from `airworthy run`.";

    /// <summary>A champion whose rebuild gave another metric, and decisions that do not agree.</summary>
    internal static Defect Moved => new Defect.Seen(RunsPage.Elsewhere, new Rebuilds("drill", "2", "trial-4", "7", 0.7,
        [new Observations.Rebuild("trial-4 again", 1, "differs", "7", 0.66, "dev_roc_auc was 0.7 and is 0.66", "seed: train.py:3 draws at random")]))
    {
        Fields = Defect.Promising(("reproduce", "{metric_tolerance: 0.003, prediction_agreement: 0.99, seeds: 2}")).Fields,
    };

    /// <summary>Judges the newest rebuild that was compared.</summary>
    internal static Verdict Newest(ProjectContract contract, Rebuilds seen)
    {
        if (Promised.Lacks(contract, "reproduce.metric_tolerance", "reproduce.prediction_agreement") is { } lacks)
        {
            return lacks;
        }

        var compared = seen.Of.Where(r => r.Outcome is not null).ToList();
        if (compared is not [var newest, ..])
        {
            return Verdict.Unknown($"The champion, version {seen.Version} of {seen.Model} from {seen.Run}, was never made again.", Again);
        }

        if (newest.DaysAgo > MostDays && newest.Outcome is not ("differs" or "failed"))
        {
            return Verdict.Unknown($"The champion was last made again {newest.DaysAgo} days ago; what it was made with may have moved since ({MostDays} days count).", Again);
        }

        // The contract may be stricter now than it was when they were compared.
        var tolerance = contract.Reproduce!.MetricTolerance!.Value;
        var apart = seen.Value is { } was && newest.Value is { } now ? Math.Abs(was - now) : (double?)null;
        var cause = newest.Causes.Length > 0 ? $" Likely cause: {newest.Causes}" : "";
        var verdict = newest.Outcome is "differs" or "failed"
            ? Verdict.Unmet($"Made again {Days(newest.DaysAgo)}, the champion {(newest.Outcome == "failed" ? "could not be built" : $"came out differently: {newest.Differences}")}.{cause}", "Mend the cause, train again, and let the new run become champion.")
            : apart > tolerance
                ? Verdict.Unmet(FormattableString.Invariant($"Made again {Days(newest.DaysAgo)}, the champion's metric lies {apart:0.######} apart; {tolerance:0.######} is allowed.{cause}"), "Mend the cause, or run `airworthy reproduce champion` again.")
                : Verdict.Met($"Made again {Days(newest.DaysAgo)} from its commit, data, seed and command, the champion (version {seen.Version}, {seen.Run}) {(newest.Outcome == "equal" ? "came out the same to the last bit" : "agrees within what reproduce allows")}.");
        return verdict.With(("rebuilds", compared.Count), ("agreeing", compared.Count(r => r.Outcome is "equal" or "agrees")), ("days_ago", newest.DaysAgo)) with
        {
            Blind = "Slices; packages and files outside of the project that the rebuild found on the same machine.",
        };
    }

    private static string Days(int days) => days <= 0 ? "today" : days == 1 ? "yesterday" : $"{days} days ago";
}
