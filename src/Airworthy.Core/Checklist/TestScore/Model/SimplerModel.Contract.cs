using Airworthy.Core.Checklist.Modelling;
using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class SimplerModel
{
    public sealed class Contract : IContractCheck
    {
        public Defect Defect => Defect.Promising(("baselines", "[{name: hour rule, kind: heuristic, command: hours}]"));

        public Verdict Judge(ProjectContract contract)
        {
            if (contract.Baselines is not { Count: > 0 } all)
            {
                return Promised.Lacks(contract, "baselines")!;
            }

            var simple = all.Where(b => b.Kind == BaselineKind.SimpleModel).ToList();
            if (simple.Count == 0)
            {
                return Verdict.Unmet($"None of the {all.Count} baseline{(all.Count == 1 ? "" : "s")} is a simple model.",
                    "Add one with `kind: simple-model` to baselines: a few columns, a model that fits on a page.") with
                { At = contract.Source.At("baselines") };
            }

            return BaselinesInPlace.Nothing(contract, simple)
                ?? Verdict.Met($"{string.Join(", ", simple.Select(b => b.Name))} {(simple.Count == 1 ? "is a simple model" : "are simple models")} to compare with.").With(("simple_models", simple.Count));
        }
    }
}
