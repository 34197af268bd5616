using System.Globalization;

using Airworthy.Web.Host;
using Airworthy.Web.Runs;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Compare;

/// <summary>What the page that compares runs shows, as its address says.</summary>
public sealed class CompareQuery
{
    /// <summary>Runs that are compared, at most.</summary>
    public const int MostRuns = 2000;

    /// <summary>Runs that are shown side by side and in charts, at most.</summary>
    public const int MostShown = 100;

    /// <summary>How much of a run's id stands for it in an address.</summary>
    public const int IdLength = 12;

    private readonly HashSet<string> _eyes;

    private CompareQuery(Query query)
    {
        Query = query;
        Ids = [.. query.All("runs").SelectMany(r => r.Split(',')).Concat(query.All("run")).Select(r => r.Trim()).Where(r => r.Length > 0).Distinct(StringComparer.Ordinal).Take(MostRuns)];
        Experiments = [.. query.All("experiment").SelectMany(e => e.Split(',')).Select(e => long.TryParse(e, CultureInfo.InvariantCulture, out var no) ? no : -1).Where(no => no >= 0).Distinct().Take(100)];
        _eyes = new(query.All("eye").SelectMany(e => e.Split(',')), StringComparer.Ordinal);
        if (query["toggle"] is { } toggled && !_eyes.Remove(toggled))
        {
            _eyes.Add(toggled);
        }

        Group = RunColumn.Read(query["group"]) is { Kind: "params" or "tags" } group ? group : null;
    }

    public Query Query { get; }

    /// <summary>Ids of runs; empty: those of a search.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Numbers of the experiments that are searched where no runs are named.</summary>
    public IReadOnlyList<long> Experiments { get; }

    /// <summary>Runs whose eye somebody opened or closed against the rule of the first n, by the beginning of their ids.</summary>
    public IEnumerable<string> Eyes => _eyes.Order(StringComparer.Ordinal);

    /// <summary>How many of the current order are always shown.</summary>
    public int First => Query.Number("first", 10, 0, MostShown);

    /// <summary><c>table</c>, <c>charts</c>, <c>why</c> or <c>files</c>.</summary>
    public string View => Query.Word("view", "table", "charts", "why", "files");

    /// <summary><c>last</c>, <c>min</c>, <c>max</c> or <c>mean</c> of each metric.</summary>
    public string Of => Query.Word("of", "last", "min", "max", "mean");

    /// <summary>Whether rows in which all runs agree are shown too.</summary>
    public bool Same => Query["same"] is not null;

    /// <summary>Whether runs are rows and keys are columns.</summary>
    public bool Flipped => Query["flip"] is not null;

    /// <summary>A part of the keys that are shown.</summary>
    public string? Key => Query["key"];

    /// <summary>The param or tag whose equal values are merged to one line.</summary>
    public RunColumn? Group { get; }

    /// <summary>The metric that runs are ranked by and parameters are judged by.</summary>
    public string? Metric => Query["metric"];

    /// <summary>Whether less of a metric is better: as the address says, else as its name lets one guess.</summary>
    public bool LessIsBetter(string? metric) => Query["goal"] switch { "min" => true, "max" => false, _ => metric is not null && LikelyMetric.LessIsBetter(metric) };

    /// <summary>As the protocol writes orders; null: as the runs were named, or the newest first.</summary>
    public string? Order => Query["order"] ?? (Metric is { } metric ? $"{new RunColumn("metrics", metric).Term} {(LessIsBetter(metric) ? "ASC" : "DESC")}" : null);

    public static CompareQuery Read(HttpContext context) => new(Query.Of(context));

    /// <summary>The same, ranked by a metric.</summary>
    public CompareQuery Ranked(string metric, bool least) => new(Query.With("metric", metric).With("goal", least == LikelyMetric.LessIsBetter(metric) ? null : least ? "min" : "max"));

    /// <summary>Whether the run at a place in the order is shown.</summary>
    public bool Shows(string id, int index) => (index < First) != _eyes.Contains(Short(id));

    /// <summary>How an address names a run among those compared.</summary>
    public static string Short(string id) => id.Length <= IdLength ? id : id[..IdLength];

    /// <summary>The address of the page with one name of its query changed.</summary>
    public string With(string name, string? value) => Stable.With(name, value).On("/compare");

    /// <summary>The query with what a button toggled taken in.</summary>
    public Query Stable => Query.With("toggle", null).With("eye", string.Join(',', Eyes));
}
