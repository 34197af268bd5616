using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Inputs;
using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Search;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Runs;

/// <summary>What a search for runs asks: which experiments, a filter, an order.</summary>
/// <remarks>Entities: metrics, params, tags, attributes, datasets. A missing key matches no comparison but IS NULL. Metrics count by their latest value.</remarks>
public sealed class RunSearch
{
    private static readonly string[] s_texts = ["run_id", "run_name", "status", "user_id", "artifact_uri"];
    private static readonly string[] s_times = ["start_time", "end_time"];
    private static readonly string[] s_entities = ["metric", "parameter", "tag", "attribute", "dataset"];

    /// <summary>How many of the newest runs are looked through before all are.</summary>
    private const int Near = 2000;

    private readonly IReadOnlyList<long> _experiments;
    private readonly Filter? _filter;
    private readonly IReadOnlyList<Order> _orders;
    private readonly ViewType _view;

    /// <param name="experiments">Numbers of the experiments that are looked through.</param>
    /// <exception cref="RefusedException">The filter or the order cannot be read.</exception>
    public RunSearch(IReadOnlyList<long> experiments, string? filter = null, IReadOnlyList<string>? orderBy = null, ViewType view = ViewType.ActiveOnly)
    {
        (_experiments, _view) = (experiments, view);
        _filter = FilterText.Read(filter);
        _orders = [.. (orderBy ?? []).Select(FilterText.ReadOrder)];
        if (_orders.Count != _orders.Select(o => (Kind(o.Entity), Kind(o.Entity) == "attribute" ? Attribute(o.Key) : o.Key)).Distinct().Count())
        {
            throw RefusedException.Invalid($"`order_by` contains duplicate fields: {string.Join(", ", orderBy!)}");
        }
    }

    /// <summary>The numbers of runs that match, in their order.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="offset">How many of the first are left out.</param>
    internal async Task<List<long>> FindAsync(Session session, MetricKeys keys, long most, long offset)
    {
        var page = $"limit {most} offset {offset}";
        if (_filter is not null && !IsNarrow(_filter) && IsNewestFirst && _experiments.Count == 1 && _view != ViewType.All && offset + most <= Near && session.Dialect.AlongRuns.Length > 0)
        {
            // Most searches find enough among the newest, which lie together only within one experiment.
            var (near, values) = await ToSqlAsync("r.no", session, keys, newest: Near);
            var found = await session.ListAsync<long>($"{near} {page}", values);
            if (found.Count == most)
            {
                return found;
            }
        }

        var (sql, arguments) = await ToSqlAsync("r.no", session, keys);
        return await session.ListAsync<long>($"{sql} {page}", arguments);
    }

    /// <param name="newest">Looks through so many of the newest runs alone; null: through all.</param>
    internal async Task<(string Sql, Dictionary<string, object> Arguments)> ToSqlAsync(string columns, Session session, MetricKeys keys, bool ordered = true, int? newest = null)
    {
        var conditions = new Conditions(session.Dialect);
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var key in MetricsIn(_filter).Concat(_orders.Where(o => Kind(o.Entity) == "metric").Select(o => o.Key)).Distinct(StringComparer.Ordinal))
        {
            if (await keys.NumberAsync(session, key) is { } number)
            {
                numbers[key] = number;
            }
        }

        var where = _experiments.Count == 1
            ? $"r.experiment = {conditions.Value(_experiments[0])}"
            : session.Dialect.IsIn("r.experiment", conditions.Value(session.Dialect.List(_experiments)));
        where += _view switch
        {
            ViewType.ActiveOnly => " and r.deleted = 0",
            ViewType.DeletedOnly => " and r.deleted = 1",
            _ => "",
        };
        var looksAtAll = !IsNarrow(_filter) && (_filter is not null || (ordered && !IsByTime));
        var runs = $"runs r {(looksAtAll ? session.Dialect.AlongRuns : "")}";
        if (newest is not null)
        {
            (runs, where) = ($"(select * from runs r where {where} order by r.start_time desc, r.id limit {newest}) r", "1 = 1");
        }

        if (_filter is not null)
        {
            where += " and " + _filter.ToSql(c => Compared(c, conditions, numbers));
        }

        if (!ordered)
        {
            return ($"select {columns} from {runs} where {where}", conditions.Arguments);
        }

        var (joins, order) = Ordered(conditions, numbers);
        return ($"select {columns} from {runs} {joins} where {where} order by {order}", conditions.Arguments);
    }

    private bool IsNewestFirst => _orders.Count == 0 || (_orders is [{ Descending: true }] && IsByTime);

    /// <summary>Whether the order is one in which runs lie.</summary>
    private bool IsByTime => _orders.Count == 0 || (Kind(_orders[0].Entity) == "attribute" && Attribute(_orders[0].Key) == "start_time");

    /// <summary>Whether an index leads to the few runs that a filter leaves.</summary>
    private static bool IsNarrow(Filter? filter) => filter switch
    {
        Filter.And and => IsNarrow(and.Left) || IsNarrow(and.Right),
        Filter.Comparison { Operator: "=" or "IN" } one => Kind(one.Entity) is "parameter" or "tag" || (Kind(one.Entity) == "attribute" && Attribute(one.Key) == "run_id"),
        _ => false,
    };

    private static string Compared(Filter.Comparison comparison, Conditions conditions, Dictionary<string, long> numbers) => Kind(comparison.Entity) switch
    {
        "metric" => Measured(comparison, conditions, numbers.TryGetValue(comparison.Key, out var number) ? number : null),
        "parameter" => conditions.KeyValue(comparison, "params", "run", "r.no", indexed: true),
        "tag" => conditions.KeyValue(comparison, "tags", "run", "r.no", indexed: true),
        "attribute" when Attribute(comparison.Key) is var column => s_times.Contains(column)
            ? conditions.Number(comparison, "r." + column)
            : conditions.Text(comparison, column switch { "run_id" => "r.id", "run_name" => "r.name", _ => "r." + column }, lists: column == "run_id"),
        "dataset" => DatasetCondition.Compared(comparison, conditions, "r.no"),
        var entity => throw Conditions.Entity(entity, s_entities),
    };

    /// <param name="number">The number of the metric's key; null: nobody ever logged it, so that nothing matches.</param>
    private static string Measured(Filter.Comparison comparison, Conditions conditions, long? number)
    {
        // What is no number differs from every number, and is neither above nor below any.
        var value = comparison.Operator == "!="
            ? $"(m.is_nan = 1 or {conditions.Number(comparison, "m.value")})"
            : $"m.is_nan = 0 and {conditions.Number(comparison, "m.value")}";
        return number is null ? "1 = 0" : $"exists (select 1 from latest_metrics m where m.run = r.no and m.key = {number} and {value})";
    }

    /// <summary>What is missing comes last in both directions; among metrics, what is no number comes before what is missing.</summary>
    private (string Joins, string Order) Ordered(Conditions conditions, Dictionary<string, long> numbers)
    {
        var joins = new List<string>();
        var orders = new List<string>();
        foreach (var order in _orders)
        {
            var (o, direction) = ($"o{joins.Count}", order.Descending ? "desc" : "asc");
            switch (Kind(order.Entity))
            {
                case "metric" when !numbers.ContainsKey(order.Key):
                    break;
                case "metric":
                    joins.Add($"left join latest_metrics {o} on {o}.run = r.no and {o}.key = {numbers[order.Key]}");
                    orders.Add($"case when {o}.run is null then 2 when {o}.is_nan = 1 then 1 else 0 end, {o}.value {direction}");
                    break;
                case "parameter" or "tag":
                    joins.Add($"left join {(Kind(order.Entity) == "tag" ? "tags" : "params")} {o} on {o}.run = r.no and {o}.key = {conditions.Value(order.Key)}");
                    orders.Add($"case when {o}.run is null then 1 else 0 end, {o}.value {direction}");
                    break;
                case "attribute" when Attribute(order.Key) is var column:
                    var name = column switch { "run_id" => "r.id", "run_name" => "r.name", _ => "r." + column };
                    orders.Add($"{(column == "end_time" ? $"case when {name} is null then 1 else 0 end, " : "")}{name} {direction}");
                    break;
                case var entity:
                    throw Conditions.Entity(entity, s_entities);
            }
        }

        orders.Add(orders.Exists(o => o.StartsWith("r.start_time ", StringComparison.Ordinal)) ? "r.id" : "r.start_time desc, r.id");
        return (string.Join(' ', joins), string.Join(", ", orders));
    }

    private static string Kind(string? entity) => entity switch
    {
        null or "attribute" or "attributes" or "attr" or "run" => "attribute",
        "metric" or "metrics" => "metric",
        "param" or "params" or "parameter" or "parameters" => "parameter",
        "tag" or "tags" => "tag",
        "dataset" or "datasets" => "dataset",
        _ => entity,
    };

    private static string Attribute(string key) => key switch
    {
        "run name" or "Run name" or "Run Name" => "run_name",
        "created" or "Created" => "start_time",
        _ when s_texts.Contains(key) || s_times.Contains(key) => key,
        _ => throw Conditions.Attribute(key, [.. s_texts, .. s_times]),
    };

    private static IEnumerable<string> MetricsIn(Filter? filter) => filter switch
    {
        Filter.And and => MetricsIn(and.Left).Concat(MetricsIn(and.Right)),
        Filter.Or or => MetricsIn(or.Left).Concat(MetricsIn(or.Right)),
        Filter.Comparison one when Kind(one.Entity) == "metric" => [one.Key],
        _ => [],
    };
}
