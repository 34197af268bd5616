using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Search;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Registry;

/// <summary>What a search for registered models asks: <c>name</c> and <c>tags.…</c>. Prompts are found only when they are asked for.</summary>
public sealed class RegisteredModelSearch
{
    private static readonly string[] s_orders = ["name", "creation_timestamp", "last_updated_timestamp"];

    private readonly Filter? _filter;
    private readonly IReadOnlyList<(string Column, bool Descending)> _orders;

    /// <exception cref="RefusedException">The filter or the order cannot be read.</exception>
    public RegisteredModelSearch(string? filter, IReadOnlyList<string>? orderBy)
    {
        _filter = FilterText.Read(filter);
        _orders = RegistryOrder.Read(orderBy, s_orders, key => key switch
        {
            "name" => "m.name",
            "creation_timestamp" => "m.creation_time",
            "last_updated_timestamp" or "timestamp" => "m.last_updated_time",
            _ => null,
        });
    }

    internal (string Sql, Dictionary<string, object> Arguments) ToSql(string columns, Dialect dialect)
    {
        var conditions = new Conditions(dialect);
        var asksForPrompts = false;
        var where = _filter?.ToSql(c => Compared(c, conditions, ref asksForPrompts)) ?? "1 = 1";
        if (!asksForPrompts)
        {
            where += $" and not {PromptFilter.IsPrompt("m.no", conditions)}";
        }

        return ($"select {columns} from registered_models m where {where} order by {RegistryOrder.Sql(_orders, ("m.name", false))}", conditions.Arguments);
    }

    private static string Compared(Filter.Comparison comparison, Conditions conditions, ref bool asksForPrompts)
    {
        switch (comparison.Entity)
        {
            case "tags" or "tag":
                asksForPrompts |= comparison.Key == Prompts.Tag;
                return PromptFilter.Compared(comparison, "m.no", conditions) ?? conditions.KeyValue(comparison, "registered_model_tags", "model", "m.no");
            case null or "attribute" or "attributes" or "attr":
                return comparison.Key == "name" ? conditions.Text(comparison, "m.name") : throw Conditions.Attribute(comparison.Key, "name");
            default:
                throw Conditions.Entity(comparison.Entity, "attribute", "tag");
        }
    }
}

/// <summary>Tells prompts from models: what carries no tag is a model.</summary>
internal static class PromptFilter
{
    /// <summary>Whether a registered model is a prompt.</summary>
    /// <param name="model">The expression of its number.</param>
    public static string IsPrompt(string model, Conditions conditions) =>
        $"exists (select 1 from registered_model_tags p where p.model = {model} and p.key = {conditions.Value(Prompts.Tag)} and lower(p.value) = 'true')";

    /// <summary>A comparison of the tag with true or false; null for every other.</summary>
    public static string? Compared(Filter.Comparison comparison, string model, Conditions conditions)
    {
        if (comparison.Key != Prompts.Tag || comparison.Operator is not ("=" or "!="))
        {
            return null;
        }

        var asksTrue = string.Equals(comparison.Text, "true", StringComparison.OrdinalIgnoreCase) == (comparison.Operator == "=");
        return $"{(asksTrue ? "" : "not ")}{IsPrompt(model, conditions)}";
    }
}

/// <summary>What a search of the registry is ordered by.</summary>
internal static class RegistryOrder
{
    /// <param name="column">The column of a key, or null where there is none.</param>
    /// <exception cref="RefusedException">A key is unknown, or stands there twice.</exception>
    public static IReadOnlyList<(string Column, bool Descending)> Read(IReadOnlyList<string>? orderBy, IEnumerable<string> valid, Func<string, string?> column)
    {
        var orders = new List<(string Column, bool Descending)>();
        foreach (var order in (orderBy ?? []).Select(FilterText.ReadOrder))
        {
            var found = (order.Entity is null or "attribute" or "attributes" or "attr" ? column(order.Key) : null)
                ?? throw RefusedException.Invalid($"Invalid order by key '{order.Key}' specified. Valid keys are {string.Join(", ", valid.Select(v => $"'{v}'"))}");
            orders.Add(orders.All(o => o.Column != found)
                ? (found, order.Descending)
                : throw RefusedException.Invalid($"`order_by` contains duplicate fields: {string.Join(", ", orderBy!)}"));
        }

        return orders;
    }

    /// <summary>The orders asked for, then those that always hold.</summary>
    public static string Sql(IEnumerable<(string Column, bool Descending)> orders, params IEnumerable<(string Column, bool Descending)> then) =>
        string.Join(", ", orders.Concat(then).DistinctBy(o => o.Column).Select(o => $"{o.Column} {(o.Descending ? "desc" : "asc")}"));
}
