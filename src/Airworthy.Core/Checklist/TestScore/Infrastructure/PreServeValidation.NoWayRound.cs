using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class PreServeValidation
{
    public sealed class NoWayRound : ICheck<ServedVersions>
    {
        public Defect Defect => new Defect.Seen(Kept.Elsewhere, new ServedVersions("drill", "drill", [new(1, 3, "models:/drill/2", "sha256:22", By: "ana")], [new("models:/drill/2", "sha256:22", RegisteredDigest: "sha256:22")]));

        public Verdict Judge(ProjectContract contract, ServedVersions seen)
        {
            if (Kept.Tampered(seen.Endpoint, seen.BrokenAt) is { } broken)
            {
                return broken;
            }

            var answered = (seen.Versions ?? []).Where(v => v.TookTraffic).ToList();
            if (answered.Count == 0)
            {
                return Verdict.Unknown($"No registered version has answered callers at {seen.Endpoint} yet.", "Release one: `airworthy release start VERSION`. The gateway asks for the gate's report.");
            }

            var round = answered.Where(v => v.Gate is null or "refused" || v is { Gate: "open", AcceptedBy: null }).ToList();
            var unnamed = answered.Where(v => v is { Gate: "open", AcceptedBy: "" }).ToList();
            var accepted = answered.Where(v => v is { Gate: "open", AcceptedBy.Length: > 0 }).ToList();
            var verdict = round is [var first, ..] ? Verdict.Unmet($"{first.Model} answered callers at {seen.Endpoint} although {(first.Gate switch { null => "the gate has no report about its files", "refused" => "the gate had refused it", _ => "the gate had not passed it and nobody accepted that" })}; {answered.Count - round.Count} of {answered.Count} versions had one that let them through.", "Take it back, `airworthy release rollback`, and have it judged: `airworthy gate VERSION`.")
                : unnamed is [var nobody, ..] ? Verdict.Unknown($"{nobody.Model} answered callers although the gate could not tell everything, and who accepted that is not known: the server asks nobody who they are. ({nobody.Because})", "Make the missing checks true and judge it again, or let people log in, `airworthy account`, so that an override has a name.")
                : Verdict.Met($"Each of the {answered.Count} version{(answered.Count == 1 ? "" : "s")} that answered callers at {seen.Endpoint} had a report of the gate about its very files.");
            foreach (var version in accepted)
            {
                verdict = verdict.Concern($"{version.Model} was accepted by {version.AcceptedBy} although the gate could not tell everything.");
            }

            return verdict.With(("versions", answered.Count), ("round", round.Count), ("accepted", accepted.Count + unnamed.Count)) with { Blind = "What only falls back is not asked for a report; nor is what answers elsewhere." };
        }
    }
}
