using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics.Sequential;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class ShadowMode
{
    private const string Next = "Release the version: `airworthy release start VERSION`; it gets copies of requests first.";

    private static GatewayReleases Seen(params IReadOnlyList<GatewayRelease> releases) => new("drill", "drill", "models:/drill/2", releases, "sha256:22");

    public sealed class Capable : ICheck<GatewayReleases>
    {
        private const int Days = 180;

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, Seen(new GatewayRelease(1, "models:/drill/2", "sha256:22", "done", 181, [new("shadow", 100, 50, RoutedChange.Policy, 5000, Compared: 5000)]))) { Turns = Answer.Unknown };

        public Verdict Judge(ProjectContract contract, GatewayReleases seen)
        {
            if (Kept.Broken(seen.Endpoint, seen.BrokenAt) is { } broken)
            {
                return broken;
            }

            var shadowed = seen.Releases.Where(r => r.DaysAgo <= Days && r.Went.Any(s => s is { Role: "shadow", Answered: > 0 })).ToList();
            return (shadowed is [var newest, ..]
                ? Verdict.Met($"{shadowed.Count} release{(shadowed.Count == 1 ? "" : "s")} at {seen.Endpoint} went through shadow within {Days} days; the newest, {newest.Model}, answered {newest.Went.Where(s => s.Role == "shadow").Sum(s => s.Answered):N0} copies {Kept.Ago(newest.DaysAgo)}.")
                : Verdict.Unknown($"Nothing at {seen.Endpoint} has answered copies of requests within {Days} days.", Next)).With(("releases", shadowed.Count));
        }
    }

    public sealed class ThisModel : ICheck<GatewayReleases>
    {
        /// <summary>Share of copies that may be lost.</summary>
        private const double Lost = 0.01;

        /// <summary>Share by which errors may be higher where the contract says nothing.</summary>
        private const double Margin = 0.001;

        /// <summary>Of the verdict on disagreement and that on errors, each.</summary>
        private const double Alpha = 0.01;

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, Seen(new GatewayRelease(1, "models:/drill/2", "sha256:22", "done", 4, [new("shadow", 100, 9_999, RoutedChange.Policy, 4_000_000, Compared: 4_000_000, Disagreed: 3_999_000, Pairs: 4_000_000)])));

        public Verdict Judge(ProjectContract contract, GatewayReleases seen)
        {
            if (Kept.Broken(seen.Endpoint, seen.BrokenAt) is { } broken)
            {
                return broken;
            }

            if (Promised.Lacks(contract, "release.shadow.min_hours", "release.shadow.min_requests", "release.shadow.max_disagreement") is { } lacks)
            {
                return lacks;
            }

            var (model, digest) = seen.Asked;
            if (digest is null)
            {
                return Verdict.Unknown($"{seen.Endpoint} answers with {model}, which is no model.", Next);
            }

            var step = seen.Of(model, digest)?.Went.LastOrDefault(s => s.Role == "shadow");
            if (step is null)
            {
                return Verdict.Unknown($"{model} was never in shadow at {seen.Endpoint}.", Next);
            }

            var promised = contract.Release!.Shadow!;
            var margin = contract.Release.MaxErrorIncrease ?? Margin;
            var errors = SequentialVerdict.Of(new PairCounts(step.Pairs, step.CandidateOnly, step.LiveOnly), new SequentialPlan(Alpha, margin, 1));
            var apart = RateAtAllTimes.Of(step.Disagreed, step.Compared, Alpha);
            var lost = step.Answered + step.Dropped == 0 ? 0 : (double)step.Dropped / (step.Answered + step.Dropped);
            var says = $"{model} was in shadow for {step.Hours:0.#} of {promised.MinHours:0.#} hours and compared on {step.Compared:N0} of {promised.MinRequests:N0} rows: {(double)step.Disagreed / Math.Max(1, step.Compared):P2} decided differently ({apart.Low:P2} to {apart.High:P2}; {promised.MaxDisagreement:P0} may), {step.Failed:N0} of {step.Answered:N0} copies failed, {step.Dropped:N0} were lost ({lost:P2}).";
            var verdict = step.Alarm is { } alarm ? Verdict.Unmet($"{says} It was taken back: {alarm}.", "Mend the model, have it judged again, and release it anew.")
                : errors.Advice == ReleaseAdvice.RollBack ? Verdict.Unmet($"{says} {errors.Reason}", "Mend the model, have it judged again, and release it anew.")
                : apart.Low > promised.MaxDisagreement && !step.IsAgainstConstant ? Verdict.Unmet(says, "Look at differing cases with somebody who knows the field; a waiver accepts them by name.")
                : step.Hours < promised.MinHours || step.Compared < promised.MinRequests ? Verdict.Unknown(says, "Leave it in shadow for as long as was declared.")
                : lost > Lost ? Verdict.Unmet($"{says} At most {Lost:P0} may be lost: what was compared may not be what came.", "Give the shadow more room, or copy a smaller share of requests.")
                : errors.Advice != ReleaseAdvice.Promote || (apart.High > promised.MaxDisagreement && !step.IsAgainstConstant) ? Verdict.Undecided($"{says} {errors.Reason}", "Leave it in shadow for longer.")
                : Verdict.Met($"{says} {errors.Reason}");
            return verdict.With(("hours", step.Hours), ("compared", step.Compared), ("disagreed", step.Disagreed), ("lost_share", lost), ("error_pairs", step.Pairs))
                .Concern(step.ConfidencePsi is > 0.2 ? $"It is differently sure of itself than the version in use: population stability index {step.ConfidencePsi:0.00}." : null)
                .Concern(step.IsAgainstConstant ? $"It was compared with {step.Against}, which decides every row alike: how often the two differ says nothing." : null)
                .Concern(step is { ConfidencePsi: null, Answered: > 0 } ? "How sure both were was not compared: fewer than 200 answers of each, or none that is a probability." : null) with
            { Blind = "Whether its answers were right: labels that arrive later are not joined here. Answer times are judged in the canary." };
        }
    }

    public sealed class Harmless : ICheck<ServedTraffic, Rehearsals>
    {
        private const int Days = 90;

        /// <summary>By how much the slowest of a hundred answers may be slower.</summary>
        public const double Slower = 1.05;

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, new Rehearsals([new("shadow", 4, Answer.Unmet, "With a shadow that hung 99 of 100 answers took 1020 ms instead of 3 ms.")]));

        public Verdict Judge(ProjectContract contract, ServedTraffic seen, Rehearsals drills)
        {
            // Minutes with a shadow and minutes without are not the same minutes, and who else had the processor in them is not known.
            var slower = seen is { Alone: { Requests: >= 1000 } alone, Shadowed: { Requests: >= 1000 } shadowed } && shadowed.P99LowMs > alone.P99HighMs * Slower
                ? $"While a shadow got copies, 99 of 100 answers at {seen.Endpoint} took more than {Kept.Ms(shadowed.P99LowMs)}; without one, at most {Kept.Ms(alone.P99HighMs)}." : null;
            if (drills.Newest("shadow", Days) is not { } drill)
            {
                return slower is not null
                    ? Verdict.Undecided($"{slower} Whether the shadow is the cause, or what else ran in those minutes, was not rehearsed.", "Rehearse it, with rounds in turns: `airworthy drill shadow`. Until then, give the shadow less of the machine, or copy a smaller share of requests.")
                    : Verdict.Unknown($"Nobody has seen within {Days} days what a shadow that hangs or crashes does to answers.", "Rehearse it: `airworthy drill shadow`.");
            }

            return (Kept.Failed(drill) ?? Verdict.Met($"Rehearsed {Kept.Ago(drill.DaysAgo)} {drill.Place}: {drill.Says}")).With(("days_ago", drill.DaysAgo)).Concern(slower) with
            { Blind = "Answer times with and without a shadow are compared as far as the buckets of the gateway tell them apart." };
        }
    }
}
