using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class PreServeValidation
{
    public sealed class Veto : ICheck<GateReports>
    {
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new GateReports("drill", "3", null, [], 4)) { Turns = Answer.Unknown };

        public Verdict Judge(ProjectContract contract, GateReports seen)
        {
            var refused = seen.Refused ?? [];
            var verdict = refused is [var newest, ..]
                ? Verdict.Met($"The gate has refused {refused.Count} of {seen.Judged} versions of {seen.Model} that it judged; the newest, version {newest.Version}, {Days(newest.DaysAgo)}: {newest.Because}.")
                : Verdict.Unknown($"The gate has judged {seen.Judged} version{(seen.Judged == 1 ? "" : "s")} of {seen.Model} and refused none, so nobody has seen it say no.", "Register a model that was made worse on purpose, and let `airworthy gate` judge it.");
            return verdict.With(("judged", seen.Judged), ("refused", refused.Count));
        }
    }
}
