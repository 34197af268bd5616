using Airworthy.Tracking.Search;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Experiments;

/// <summary>What a search for experiments asks: <c>name</c>, <c>creation_time</c>, <c>last_update_time</c>, <c>tags.…</c>.</summary>
public sealed class ExperimentSearch
{
    private static readonly string[] s_attributes = ["name", "creation_time", "last_update_time"];

    private readonly Filter? _filter;
    private readonly IReadOnlyList<Order> _orders;
    private readonly ViewType _view;

    /// <exception cref="Protocol.RefusedException">The filter or the order cannot be read.</exception>
    public ExperimentSearch(string? filter, IReadOnlyList<string>? orderBy, ViewType view)
    {
        _filter = FilterText.Read(filter);
        _orders = [.. (orderBy ?? []).Select(FilterText.ReadOrder)];
        _view = view;
    }

    internal (string Sql, Dictionary<string, object> Arguments) ToSql(string columns, Dialect dialect)
    {
        var conditions = new Conditions(dialect);
        var where = _view switch
        {
            ViewType.ActiveOnly => "e.deleted = 0",
            ViewType.DeletedOnly => "e.deleted = 1",
            _ => "1 = 1",
        };
        if (_filter is not null)
        {
            where += " and " + _filter.ToSql(c => Compared(c, conditions));
        }

        var order = _orders.Count == 0
            ? "e.creation_time desc, e.no asc"
            : string.Join(", ", _orders.Select(o => $"e.{Attribute(o.Entity, o.Key)} {(o.Descending ? "desc" : "asc")}")) + ", e.no desc";
        return ($"select {columns} from experiments e where {where} order by {order}", conditions.Arguments);
    }

    private static string Compared(Filter.Comparison comparison, Conditions conditions) => comparison.Entity switch
    {
        "tags" or "tag" => conditions.KeyValue(comparison, "experiment_tags", "experiment", "e.no"),
        _ => Attribute(comparison.Entity, comparison.Key) switch
        {
            "name" => conditions.Text(comparison, "e.name"),
            var time => conditions.Number(comparison, "e." + time),
        },
    };

    private static string Attribute(string? entity, string key) => entity is null or "attribute" or "attributes" or "attr"
        ? key switch
        {
            "experiment_id" => "no",
            _ when s_attributes.Contains(key) => key,
            _ => throw Conditions.Attribute(key, s_attributes),
        }
        : throw Conditions.Entity(entity, "attribute", "tag");
}
