using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>What sort of simple thing a baseline is.</summary>
public enum BaselineKind { Heuristic, Constant, Human, SimpleModel, PreviousSystem }

/// <summary>Something simple that the model has to beat.</summary>
public sealed record Baseline
{
    /// <summary>What the baseline is called.</summary>
    [Must] public string Name { get; init; } = "";

    /// <summary>What sort of simple thing it is.</summary>
    [Must] public BaselineKind? Kind { get; init; }

    /// <summary>The command that makes its predictions.</summary>
    public string? Command { get; init; }

    /// <summary>Its stored predictions.</summary>
    [Path] public string? Predictions { get; init; }
}

/// <summary>How a machine runs this project, from a clean checkout.</summary>
public sealed record Commands
{
    /// <summary>Brings what the project needs, at locked versions.</summary>
    public string? Prepare { get; init; }

    /// <summary>Makes the features, by the code that training runs: it writes <c>{features}</c>, for a model that takes what code makes a Parquet file with <c>id</c> and one column per name in <c>features.made</c>.</summary>
    public string? Features { get; init; }

    /// <summary>Trains a model; <c>{seed}</c> is replaced.</summary>
    public string? Train { get; init; }

    /// <summary>Makes predictions with a model.</summary>
    public string? Predict { get; init; }

    /// <summary>Runs the unit tests; <c>{junit}</c> is the report they shall write.</summary>
    public string? UnitTests { get; init; }

    /// <summary>Runs the tests of behaviour; <c>{junit}</c> is the report they shall write, <c>{model}</c> the file of the model that they shall ask.</summary>
    public string? FunctionalityTests { get; init; }

    /// <summary>Explains one answer.</summary>
    public string? Explain { get; init; }
}

/// <summary>How alike two trainings must come out.</summary>
public sealed record Reproduce
{
    /// <summary>Largest difference, in points of the metric.</summary>
    [Within(0, 1e9)] public double? MetricTolerance { get; init; }

    /// <summary>Share of rows on which both must agree.</summary>
    [Within(0, 1, "share")] public double? PredictionAgreement { get; init; }

    /// <summary>Trainings with different seeds.</summary>
    [Within(1, 100)] public int? Seeds { get; init; }

    public Money? MaxCost { get; init; }
}

/// <summary>Which knobs are turned.</summary>
public sealed record Tuning
{
    /// <summary>Their names.</summary>
    public IReadOnlyList<string>? Parameters { get; init; }

    /// <summary>Trials before they count as tuned.</summary>
    [Within(1, 1_000_000)] public int? MinTrials { get; init; }
}

/// <summary>Where training runs are compared.</summary>
public sealed record Runs
{
    /// <summary>The address of an outside page where runs are compared.</summary>
    public string? Url { get; init; }

    /// <summary>The experiment that holds the project's runs, where it is not named like the project.</summary>
    public string? Experiment { get; init; }
}

/// <summary>Who runs the checks on every change.</summary>
public enum CiProvider { Github, Gitlab, Azure, Jenkins, Other }

/// <summary>What runs the checks on every change.</summary>
public sealed record Ci
{
    /// <summary>Who runs them.</summary>
    public CiProvider? Provider { get; init; }
}

/// <summary>What starts a training.</summary>
public enum RetrainTrigger
{
    [Word("schedule")] Schedule,
    [Word("drift")] Drift,
    [Word("quality")] Quality,
    [Word("new_data")] NewData,
}

/// <summary>Training without anybody asking for it.</summary>
public sealed record ContinuousTraining
{
    /// <summary>What starts a training.</summary>
    public IReadOnlyList<RetrainTrigger>? Triggers { get; init; }

    /// <summary>New rows before data alone start one.</summary>
    [Within(1, 1e12)] public long? MinNewRows { get; init; }
}
