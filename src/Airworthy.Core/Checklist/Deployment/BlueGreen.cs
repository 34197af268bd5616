using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class BlueGreen
{
    private const string Never = "Switch and switch back on a quiet day: `airworthy drill switch`.";

    private static ServedVersions Seen(LiveSwitch? last) => new("drill", "drill", [new(2, 3, "models:/drill/2", "sha256:22", By: RoutedChange.Policy), new(1, 30, "constant:0.2", By: "ana")], Switches: last is null ? [] : [last]);

    private static Verdict? Unseen(ServedVersions seen) => Kept.Broken(seen.Endpoint, seen.BrokenAt) is { } broken ? broken
        : seen.Switched.Count == 0 ? Verdict.Unknown($"What answers at {seen.Endpoint} was never switched: {seen.Now.Live} is the first.", "Release a second version, `airworthy release start VERSION`.")
        : seen.Switches is not [var last, ..] || last.Generation != seen.Switched[0].Generation ? Verdict.Unknown($"How the last switch at {seen.Endpoint} went, {Kept.Ago(seen.Switched[0].DaysAgo)}, was not kept.", "The next one is kept by the gateway itself.")
        : null;

    public sealed class Slots : ICheck<ServedVersions>
    {
        public Defect Defect => new Defect.Seen(Kept.Elsewhere, Seen(new LiveSwitch(2, 3, "constant:0.2", "models:/drill/2", WasReady: false, 8, 8, 200, 0, 6000, 0)));

        public Verdict Judge(ProjectContract contract, ServedVersions seen)
        {
            if (Unseen(seen) is { } unseen)
            {
                return unseen;
            }

            var last = seen.Switches![0];
            return (last.WasReady
                ? Verdict.Met($"At the last switch at {seen.Endpoint}, {Kept.Ago(last.DaysAgo)}, {last.To} stood loaded beside {last.From} before it took over.")
                : Verdict.Unmet($"At the last switch at {seen.Endpoint}, {Kept.Ago(last.DaysAgo)}, {last.To} was not loaded before: it took {Kept.Seconds(last.Seconds)} until it answered.", "Keep the version before loaded until the bake has ended, `release.bake_minutes`, and in the chain of fallbacks, `previous`."))
                .With(("ready", last.WasReady ? 1 : 0), ("seconds", last.Seconds))
                .Concern(seen.Now.Other is null ? "Nothing is loaded in the other slot now: the way back would load a model first." : null);
        }
    }

    public sealed class Switch : ICheck<ServedVersions>
    {
        /// <summary>An answer of the old version so long after the new one began is no request that was on its way.</summary>
        private const double Longest = 30;

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, Seen(new LiveSwitch(2, 3, "constant:0.2", "models:/drill/2", true, 0.1, 0.2, 2000, 60, 60_000, 6)));

        public Verdict Judge(ProjectContract contract, ServedVersions seen)
        {
            if (Unseen(seen) is { } unseen)
            {
                return unseen;
            }

            var last = seen.Switches![0];
            if (!last.IsWhole || last.Requests == 0)
            {
                return Verdict.Unknown($"Of the last switch at {seen.Endpoint}, {Kept.Ago(last.DaysAgo)}, {(last.IsWhole ? "nobody asked in the minute before and after, so nothing could fail" : "the minute after was not seen to its end")}.", Never).With(("requests", last.Requests));
            }

            var (now, usual) = ((double)last.Failed / last.Requests, last.HourRequests == 0 ? 0 : (double)last.HourFailed / last.HourRequests);
            var says = $"The last switch at {seen.Endpoint}, {Kept.Ago(last.DaysAgo)} from {last.From} to {last.To}, took {Kept.Seconds(last.Seconds)}; the last answer of the version before came after {Kept.Seconds(last.LastOldSeconds)}. In the minute before and after {last.Failed:N0} of {last.Requests:N0} requests got no answer ({now:P2}), in the hour before {last.HourFailed:N0} of {last.HourRequests:N0} ({usual:P2}).";
            var mixed = last.LastOldSeconds - last.Seconds > Longest;
            var verdict = mixed ? Verdict.Unmet(says, "Find out which process still had the old table: its store may have been out of reach.")
                : now <= usual ? Verdict.Met(says)
                : last.HourRequests > 0 && Proportion.Wilson(last.Failed, last.Requests).Low > Proportion.Wilson(last.HourFailed, last.HourRequests).High ? Verdict.Unmet(says, "Look into the prediction log for what failed, and rehearse it: `airworthy drill switch`.")
                : Verdict.Undecided(says, Never);
            return verdict.With(("seconds", last.Seconds), ("last_old_seconds", last.LastOldSeconds), ("requests", last.Requests), ("failed", last.Failed));
        }
    }

    public sealed class Back : ICheck<ServedVersions, Rehearsals>
    {
        private const int Days = 90;

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, new Rehearsals([new("switch", 4, Answer.Unmet, "3 of 900 requests failed.")]));

        public Verdict Judge(ProjectContract contract, ServedVersions seen, Rehearsals drills)
        {
            if (Kept.Broken(seen.Endpoint, seen.BrokenAt) is { } broken)
            {
                return broken;
            }

            var drill = new[] { drills.Newest("switch", Days), drills.Newest("rollback", Days) }.OfType<Rehearsed>().MinBy(d => d.DaysAgo);
            if (drill is not null && Kept.Failed(drill) is { Answer: Answer.Unmet } failed)
            {
                return failed;
            }

            // Live went from one version to another and later back to it.
            var live = seen.Changes.Where(c => c.DaysAgo <= Days).ToList();
            var back = seen.Switched.FirstOrDefault(c => c.DaysAgo <= Days && live.SkipWhile(l => l.Generation >= c.Generation).Skip(1).Any(l => (l.Live, l.Digest) == (c.Live, c.Digest)));
            return drill is { Outcome: Answer.Met } && (back is null || drill.DaysAgo <= back.DaysAgo)
                ? Verdict.Met($"A switch and the way back were rehearsed {Kept.Ago(drill.DaysAgo)} {drill.Place}: {drill.Says}").With(("days_ago", drill.DaysAgo))
                : back is not null ? Verdict.Met($"{back.Live} was switched back to {Kept.Ago(back.DaysAgo)}, after another version had answered.").With(("days_ago", back.DaysAgo))
                : Verdict.Unknown($"Nobody has switched and switched back at {seen.Endpoint} within {Days} days.", Never);
        }
    }
}
