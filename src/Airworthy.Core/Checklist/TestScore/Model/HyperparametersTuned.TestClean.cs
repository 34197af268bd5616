using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class HyperparametersTuned
{
    public sealed class TestClean : ICheck<TuningTrials>
    {
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, Seen(new TunedParameter("max_depth", 5, 4, 2, 8)) with { ReadTest = [new TestReader("trial-9", "it logged test_auc")] }) { Fields = Named };

        public Verdict Judge(ProjectContract contract, TuningTrials seen)
        {
            if (Lacks(contract) is { } lacks)
            {
                return lacks;
            }

            if (seen.ReadTest is { Count: > 0 } readers)
            {
                return Verdict.Unmet($"{readers.Count:N0} of {seen.All:N0} trials read test, such as {readers[0].Run}: {readers[0].Shows}.", "Search on train and dev alone, and choose test rows anew that no trial has seen.")
                    .With(("trials", seen.All), ("read_test", readers.Count)) with
                {
                    Shown = new Shown(["trial", "what shows it"], [.. readers.Take(10).Select(r => (IReadOnlyList<string>)[r.Run, r.Shows])]),
                };
            }

            var verdict = seen.All == 0
                ? Verdict.Unknown("No trial is tracked.", Next)
                : seen.Telling < seen.All
                    ? Verdict.Unknown($"No trial shows that it read test, and {seen.Telling:N0} of {seen.All:N0} trials tell what they read.", "Let each trial log its inputs with their context: mlflow.log_input(dataset, context=\"train\").")
                    : Verdict.Met($"All {seen.All:N0} trials tell what they read, and none read test.");
            return verdict.With(("trials", seen.All), ("telling", seen.Telling), ("read_test", 0)) with { Blind = "A script that reads test and does not say so." };
        }
    }
}
