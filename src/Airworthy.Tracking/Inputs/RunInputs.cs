using Airworthy.Tracking.Experiments;

namespace Airworthy.Tracking.Inputs;

/// <summary>A dataset as runs of one experiment know it: one name and digest, one dataset.</summary>
public sealed record Dataset
{
    /// <summary>Its number inside the store; never leaves the server.</summary>
    public long No { get; init; }

    /// <summary>At most 500 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>At most 36 characters; the same data has the same digest.</summary>
    public string Digest { get; init; } = "";

    public string SourceType { get; init; } = "";

    /// <summary>How the data can be fetched again, mostly JSON; at most 65,535 characters.</summary>
    public string Source { get; init; } = "";

    /// <summary>At most 1,048,575 characters; null where none was given.</summary>
    public string? Schema { get; init; }

    /// <summary>At most 16,777,215 characters; null where none was given.</summary>
    public string? Profile { get; init; }
}

/// <summary>A dataset that a run used, and what for.</summary>
/// <param name="Tags">The tag <c>mlflow.data.context</c> says what for: training, evaluation.</param>
public sealed record DatasetInput(Dataset Dataset, IReadOnlyList<KeyText> Tags)
{
    internal const string ContextTag = "mlflow.data.context";

    /// <summary>What the run used it for; null where it did not say.</summary>
    public string? Context => Tags.FirstOrDefault(t => t.Key == ContextTag)?.Value;
}

/// <summary>A logged model that a run gave out.</summary>
/// <param name="Step">The step at which it did.</param>
public sealed record ModelOutput(string ModelId, long Step);

/// <summary>What a run took in and gave out.</summary>
/// <param name="Models">The ids of logged models it took in.</param>
/// <param name="Outputs">Logged models it gave out, by step.</param>
public sealed record RunInputs(IReadOnlyList<DatasetInput> Datasets, IReadOnlyList<string> Models, IReadOnlyList<ModelOutput> Outputs)
{
    /// <summary>Of a run that took in and gave out nothing.</summary>
    public static RunInputs None { get; } = new([], [], []);
}

/// <summary>A dataset that runs of an experiment used, as a search answers it.</summary>
public sealed record DatasetSummary
{
    /// <summary>The number of the experiment.</summary>
    public long Experiment { get; init; }

    public string Name { get; init; } = "";

    public string Digest { get; init; } = "";

    /// <summary>What it was used for; null where the run did not say.</summary>
    public string? Context { get; init; }
}
