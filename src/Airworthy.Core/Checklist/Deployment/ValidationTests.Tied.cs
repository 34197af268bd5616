using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class ValidationTests
{
    public sealed class Tied : ICheck<JudgedPromotions>
    {
        /// <summary>The checks of the gate that are the evaluation against fixed limits.</summary>
        public static readonly IReadOnlyList<string> Needed = ["limits", "slices"];

        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new JudgedPromotions("drill", new DateOnly(2001, 6, 1), [new JudgedPromotion("3", new DateOnly(2001, 6, 20))]));

        public Verdict Judge(ProjectContract contract, JudgedPromotions seen)
        {
            const string Next = "Run `airworthy gate VERSION` before the version gets the alias champion, in the job that gives it.";
            if (seen.Since is null)
            {
                return Verdict.Unknown($"The gate never judged a version of {seen.Model}.", Next);
            }

            var all = seen.Of ?? [];
            var without = all.Where(p => p.Judged is null).ToList();
            var refused = all.Where(p => (p.Checks ?? []).Any(c => c.Answer == Answer.Unmet && Needed.Contains(c.Check))).ToList();
            var open = all.Where(p => p.Judged is not null && Needed.Any(n => !(p.Checks ?? []).Any(c => c.Check == n && c.Answer == Answer.Met))).ToList();
            static string Named(JudgedPromotion p) => $"version {p.Version} became the champion on {p.On:yyyy-MM-dd}";
            var verdict = all.Count == 0 ? Verdict.Unknown($"No version of {seen.Model} became the champion since the gate first judged one, on {seen.Since:yyyy-MM-dd}.", Next)
                : without.Count > 0 ? Verdict.Unmet($"{without.Count} of {all.Count} {(all.Count == 1 ? "promotion" : "promotions")} of {seen.Model} had no evaluation against the limits before: {string.Join("; ", without.Take(3).Select(Named))}, and no intact report of the gate is older.", Next)
                : refused.Count > 0 ? Verdict.Unmet($"{string.Join("; ", refused.Take(3).Select(p => $"{Named(p)} although the gate had said no on {p.Judged:yyyy-MM-dd} ({string.Join(", ", p.Checks!.Where(c => c.Answer == Answer.Unmet).Select(c => c.Check))})"))}.", "Give the alias champion back to the version before.")
                : open.Count > 0 ? Verdict.Unknown($"{string.Join("; ", open.Take(3).Select(p => $"{Named(p)}, and the gate's report of {p.Judged:yyyy-MM-dd} could not tell {string.Join(" and ", Needed.Where(n => !(p.Checks ?? []).Any(c => c.Check == n && c.Answer == Answer.Met)))}"))}.", "Fill metric.limits and slices, and judge the champion again: `airworthy gate champion`; from its next promotion on it counts.")
                : Verdict.Met($"{(all.Count == 1 ? "The only promotion" : $"Each of {all.Count} promotions")} of {seen.Model} since {seen.Since:yyyy-MM-dd} was evaluated against every limit and slice before; the newest, version {all[0].Version} on {all[0].On:yyyy-MM-dd}, on {all[0].Judged:yyyy-MM-dd}.");
            return verdict.With(("promotions", all.Count), ("without_report", without.Count), ("earlier", seen.Earlier))
                .Concern(seen.Earlier > 0 ? $"{seen.Earlier} earlier promotion{(seen.Earlier == 1 ? "" : "s")}, before the gate was in use or more than a year ago, {(seen.Earlier == 1 ? "is" : "are")} not counted." : null) with
            {
                Blind = "Models that were put into use without the alias champion.",
            };
        }
    }
}
