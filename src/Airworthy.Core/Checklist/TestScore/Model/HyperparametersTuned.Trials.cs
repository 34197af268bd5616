using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class HyperparametersTuned
{
    public sealed class Trials : ICheck<TuningTrials>
    {
        /// <summary>Values that each named parameter must take.</summary>
        private const int Values = 3;

        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, Seen(new TunedParameter("max_depth", Values - 1, 4, 2, 8))) { Fields = Named };

        public Verdict Judge(ProjectContract contract, TuningTrials seen)
        {
            if (Lacks(contract) is { } lacks)
            {
                return lacks;
            }

            var asked = contract.Tuning!.MinTrials!.Value;
            var narrow = seen.Parameters.Where(p => p.Values < Values).ToList();
            var says = $"{seen.Trials:N0} tracked runs on the same data and code vary the named parameters; {asked:N0} are asked.";
            var verdict = seen.Trials < asked
                ? Verdict.Unmet(says, Next)
                : narrow.Count > 0
                    ? Verdict.Unmet($"{says} {string.Join(", ", narrow.Select(p => $"{p.Name} took {p.Values}"))} of at least {Values} values each.", "Search each named parameter over at least three values, or take it off tuning.parameters.")
                    : Verdict.Met($"{says} Each parameter took at least {seen.Parameters.Min(p => p.Values)} values.");
            return verdict.With(("trials", seen.Trials), ("min_trials", asked), ("fewest_values", seen.Parameters.Select(p => p.Values).DefaultIfEmpty(0).Min()), ("min_values", Values))
                .Concern(seen.Untold > 0 ? $"{seen.Untold:N0} of {seen.All:N0} runs that log such a parameter do not tell their data or their commit, and were not counted." : null) with
            {
                Shown = seen.Parameters.Count == 0 ? null : new Shown(["parameter", "values"], [.. seen.Parameters.Take(20).Select(p => (IReadOnlyList<string>)[p.Name, $"{p.Values}"])]),
            };
        }
    }
}
