using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Search;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.LoggedModels;

/// <summary>A dataset on which models were measured.</summary>
/// <param name="DatasetDigest">Null: any digest.</param>
public sealed record DatasetChoice(string? DatasetName, string? DatasetDigest);

/// <summary>One of what a search for logged models is ordered by.</summary>
/// <param name="FieldName">An attribute, or <c>metrics.…</c>.</param>
/// <param name="Ascending">Null: yes.</param>
/// <param name="DatasetName">Of a metric: on which dataset; null: on any.</param>
public sealed record LoggedModelOrder(string? FieldName, bool? Ascending, string? DatasetName, string? DatasetDigest);

/// <summary>What a search for logged models asks: attributes, metrics, params and tags, and on which datasets the metrics were measured.</summary>
/// <remarks>A metric matches where any of its latest values does; with datasets named, only values on these count.</remarks>
public sealed class LoggedModelSearch
{
    private static readonly string[] s_attributes = ["name", "model_id", "model_type", "status", "source_run_id", "creation_timestamp", "last_updated_timestamp"];

    private readonly IReadOnlyList<long> _experiments;
    private readonly Filter? _filter;
    private readonly IReadOnlyList<DatasetChoice> _datasets;
    private readonly IReadOnlyList<LoggedModelOrder> _orders;

    /// <param name="experiments">Numbers of the experiments that are looked through.</param>
    /// <exception cref="RefusedException">The filter, a dataset or the order cannot be read.</exception>
    public LoggedModelSearch(IReadOnlyList<long> experiments, string? filter = null, IReadOnlyList<DatasetChoice>? datasets = null, IReadOnlyList<LoggedModelOrder>? orderBy = null)
    {
        _experiments = experiments;
        _filter = FilterText.Read(filter);
        _datasets = (datasets ?? []).All(d => !string.IsNullOrEmpty(d?.DatasetName)) ? datasets ?? [] : throw RefusedException.Invalid("`dataset_name` in the `datasets` clause must be specified.");
        _orders = (orderBy ?? []).All(o => !string.IsNullOrEmpty(o?.FieldName)) ? orderBy ?? [] : throw RefusedException.Invalid("`field_name` in the `order_by` clause must be specified.");
    }

    internal async Task<(string Sql, Dictionary<string, object> Arguments)> ToSqlAsync(string columns, Session session, MetricKeys keys)
    {
        var conditions = new Conditions(session.Dialect);
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var key in MetricsIn(_filter).Concat(_orders.Select(MetricOf).OfType<string>()).Distinct(StringComparer.Ordinal))
        {
            // No metric has the number 0, so that a key nobody logged matches nothing.
            numbers[key] = await keys.NumberAsync(session, key) ?? 0;
        }

        var where = $"m.deleted = 0 and {session.Dialect.IsIn("m.experiment", conditions.Value(session.Dialect.List(_experiments)))}";
        if (_filter is not null)
        {
            where += " and " + _filter.ToSql(c => Compared(c, conditions, numbers));
        }

        if (_datasets.Count > 0 && !MetricsIn(_filter).Any())
        {
            where += $" and exists (select 1 from model_metrics t where t.model = m.no{OnDatasets(_datasets, conditions)})";
        }

        var (joins, order) = Ordered(conditions, numbers);
        return ($"select {columns} from logged_models m {joins} where {where} order by {order}", conditions.Arguments);
    }

    private string Compared(Filter.Comparison comparison, Conditions conditions, Dictionary<string, long> numbers) => Kind(comparison.Entity) switch
    {
        "metrics" => Measured(comparison, conditions, numbers[comparison.Key]),
        "params" => conditions.KeyValue(comparison, "logged_model_params", "model", "m.no"),
        "tags" => conditions.KeyValue(comparison, "logged_model_tags", "model", "m.no"),
        "attributes" => Attribute(comparison.Key) switch
        {
            null => throw Conditions.Attribute(comparison.Key, s_attributes),
            "m.creation_time" or "m.last_updated_time" => conditions.Number(comparison, Attribute(comparison.Key)!),
            "m.status" => conditions.Text(WithFullStatus(comparison), "m.status", lists: true),
            var column => conditions.Text(comparison, column, lists: true),
        },
        var entity => throw Conditions.Entity(entity, "attributes", "metrics", "params", "tags"),
    };

    private string Measured(Filter.Comparison comparison, Conditions conditions, long number)
    {
        // What is no number differs from every number, and is neither above nor below any.
        var value = comparison.Operator == "!="
            ? $"(t.is_nan = 1 or {conditions.Number(comparison, "t.value")})"
            : $"t.is_nan = 0 and {conditions.Number(comparison, "t.value")}";
        return $"exists (select 1 from model_metrics t where t.model = m.no and t.key = {number} and {value}{OnDatasets(_datasets, conditions)})";
    }

    private static string OnDatasets(IReadOnlyList<DatasetChoice> datasets, Conditions conditions) => datasets.Count == 0
        ? ""
        : $" and ({string.Join(" or ", datasets.Select(d => $"(t.dataset_name = {conditions.Value(d.DatasetName!)}{(string.IsNullOrEmpty(d.DatasetDigest) ? "" : $" and t.dataset_digest = {conditions.Value(d.DatasetDigest)}")})"))})";

    /// <summary>What is missing comes last in both directions; among metrics, what is no number comes before what is missing. Then the newest first.</summary>
    private (string Joins, string Order) Ordered(Conditions conditions, Dictionary<string, long> numbers)
    {
        var joins = new List<string>();
        var orders = new List<string>();
        foreach (var order in _orders)
        {
            var direction = order.Ascending == false ? "desc" : "asc";
            if (MetricOf(order) is { } metric)
            {
                var o = $"o{joins.Count}";
                var on = string.IsNullOrEmpty(order.DatasetName) ? "" : OnDatasets([new(order.DatasetName, order.DatasetDigest)], conditions);
                joins.Add($"""
                    left join (select t.model, t.value, t.is_nan, row_number() over (partition by t.model order by t.timestamp desc, t.step desc, t.value desc) as place
                               from model_metrics t where t.key = {numbers[metric]}{on}) {o} on {o}.model = m.no and {o}.place = 1
                    """);
                orders.Add($"case when {o}.model is null then 2 when {o}.is_nan = 1 then 1 else 0 end, {o}.value {direction}");
            }
            else
            {
                orders.Add($"{Attribute(order.FieldName!) ?? throw UnknownOrder(order.FieldName!)} {direction}");
            }
        }

        orders.Add("m.creation_time desc, m.no desc");
        return (string.Join(' ', joins), string.Join(", ", orders));
    }

    private static RefusedException UnknownOrder(string field) => RefusedException.Invalid($"Invalid order by field name: {field}. Valid are {string.Join(", ", s_attributes)} and metrics.…");

    private static string? MetricOf(LoggedModelOrder order) => order.FieldName!.StartsWith("metrics.", StringComparison.Ordinal) ? order.FieldName["metrics.".Length..].Trim('`', '"') : null;

    private static Filter.Comparison WithFullStatus(Filter.Comparison comparison) => comparison.Value switch
    {
        Operand.Text text => comparison with { Value = new Operand.Text(LoggedModelStatus.Full(text.Value)) },
        Operand.List list => comparison with { Value = new Operand.List([.. list.Values.Select(LoggedModelStatus.Full)]) },
        _ => comparison,
    };

    private static string? Attribute(string key) => (key.StartsWith("attributes.", StringComparison.Ordinal) ? key["attributes.".Length..] : key) switch
    {
        "name" => "m.name",
        "model_id" => "m.id",
        "model_type" => "m.model_type",
        "status" => "m.status",
        "source_run_id" => "m.source_run_id",
        "creation_timestamp" or "creation_time" or "creation_timestamp_ms" => "m.creation_time",
        "last_updated_timestamp" or "last_updated_time" or "last_updated_timestamp_ms" => "m.last_updated_time",
        _ => null,
    };

    private static string Kind(string? entity) => entity switch
    {
        null or "attribute" or "attributes" or "attr" => "attributes",
        "metric" or "metrics" => "metrics",
        "param" or "params" or "parameter" or "parameters" => "params",
        "tag" or "tags" => "tags",
        _ => entity,
    };

    private static IEnumerable<string> MetricsIn(Filter? filter) => filter switch
    {
        Filter.And and => MetricsIn(and.Left).Concat(MetricsIn(and.Right)),
        Filter.Or or => MetricsIn(or.Left).Concat(MetricsIn(or.Right)),
        Filter.Comparison one when Kind(one.Entity) == "metrics" => [one.Key],
        _ => [],
    };
}
