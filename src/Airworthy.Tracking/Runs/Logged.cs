using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.LoggedModels;
using Airworthy.Tracking.Metrics;

namespace Airworthy.Tracking.Runs;

/// <summary>What a run logs in one call; kept whole or not at all.</summary>
/// <param name="Id">The run's id, for messages.</param>
/// <param name="Params">Each key once.</param>
/// <param name="OfModels">Those of the metrics that were measured of logged models.</param>
public sealed record Logged(RunKey Run, string Id, IReadOnlyList<KeyText> Params, IReadOnlyList<Metric> Metrics, IReadOnlyList<ModelMetric> OfModels, IReadOnlyList<KeyText> Tags)
{
    public int Rows => Params.Count + Metrics.Count + OfModels.Count + Tags.Count;
}
