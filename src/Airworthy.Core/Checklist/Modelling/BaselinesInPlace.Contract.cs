using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Checklist.Modelling;

public static partial class BaselinesInPlace
{
    public sealed class Contract : IContractCheck
    {
        private const int MinimumKinds = 2;

        public Defect Defect => Defect.Promising(("baselines", "[{name: logistic on 5 columns, kind: simple-model, command: train-simple}, {name: tree of depth 3, kind: simple-model, command: train-tree}]"));

        public Verdict Judge(ProjectContract contract)
        {
            var baselines = contract.Baselines ?? [];
            if (baselines.Count == 0)
            {
                return Promised.Lacks(contract, "baselines")!;
            }

            if (Nothing(contract, baselines) is { } nothing)
            {
                return nothing;
            }

            var kinds = baselines.Select(b => b.Kind!.Value).Distinct().ToList();
            var unlearned = baselines.Count(b => IsNotLearned(b.Kind!.Value));
            var named = string.Join(", ", baselines.Select(b => $"{b.Name} ({WordAttribute.Of(b.Kind!.Value)})"));
            var verdict = kinds.Count < MinimumKinds
                ? Verdict.Unmet($"{named}: {(baselines.Count == 1 ? "one baseline" : "all of one kind")}; at least two of different kind are asked.",
                    "Add a baseline of another kind, such as the rule that people follow today (heuristic) or a constant.")
                : unlearned == 0
                    ? Verdict.Unmet($"{named}: each is learned or may be; one that is not learned from data is asked.", "Add a heuristic, a constant, or what a human does.")
                    : Verdict.Met($"{named}.");
            return verdict.With(("baselines", baselines.Count), ("kinds", kinds.Count), ("not_learned", unlearned)) with { At = contract.Source.At("baselines") };
        }

        /// <summary>A previous system may itself have been learned, so it does not stand for one that is not.</summary>
        private static bool IsNotLearned(BaselineKind kind) => kind is BaselineKind.Heuristic or BaselineKind.Constant or BaselineKind.Human;
    }

    /// <summary>Why a baseline cannot be scored, as an Unknown verdict; null when each has a name and something to run or read.</summary>
    internal static Verdict? Nothing(ProjectContract contract, IReadOnlyList<Baseline> baselines)
    {
        for (var i = 0; i < contract.Baselines!.Count; i++)
        {
            var baseline = contract.Baselines[i];
            if (!baselines.Contains(baseline))
            {
                continue;
            }

            string? Why(string key, string? text) => text is null ? null : Placeholder.WhyNot(text, 0, contract.PolicyOrStandard) is { } why ? $"baselines[{i}].{key} {why}" : null;
            var wrong = Why("name", baseline.Name) ?? Why("command", baseline.Command) ?? Why("predictions", baseline.Predictions)
                ?? (baseline is { Command: null, Predictions: null } ? $"{baseline.Name} has neither a command nor predictions" : null);
            if (wrong is not null)
            {
                return Verdict.Unknown($"{wrong}, so it cannot be scored.", "Give it the command that makes its predictions, or the file that holds them.") with { At = contract.Source.At($"baselines[{i}]") };
            }
        }

        return null;
    }
}
