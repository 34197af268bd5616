using Airworthy.Client.Protocol;

namespace Airworthy.Client;

/// <summary>Where a run is in its life.</summary>
public enum RunStatus
{
    Running,
    Scheduled,
    Finished,
    Failed,
    Killed,
}

/// <summary>One value of a metric.</summary>
/// <param name="Value">May be NaN; infinities may come back as the largest finite numbers, which is how servers keep them.</param>
/// <param name="Step">Counted as the run likes; may be negative.</param>
public sealed record MetricValue(string Key, double Value, long Step, DateTimeOffset Timestamp)
{
    internal static MetricValue Of(MetricShape m) => new(m.Key, m.Value, m.Step, Plain.Time(m.Timestamp));

    internal MetricShape Shape => new(Key, Value, Timestamp.ToUnixTimeMilliseconds(), Step);
}

/// <summary>A run as the server knew it when it was asked.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Metrics">Of each metric the latest value.</param>
public sealed record Run(
    string Id, string ExperimentId, string Name, string User, RunStatus Status, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, string ArtifactUri, bool Deleted,
    IReadOnlyDictionary<string, MetricValue> Metrics, IReadOnlyDictionary<string, string> Params, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The datasets that it read, as far as it told.</summary>
    public IReadOnlyList<RunInput> Inputs { get; init; } = [];

    internal static Run Of(RunShape r) => new(
        r.Info.RunId, r.Info.ExperimentId, r.Info.RunName ?? "", r.Info.UserId ?? "", Enum.TryParse<RunStatus>(r.Info.Status, ignoreCase: true, out var status) ? status : RunStatus.Running,
        Plain.Time(r.Info.StartTime), Plain.Time(r.Info.EndTime), r.Info.ArtifactUri ?? "", r.Info.LifecycleStage == "deleted",
        (r.Data?.Metrics ?? []).ToDictionary(m => m.Key, MetricValue.Of, StringComparer.Ordinal), Plain.Texts(r.Data?.Params), Plain.Texts(r.Data?.Tags))
    {
        Inputs = [.. (r.Inputs?.DatasetInputs ?? []).Where(i => i.Dataset is not null).Select(RunInput.Of)],
    };
}

/// <summary>A dataset that a run read.</summary>
/// <param name="Digest">What tells this state of it from others; at most 36 characters.</param>
/// <param name="Context">What it was read for: <c>train</c>, <c>dev</c>, <c>test</c>; null where the run did not tell.</param>
public sealed record RunInput(string Name, string Digest, string? Context = null)
{
    /// <summary>The tag of an input that says what it was read for.</summary>
    public const string ContextTag = "mlflow.data.context";

    /// <summary>Where it came from, as in <c>source_type</c> and <c>source</c> of the protocol.</summary>
    public (string Type, string Address) Source { get; init; } = ("local", "");

    internal static RunInput Of(DatasetInputShape input) =>
        new(input.Dataset!.Name ?? "", input.Dataset.Digest ?? "", Plain.Texts(input.Tags).GetValueOrDefault(ContextTag)) { Source = (input.Dataset.SourceType ?? "", input.Dataset.Source ?? "") };

    internal DatasetInputShape Shape => new(Context is null ? null : [new KeyText(ContextTag, Context)], new DatasetShape(Name, Digest, Source.Type, Source.Address.Length == 0 ? Name : Source.Address));
}
