using Airworthy.Tracking.Search;

namespace Airworthy.Tracking.Inputs;

/// <summary>What a search for runs asks about their datasets: <c>datasets.name</c>, <c>datasets.digest</c>, <c>datasets.context</c>.</summary>
internal static class DatasetCondition
{
    private static readonly string[] s_keys = ["name", "digest", "context"];

    /// <summary>A comparison as SQL: true for runs that used at least one dataset of which it holds.</summary>
    /// <param name="comparison">=, !=, LIKE, ILIKE, IN or NOT IN.</param>
    /// <param name="run">The expression of the run's number, for example <c>r.no</c>.</param>
    /// <exception cref="Protocol.RefusedException">There is no such key, or the operator does not compare texts.</exception>
    public static string Compared(Filter.Comparison comparison, Conditions conditions, string run) => comparison.Key switch
    {
        "name" or "digest" =>
            $"{run} in (select rd.run from datasets d join run_datasets rd on rd.dataset = d.no where {conditions.Text(comparison, "d." + comparison.Key, lists: true)})",
        "context" =>
            $"exists (select 1 from run_dataset_tags rt where rt.run = {run} and rt.key = {conditions.Value(DatasetInput.ContextTag)} and {conditions.Text(comparison, "rt.value", lists: true)})",
        _ => throw Conditions.Attribute(comparison.Key, s_keys),
    };
}
