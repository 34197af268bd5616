namespace Airworthy.Core.Observations;

/// <summary>The search for hyperparameters, as the tracked runs show it: of all groups of runs with the same data and code that log one of the named parameters, the largest.</summary>
/// <param name="All">Finished runs that log at least one of the named parameters.</param>
/// <param name="Trials">Those of the largest group.</param>
/// <param name="Untold">Of all, those that do not tell their data or their code, and so belong to no group.</param>
/// <param name="Parameters">Each named parameter, in the contract's order, within the group.</param>
/// <param name="Best">The run of the group with the best value of the contract's metric; null when none logged it.</param>
/// <param name="Telling">Of all, those that tell which data they read and what for.</param>
/// <param name="ReadTest">Of all, those that show that they read test.</param>
/// <param name="Baselines">The finished runs of each baseline of the contract, on the data of the group; those of no baseline count as trials alone.</param>
public sealed record TuningTrials(
    int All, int Trials, int Untold, IReadOnlyList<TunedParameter> Parameters, string? Best = null, int Telling = 0, IReadOnlyList<TestReader>? ReadTest = null,
    IReadOnlyList<TunedBaseline>? Baselines = null) : Observation;

/// <summary>How one parameter was varied.</summary>
/// <param name="Values">Distinct values.</param>
/// <param name="Best">Its value in the best run, where all values are numbers.</param>
/// <param name="Lowest">The smallest value, where all are numbers.</param>
/// <param name="Highest">The largest.</param>
public sealed record TunedParameter(string Name, int Values, double? Best = null, double? Lowest = null, double? Highest = null);

/// <summary>How a baseline was varied.</summary>
/// <param name="Name">As the contract calls it.</param>
/// <param name="Runs">Runs that carry its name.</param>
/// <param name="Settings">Different settings of their params, the seed not counted.</param>
public sealed record TunedBaseline(string Name, int Runs, int Settings);

/// <summary>A trial that read test, and what shows it.</summary>
public sealed record TestReader(string Run, string Shows);
