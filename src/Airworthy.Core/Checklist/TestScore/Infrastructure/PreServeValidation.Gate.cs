using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class PreServeValidation
{
    public sealed class Gate : ICheck<GateReports>
    {
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new GateReports("drill", "3",
            new StoredGateReport(1, Checks: [.. Needed.Select(n => new GateCheck(n, n == "champion" ? Answer.Unmet : Answer.Met, n == "champion" ? "worse by 0.03" : ""))])));

        public Verdict Judge(ProjectContract contract, GateReports seen)
        {
            const string Next = "Run `airworthy gate champion`.";
            var called = $"Version {seen.Version} of {seen.Model}";
            if (seen.Report is not { } report)
            {
                return Verdict.Unknown($"{called} is the champion and was never judged by the gate.", Next);
            }

            if (!report.Intact)
            {
                return Verdict.Unmet($"The gate's report of version {seen.Version} of {seen.Model} is not the one that was sealed: its content has another digest.", "Find out who changed it, and judge the model again: `airworthy gate champion`.");
            }

            string[] moved = [.. report.SameModel ? Array.Empty<string>() : ["the model's files"], .. report.SameRows ? Array.Empty<string>() : ["the rows that decide"], .. report.SamePromise ? Array.Empty<string>() : ["what the contract asks"]];
            if (moved.Length > 0)
            {
                return Verdict.Unknown($"{called} was judged {Days(report.DaysAgo)}, but {string.Join(" and ", moved)} {(moved is ["the model's files"] or ["the rows that decide"] || moved.Length > 1 ? "are" : "is")} not the same any more.", Next);
            }

            var checks = (report.Checks ?? []).ToLookup(c => c.Check, StringComparer.Ordinal);
            var refused = (report.Checks ?? []).Where(c => c.Answer == Answer.Unmet).ToList();
            var open = Needed.Where(n => !checks[n].Any() || checks[n].Any(c => c.Answer is Answer.Unknown or Answer.Undecided)).ToList();
            var later = (report.Checks ?? []).Where(c => c.Answer is Answer.Unknown or Answer.Undecided && !Needed.Contains(c.Check)).Select(c => c.Check).ToList();
            var verdict = refused.Count > 0 ? Verdict.Unmet($"{called} was refused {Days(report.DaysAgo)}: {string.Join("; ", refused.Select(r => $"{r.Check}: {r.Says.TrimEnd('.')}"))}.", "Give the alias champion back to the version before, or train a better model.")
                : open.Count > 0 ? Verdict.Unknown($"{called} was judged {Days(report.DaysAgo)}, and the gate could not tell: {string.Join(", ", open)}.", "`airworthy gate champion` says of each what is missing. Anything missing is no yes.")
                : Verdict.Met($"{called} was let through {Days(report.DaysAgo)}: {string.Join(", ", Needed)} hold.").Concern(later.Count > 0 ? $"Not told: {string.Join(", ", later)}." : null);
            return verdict.With(("checks", (report.Checks ?? []).Count), ("refused", refused.Count), ("open", open.Count), ("days_ago", report.DaysAgo)) with
            {
                Blind = "Whether the split still looks like today.",
            };
        }
    }
}
