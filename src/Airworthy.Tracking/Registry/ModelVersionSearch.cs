using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Search;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Registry;

/// <summary>What a search for model versions asks: <c>name</c>, <c>version_number</c>, <c>run_id</c>, <c>source_path</c>, <c>tags.…</c>. Versions of prompts are found only when they are asked for.</summary>
public sealed class ModelVersionSearch
{
    private static readonly string[] s_attributes = ["name", "version_number", "run_id", "source_path"];
    private static readonly string[] s_orders = ["name", "version_number", "creation_timestamp", "last_updated_timestamp"];

    private readonly Filter? _filter;
    private readonly IReadOnlyList<(string Column, bool Descending)> _orders;

    /// <exception cref="RefusedException">The filter or the order cannot be read.</exception>
    public ModelVersionSearch(string? filter, IReadOnlyList<string>? orderBy)
    {
        _filter = FilterText.Read(filter);
        _orders = RegistryOrder.Read(orderBy, s_orders, key => key switch
        {
            "name" => "m.name",
            "version_number" => "v.version",
            "creation_timestamp" => "v.creation_time",
            "last_updated_timestamp" => "v.last_updated_time",
            _ => null,
        });
    }

    internal (string Sql, Dictionary<string, object> Arguments) ToSql(Dialect dialect)
    {
        var conditions = new Conditions(dialect);
        var asksForPrompts = false;
        var where = _filter?.ToSql(c => Compared(c, conditions, ref asksForPrompts)) ?? "1 = 1";
        if (!asksForPrompts)
        {
            where += $" and not {PromptFilter.IsPrompt("v.model", conditions)}";
        }

        var order = _orders.Count == 0
            ? "v.last_updated_time desc, m.name asc, v.version desc"
            : RegistryOrder.Sql(_orders, ("m.name", false), ("v.version", true));
        return ($"select {RegistryReading.VersionColumns} from {RegistryReading.Versions} where {where} order by {order}", conditions.Arguments);
    }

    private static string Compared(Filter.Comparison comparison, Conditions conditions, ref bool asksForPrompts)
    {
        switch (comparison.Entity)
        {
            case "tags" or "tag":
                asksForPrompts |= comparison.Key == Prompts.Tag;
                return PromptFilter.Compared(comparison, "v.model", conditions)
                    ?? conditions.KeyValue(comparison, "model_version_tags", "model", "v.model and t.version = v.version");
            case null or "attribute" or "attributes" or "attr":
                return Attribute(comparison, conditions);
            default:
                throw Conditions.Entity(comparison.Entity, "attribute", "tag");
        }
    }

    private static string Attribute(Filter.Comparison comparison, Conditions conditions) => comparison.Key switch
    {
        "name" => conditions.Text(comparison, "m.name"),
        "version_number" => conditions.Number(comparison, "v.version"),
        "run_id" => conditions.Text(comparison, "v.run_id", lists: true),
        "source_path" => conditions.Text(comparison, "v.source"),
        _ => throw Conditions.Attribute(comparison.Key, s_attributes),
    };
}
