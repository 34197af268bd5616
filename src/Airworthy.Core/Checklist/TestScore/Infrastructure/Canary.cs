using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics.Sequential;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class Canary
{
    private const string Next = "Release the version: `airworthy release start VERSION`.";

    private static GatewayReleases Seen(params IReadOnlyList<GatewayRelease> releases) => new("drill", "drill", "models:/drill/2", releases, "sha256:22");

    public sealed class Loads : ICheck<GatewayReleases, ServedVersions>
    {
        public Defect Defect => new Defect.Seen(Kept.Elsewhere, Seen(new GatewayRelease(1, "models:/drill/2", "sha256:22", "rolled-back", 4, [new("shadow", 100, 0.1, RoutedChange.Policy, Alarm: "it cannot be loaded: operator Foo is unknown")])));

        public Verdict Judge(ProjectContract contract, GatewayReleases seen, ServedVersions versions)
        {
            if (Kept.Broken(seen.Endpoint, seen.BrokenAt) is { } broken)
            {
                return broken;
            }

            // The newest release is the one in question, also where it was taken back.
            var newest = seen.Releases is [var release, ..] && release.Digest is not null ? (release.Model, release.Digest) : seen.Asked;
            if (newest.Digest is null)
            {
                return Verdict.Unknown($"{seen.Endpoint} answers with {newest.Model}, which is no model.", Next);
            }

            var steps = seen.Of(newest.Model, newest.Digest)?.Went ?? [];
            var answered = steps.Sum(s => s.Answered - s.Failed);
            var isLive = (seen.Live, seen.LiveDigest) == newest;
            if (steps.FirstOrDefault(s => s.Alarm?.Contains("cannot be loaded", StringComparison.Ordinal) == true) is { } alarm)
            {
                return Verdict.Unmet($"The gateway of {seen.Place} could not load {newest.Model}: {alarm.Alarm}.", "Export the model so that the runtime of the gateway knows every operator, and register it anew.");
            }

            if (answered == 0 && !isLive)
            {
                return Verdict.Unknown($"{newest.Model} was loaded by the gateway of {seen.Place} and has answered nothing yet.", "Have requests come to the endpoint, and look again.");
            }

            var cases = versions[newest.Model, newest.Digest];
            var says = $"The gateway of {seen.Place} loaded {newest.Model}{(answered > 0 ? $", and it gave {answered:N0} answers there" : ", and it answers there")}";
            return (cases?.Cases switch
            {
                Answer.Met => Verdict.Met($"{says}; the functionality cases held with these very files {Kept.Ago(cases.JudgedDaysAgo!.Value)}."),
                Answer.Unmet => Verdict.Unmet($"{says}; the functionality cases did not hold with these files.", "Take it back, `airworthy release rollback`, and mend the model."),
                _ => Verdict.Unknown($"{says}; whether the functionality cases hold with these files the gate could not tell.", "Write cases, set commands.functionality_tests, and judge it again: `airworthy gate VERSION`."),
            }).With(("answered", answered)) with
            { Blind = "The cases are run by the gate in front of the release, with the runtime that the gateway has." };
        }
    }

    public sealed class Steps : ICheck<GatewayReleases>
    {
        /// <summary>Requests that each step must have answered.</summary>
        private const long Least = 200;

        private const double Margin = 0.001, Alpha = 0.01;

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, Seen(new GatewayRelease(1, "models:/drill/2", "sha256:22", "done", 4,
            [new("shadow", 100, 50, RoutedChange.Policy, 5000, Pairs: 5000), new("canary", 10, 0.1, "ana.silva", 40, Pairs: 30), new("bake", 100, 1, RoutedChange.Policy, 900)], [10, 50, 100])));

        public Verdict Judge(ProjectContract contract, GatewayReleases seen)
        {
            if (Kept.Broken(seen.Endpoint, seen.BrokenAt) is { } broken)
            {
                return broken;
            }

            if (seen.LiveDigest is null)
            {
                return Verdict.Unknown($"{seen.Endpoint} answers with {seen.Live}, which is no model.", Next);
            }

            if (seen.Of(seen.Live, seen.LiveDigest) is not { } release || release.Went.Count == 0)
            {
                return Verdict.Unknown($"{seen.Live} was the first at {seen.Endpoint}: there was nothing to take a share from.", "The next version goes through the steps.");
            }

            var steps = release.Went.Where(s => s.Role == "canary").ToList();
            var asked = (release.StepsPercent ?? contract.Release?.Canary?.StepsPercent ?? []).Where(p => p is > 0 and < 100).Order().ToList();
            var promised = contract.Release?.Canary;
            var unasked = (promised?.StepsPercent ?? []).Where(p => p is > 0 and < 100 && !asked.Contains(p) && !steps.Exists(s => Math.Abs(s.Percent - p) < 0.01)).ToList();
            var shortest = steps.Where(s => s.LeftBy is not null).Select(s => (double?)s.Hours * 60).Min();
            var plan = new SequentialPlan(Alpha, contract.Release?.MaxErrorIncrease ?? Margin, 1).Among(2);
            var judged = steps.Select(s => (Step: s, Errors: SequentialVerdict.Of(new PairCounts(s.Pairs, s.CandidateOnly, s.LiveOnly), plan), Slow: s.Slow is { } slow ? SequentialVerdict.Of(new PairCounts(slow.Pairs, slow.CandidateOnly, slow.LiveOnly), plan) : null)).ToList();
            var missed = asked.Where(p => !steps.Exists(s => Math.Abs(s.Percent - p) < 0.01)).ToList();
            var bad = judged.Where(j => j.Errors.Advice == ReleaseAdvice.RollBack || j.Slow?.Advice == ReleaseAdvice.RollBack || j.Step.Alarm is not null).ToList();
            var hurried = judged.Where(j => j.Step.LeftBy is { } who && who != RoutedChange.Policy).ToList();
            var thin = judged.Where(j => j.Step.Answered < Least).ToList();
            var open = judged.Where(j => j.Errors.Advice != ReleaseAdvice.Promote || j.Slow is { Advice: not ReleaseAdvice.Promote }).ToList();
            var says = $"{seen.Live} went through {steps.Count} of {asked.Count} steps at {seen.Endpoint}{(steps.Count > 0 ? $" ({string.Join(", ", judged.Select(j => $"{j.Step.Percent:0.##} %: {j.Step.Answered:N0} answers, {j.Step.Failed:N0} failed"))})" : "")}";
            var verdict = missed.Count > 0 ? Verdict.Unmet($"{says}; {string.Join(", ", missed.Select(p => $"{p:0.##} %"))} {(missed.Count == 1 ? "was" : "were")} passed by.", "Take it back, `airworthy release rollback`, and let the next one go through every step.")
                : bad.Count > 0 ? Verdict.Unmet($"{says}; at {bad[0].Step.Percent:0.##} % it was shown to be worse.", "Take it back: `airworthy release rollback`.")
                : hurried.Count > 0 ? Verdict.Unmet($"{says}; at {hurried[0].Step.Percent:0.##} % it was moved on by {hurried[0].Step.LeftBy}, before the policy would have.", "Let the release policy move releases on.")
                : asked.Count == 0 ? Verdict.Unknown($"{says}: no step below 100 % was declared.", "Declare steps in release.canary.steps_percent.")
                : thin.Count > 0 ? Verdict.Unknown($"{says}; {Least} answers are asked of each.", "Wait longer in each step: release.canary.step_minutes.")
                : open.Count > 0 ? Verdict.Undecided($"{says}; at {open[0].Step.Percent:0.##} % {(open[0].Errors.Advice != ReleaseAdvice.Promote ? open[0].Errors.Reason : open[0].Slow!.Reason)}", "Wait longer in each step, or declare a larger margin in release.max_error_increase.")
                : Verdict.Met($"{says}; each was left because what is left possible lies below {plan.Margin:P2}.");
            return verdict.With(("steps", steps.Count), ("declared", asked.Count), ("least_answers", steps.Count == 0 ? 0 : steps.Min(s => s.Answered))).Concern(judged.Count > 0 ? $"The smallest step could have shown a rise of {judged.Max(j => j.Errors.Difference.High):P2}; what is rarer was not seen." : null)
                .Concern(unasked.Count > 0 ? $"The contract promises {string.Join(", ", unasked.Select(p => $"{p:0.##} %"))}, which this release was not asked to take." : null)
                .Concern(promised?.StepMinutes is { } least && shortest < least - 0.01 ? $"The shortest step lasted {shortest:0.#} min; release.canary.step_minutes promises {least:0.#}." : null);
        }
    }

    public sealed class Stops : ICheck<GatewayReleases, Rehearsals>
    {
        private const int Days = 90;

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, new Rehearsals([new("canary", 4, Answer.Unmet, "A candidate that failed on 5 % of requests went into use.")]));

        public Verdict Judge(ProjectContract contract, GatewayReleases seen, Rehearsals drills)
        {
            if (Kept.Broken(seen.Endpoint, seen.BrokenAt) is { } broken)
            {
                return broken;
            }

            var drill = drills.Newest("canary", Days);
            if (drill is not null && Kept.Failed(drill) is { Answer: Answer.Unmet } failed)
            {
                return failed;
            }

            var stopped = seen.Releases.FirstOrDefault(r => r is { State: "rolled-back", EndedDaysAgo: <= Days } && r.Went is [.., { Role: "canary", LeftBy: RoutedChange.Policy }]);
            return drill is { Outcome: Answer.Met }
                ? Verdict.Met($"Rehearsed {Kept.Ago(drill.DaysAgo)} {drill.Place}: {drill.Says}").With(("days_ago", drill.DaysAgo))
                : stopped is not null ? Verdict.Met($"The canary of {stopped.Model} was stopped {Kept.Ago(stopped.EndedDaysAgo!.Value)} without anybody's help: {stopped.Says}").With(("days_ago", stopped.EndedDaysAgo.Value))
                : Verdict.Unknown($"No bad canary was stopped at {seen.Endpoint} within {Days} days, in a drill or in earnest.", "Rehearse it: `airworthy drill canary`.");
        }
    }
}
