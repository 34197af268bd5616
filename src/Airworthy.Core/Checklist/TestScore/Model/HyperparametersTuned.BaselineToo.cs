using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class HyperparametersTuned
{
    public sealed class BaselineToo : ICheck<TuningTrials>
    {
        /// <summary>Settings in which a simple model must have been tried.</summary>
        private const int Settings = 3;

        /// <summary>A search as many times as large is unfair enough to be named.</summary>
        private const int Fair = 10;

        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, Seen(new TunedParameter("max_depth", 5, 4, 2, 8)) with { Baselines = [new TunedBaseline("logistic", 2, Settings - 1)] })
        {
            Fields = new Dictionary<string, string?>(Named) { ["baselines"] = "[{name: logistic, kind: simple-model, command: train-simple}]" },
        };

        public Verdict Judge(ProjectContract contract, TuningTrials seen)
        {
            if (Lacks(contract) is { } lacks)
            {
                return lacks;
            }

            var simple = (contract.Baselines ?? []).Where(b => b.Kind == BaselineKind.SimpleModel).Select(b => b.Name).ToList();
            if (simple.Count == 0)
            {
                return Verdict.Unknown("No baseline is a simple model, so there is none to search for.", "Name one in baselines with `kind: simple-model`.");
            }

            if (seen.Trials == 0)
            {
                return Verdict.Unknown("No trial is tracked whose data and commit are told.", Next);
            }

            const string How = "Log each try of the baseline as a run with its params and the tag airworthy.baseline, on the data of the search.";
            var most = (seen.Baselines ?? []).Where(b => simple.Contains(b.Name)).MaxBy(b => b.Settings);
            if (most is null or { Runs: 0 })
            {
                return Verdict.Unknown($"No tracked run on the data of the search carries the tag airworthy.baseline with {string.Join(" or ", simple)}.", How);
            }

            var says = $"{most.Name} was tried in {most.Settings:N0} different settings on the data of the search, the model in {seen.Trials:N0} trials; {Settings} settings are asked.";
            return (most.Settings < Settings ? Verdict.Unmet(says, How) : Verdict.Met(says))
                .With(("settings", most.Settings), ("min_settings", Settings), ("trials", seen.Trials))
                .Concern(most.Settings >= Settings && seen.Trials >= Fair * most.Settings ? $"The model was tried {seen.Trials / (double)most.Settings:0} times as often as {most.Name}: some of its lead may be the longer search." : null);
        }
    }
}
