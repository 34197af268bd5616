using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class HyperparametersTuned
{
    private const string Next = "Run the search with a tuner that logs each trial as a run with its parameters, data version and commit.";

    /// <summary>The search of a drill: one parameter over eight values.</summary>
    private static TuningTrials Seen(params TunedParameter[] parameters) => new(40, 40, 0, parameters, "trial-9", 40, []);

    private static IReadOnlyDictionary<string, string?> Named { get; } = Defect.Promising(("tuning.parameters", "[max_depth]"), ("tuning.min_trials", "40")).Fields;

    private static Verdict? Lacks(ProjectContract contract) => Promised.Lacks(contract, "tuning.parameters", "tuning.min_trials");
}
