using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class Rollback
{
    public sealed class Ready : ICheck<PreviousModel>
    {
        /// <summary>Cases that were run longer ago, in days, say nothing of today.</summary>
        private const double Today = 1;

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, new PreviousModel("models:/drill/3", "models:/drill/2", "sha256:22", WhyNot: "its files cannot be read"));

        public Verdict Judge(ProjectContract contract, PreviousModel seen)
        {
            if (seen.IsConstant)
            {
                return Verdict.Met($"Before {seen.Live}, {seen.Model} answered: a constant has no files that could be gone.").With(("loaded", seen.IsLoaded ? 1 : 0));
            }

            var verdict = seen.DigestNow is null ? Verdict.Unmet($"{seen.Model}, which answered before {seen.Live}, cannot be brought back: {seen.WhyNot}.", "Restore its files from a backup of the artifacts, and keep them until two newer versions have proved themselves.")
                : seen.DigestNow != seen.Digest ? Verdict.Unmet($"The files of {seen.Model} are others than when it answered: the gateway would refuse to load it.", "Restore the files that were registered.")
                : seen.IsBroken ? Verdict.Unmet($"{seen.Model} was fetched today and does not run: {seen.WhyNot}", "Find out what changed in the runtime since it answered.")
                : seen.WhyNot is not null ? Verdict.Unknown($"{seen.Model} is there with the files that answered, and could not be asked here: {seen.WhyNot}.", "Bring it back in earnest on a quiet day: `airworthy drill rollback --live`.")
                : seen.Run is { Failed: > 0, DaysAgo: <= Today } cases ? Verdict.Unmet($"{seen.Model} runs, and {cases.Failed:N0} of {cases.Tests:N0} functionality cases did not hold with it {Kept.Ago(cases.DaysAgo)}: {string.Join(", ", cases.Names ?? [])}.", "Keep a version that can be gone back to, or mend what changed since it answered.")
                : seen.Cases == Answer.Unmet && !HeldToday(seen) ? Verdict.Unmet($"{seen.Model} runs, and the functionality cases did not hold with it.", "Keep a version that can be gone back to.")
                : Verdict.Met($"{seen.Model}, which answered before {seen.Live}, was fetched today: its files are those that answered, it loads, and it gave {seen.Asked:N0} answers{(HeldToday(seen) ? $"; none of {seen.Run!.Tests:N0} functionality cases failed with it {Kept.Ago(seen.Run.DaysAgo)}" : "")}.");
            return verdict.With(("asked", seen.Asked), ("odd", seen.Odd), ("loaded", seen.IsLoaded ? 1 : 0))
                .Concern(verdict.Answer != Answer.Met || HeldToday(seen) ? null : seen.Cases == Answer.Met ? "The functionality cases were run when the gate judged it, and not again today: `airworthy check rollback --here`." : "Whether the functionality cases hold with it was not seen: `airworthy check rollback --here`.")
                .Concern(seen.Odd > 0 ? $"{seen.Odd:N0} of {seen.Asked:N0} rows of missing values and very large numbers are answered by no number." : null) with
            { Blind = "Rows that the functionality cases and the extreme ones do not cover." };
        }

        private static bool HeldToday(PreviousModel seen) => seen.Run is { Tests: > 0, Failed: 0, DaysAgo: <= Today };
    }

    public sealed class Done : ICheck<ServedVersions, Rehearsals>
    {
        private const int Days = 90;

        private const string Next = "Practise it on a quiet day: `airworthy drill rollback`, or `airworthy drill rollback --live` at the running endpoint.";

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, new Rehearsals([new("rollback", 4, Answer.Met, "Back after 90000 s.", Measured: new Dictionary<string, double> { ["seconds"] = 90_000_000, ["requests"] = 900, ["failed"] = 0 })]));

        public Verdict Judge(ProjectContract contract, ServedVersions seen, Rehearsals drills)
        {
            if (Kept.Broken(seen.Endpoint, seen.BrokenAt) is { } broken)
            {
                return broken;
            }

            if (Promised.Lacks(contract, "release.rollback_minutes") is { } lacks)
            {
                return lacks;
            }

            var limit = contract.Release!.RollbackMinutes!.Value * 60;
            var real = (seen.Switches ?? []).FirstOrDefault(s => s is { DaysAgo: <= Days, IsWhole: true } && seen.Changes.FirstOrDefault(c => c.Generation == s.Generation)?.Reason.StartsWith("Rolled back", StringComparison.Ordinal) == true);
            var drill = drills.Newest("rollback", Days);
            if (drill is not null && (real is null || drill.DaysAgo < real.DaysAgo))
            {
                return (Kept.Failed(drill) ?? Of(drill["seconds"] ?? double.NaN, drill["requests"] ?? 0, drill["failed"] ?? double.NaN, $"Rehearsed {Kept.Ago(drill.DaysAgo)} {drill.Place}: {drill.Says}")).With(("days_ago", drill.DaysAgo), ("limit_seconds", limit));
            }

            return real is null
                ? Verdict.Unknown($"Nobody went back to the version before within {Days} days, in a drill or in earnest.", Next)
                : Of(real.LastOldSeconds, real.Requests, real.Failed, $"{Kept.Ago(real.DaysAgo)} {real.From} was taken back to {real.To}: its last answer came {Kept.Seconds(real.LastOldSeconds)} after the command, and {real.Failed:N0} of {real.Requests:N0} requests around it got no answer.").With(("days_ago", real.DaysAgo), ("limit_seconds", limit));

            Verdict Of(double seconds, double requests, double failed, string says) => !double.IsFinite(seconds) || !double.IsFinite(failed) || requests == 0
                ? Verdict.Unknown($"{says} Nobody asked meanwhile, so no time and no failure could be seen.", Next)
                : (seconds > limit ? Verdict.Unmet($"{says} It took {Kept.Seconds(seconds)}; {Kept.Seconds(limit)} are allowed.", "Keep the version before loaded: release.bake_minutes, and `previous` in fallback.chain.")
                    : failed > 0 ? Verdict.Unmet($"{says} No request may fail because of it.", "Look into the prediction log for what failed, and repeat the drill.")
                    : Verdict.Met(says)).With(("seconds", seconds), ("requests", requests), ("failed", failed));
        }
    }

    public sealed class Features : ICheck<PreviousModel>
    {
        public Defect Defect => new Defect.Seen(Kept.Elsewhere, new PreviousModel("models:/drill/3", "models:/drill/2", "sha256:22", "sha256:22", Asked: 9, Inputs: ["hour", "carrier_rank"], Unmade: ["carrier_rank"]));

        public Verdict Judge(ProjectContract contract, PreviousModel seen)
        {
            if (seen.IsConstant)
            {
                return Verdict.Met($"Before {seen.Live}, {seen.Model} answered, which needs no feature.");
            }

            if (seen.Inputs is not { Count: > 0 } inputs || seen.Unmade is not { } unmade)
            {
                return Verdict.Unknown($"Which features {seen.Model} takes, or which are made now, cannot be seen{(seen.WhyNot is { } why ? $": {why}" : "")}.", "Register models with one named input per column, and name made features in features.made.");
            }

            return (unmade.Count > 0
                ? Verdict.Unmet($"{seen.Model}, which answered before {seen.Live}, takes {string.Join(", ", unmade.Take(5))}, which {(unmade.Count == 1 ? "is no feature" : "are no features")} of the contract any more.", "Keep making the column until the version before is not needed any more.")
                : Verdict.Met($"All {inputs.Count} columns that {seen.Model} takes are features of the contract today.")).With(("inputs", inputs.Count), ("unmade", unmade.Count)) with
            { Blind = "Whether a feature of the same name still means the same." };
        }
    }
}
