using System.Globalization;

using Airworthy.Tracking.Runs;
using Airworthy.Web.Runs;

namespace Airworthy.Web.Compare;

/// <summary>What the view of the parameters shows: their importance, and which keys its plots are drawn from.</summary>
/// <param name="Target">The metric that parameters are judged by.</param>
/// <param name="Measured">Runs that have a number for it.</param>
/// <param name="Importance">The most important parameter first.</param>
/// <param name="Candidates">Keys that may be an axis: params that vary, the most important first, then metrics.</param>
/// <param name="Dims">The axes of the parallel coordinates.</param>
/// <param name="Logs">Axes that are drawn by the logarithm: as chosen, else the params whose values span two powers of ten.</param>
/// <param name="X">The horizontal axis of the scatter.</param>
/// <param name="Y">The vertical axis of the scatter.</param>
/// <param name="Colour">What colours the scatter; null: the runs' own colours.</param>
/// <param name="Boxed">The param by which boxes are made.</param>
public sealed record WhatMatters(
    RunColumn Target, int Measured, IReadOnlyList<Importance> Importance, IReadOnlyList<RunColumn> Candidates,
    IReadOnlyList<RunColumn> Dims, IReadOnlyList<RunColumn> Logs, RunColumn? X, RunColumn Y, RunColumn? Colour, RunColumn? Boxed)
{
    private const int MostDims = 8;
    private const int MostCandidates = 40;

    /// <summary>Everything that is drawn.</summary>
    public IReadOnlyList<RunColumn> Drawn => [.. Dims.Append(Target).Append(Y).Concat(((RunColumn?[])[X, Colour, Boxed]).OfType<RunColumn>()).Distinct()];

    /// <summary>What is read of each run for this view: a bounded number of params, and the metrics that are drawn.</summary>
    public static async Task<RunKeys> KeysAsync(CompareQuery query, CompareReading reading, RunTableStore table, Func<long, bool> mayView, CancellationToken cancel)
    {
        var page = await reading.PageAsync(query, mayView, RunKeys.None, cancel);
        var common = await table.CommonKeysAsync([.. page.Runs.Take(20).Select(r => r.Info.No)], MostCandidates, cancel);
        var asked = new[] { query.Query["sx"], query.Query["sy"], query.Query["sc"] }.Concat(query.Query.All("dims")).Select(RunColumn.Read).OfType<RunColumn>().Where(c => c.IsNumber).Select(c => c.Key);
        return new RunKeys([.. asked.Concat(page.Metric is { } m ? [m] : []).Distinct()], common.Params, []);
    }

    /// <returns>Null: the runs logged no metric.</returns>
    public static WhatMatters? Of(CompareReading.Page page)
    {
        if (page.Metric is not { } metric)
        {
            return null;
        }

        var parameters = page.Runs.SelectMany(r => r.Params.Keys).Distinct().ToDictionary(k => k, k => (IReadOnlyList<string?>)[.. page.Runs.Select(r => r.Params.GetValueOrDefault(k))]);
        double[] values = [.. page.Runs.Select(r => r.Metrics.TryGetValue(metric, out var latest) ? latest.Value : double.NaN)];
        var importance = ParameterImportance.Of(parameters, values, seed: 1);
        // Of the runs that are drawn: a parameter that only differs in runs without the metric would be an axis with one value.
        int[] measured = [.. values.Index().Where(v => !double.IsNaN(v.Item)).Select(v => v.Index)];
        IReadOnlyList<RunColumn> varying = [.. importance.Select(i => i.Parameter).Concat(parameters.Keys.Order(StringComparer.Ordinal)).Distinct()
            .Where(k => measured.Select(i => parameters[k][i]).Distinct().Skip(1).Any()).Take(MostCandidates).Select(k => new RunColumn("params", k))];
        IReadOnlyList<RunColumn> candidates = [.. varying, .. page.Known.Append(metric).Distinct().Order(StringComparer.Ordinal).Take(MostCandidates).Select(k => new RunColumn("metrics", k))];

        var (query, target) = (page.Query.Query, new RunColumn("metrics", metric));
        var first = varying is [var most, ..] ? most : null;
        IReadOnlyList<RunColumn> dims = query.All("dims") is { Count: > 0 } chosen ? [.. chosen.Select(RunColumn.Read).OfType<RunColumn>()] : [.. varying.Take(MostDims - 1), target];
        // The form sends its axes and logarithms together: where the axes are said, no logarithm means none.
        IReadOnlyList<RunColumn> logs = query.All("dims").Count > 0
            ? [.. query.All("log").Select(RunColumn.Read).OfType<RunColumn>()]
            : [.. varying.Where(c => SpansPowersOfTen(measured.Select(i => parameters[c.Key][i])))];
        return new WhatMatters(target, measured.Length, importance, candidates, dims, logs,
            RunColumn.Read(query["sx"]) ?? first ?? target, RunColumn.Read(query["sy"]) ?? target, RunColumn.Read(query["sc"]), RunColumn.Read(query["box"]) ?? first);
    }

    // Learning rates from 0.0001 to 0.1 crowd in a corner of a linear axis.
    private static bool SpansPowersOfTen(IEnumerable<string?> values)
    {
        double?[] numbers = [.. values.OfType<string>().Select(v => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && n > 0 && double.IsFinite(n) ? n : (double?)null)];
        return numbers.Length > 0 && !numbers.Contains(null) && numbers.Max() >= 100 * numbers.Min();
    }
}
