using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class ErrorCosts
{
    public sealed class Expected : ICheck<ModelQuality>
    {
        public Defect Defect => new Defect.Predicted((_, _) => "true", size => size == DefectSize.JustAbove ? 0.6 : 1);

        public Verdict Judge(ProjectContract contract, ModelQuality seen)
        {
            if (seen.Cost is not { } cost)
            {
                return Verdict.Unknown(seen.NoCost ?? "What a decision costs is not known.", "Write error_costs: a unit, and the cost of each outcome.");
            }

            var others = (cost.Baselines ?? []).Select(b => (b.Name, b.PerThousand, b.SavedLow, b.SavedHigh)).Prepend((Name: cost.SingleAnswer, PerThousand: cost.Single, cost.SavedLow, cost.SavedHigh)).ToList();
            var (dearer, open) = (others.Where(o => cost.PerThousand > o.PerThousand).ToList(), others.Where(o => o.SavedLow < 0).ToList());
            var table = $"1,000 decisions of {seen.Model} cost {cost.PerThousand:N0} {cost.Unit}; {string.Join(", ", others.Select(o => $"{o.Name} {o.PerThousand:N0}"))}";
            var isSingle = cost.PerThousand > cost.Single;
            var verdict = isSingle ? Verdict.Unmet($"{table}: asking the model is dearer than {cost.SingleAnswer}.", "Do not use it: give the one answer to all, or mend threshold and model first.")
                : cost.SavedLow < 0 ? Verdict.Undecided($"{table}: that asking the model saves anything against {cost.SingleAnswer} may be chance ({cost.SavedLow:N0} to {cost.SavedHigh:N0} {cost.Unit}).", "Take more rows, or a better model.")
                : Verdict.Met($"{table}.");
            foreach (var o in dearer.Where(o => o.Name != cost.SingleAnswer))
            {
                verdict = verdict.Concern($"The baseline {o.Name} is cheaper: {o.PerThousand:N0} {cost.Unit}{(o.SavedHigh < 0 ? ", more than chance" : "")}.");
            }

            return verdict.With(("cost_per_1000", cost.PerThousand), ("single_answer_per_1000", cost.Single), ("saved_low", cost.SavedLow), ("saved_high", cost.SavedHigh), ("not_shown_cheaper_than", open.Count)) with
            {
                At = contract.Source.At("error_costs"),
                Plots = [Plot.Bars($"Cost of 1,000 decisions, {cost.Unit}", others.Select(o => (o.Name, o.PerThousand)).Prepend((seen.Model, cost.PerThousand)), null, cost.Unit)],
                Blind = "Whether the costs are right, and the champion in use, which has no stored predictions here.",
            };
        }
    }
}
