using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Airworthy.Web.Host;

/// <summary>The state of a page: its query, name by name. Changing one name gives the address of another state.</summary>
public sealed class Query
{
    private readonly List<KeyValuePair<string, string>> _pairs;

    private Query(List<KeyValuePair<string, string>> pairs)
    {
        _pairs = pairs;
    }

    /// <summary>What stands in the address of a request, without what is empty.</summary>
    public static Query Of(HttpContext context) => Of(context.Request.Query.SelectMany(p => p.Value, (p, v) => new KeyValuePair<string, string?>(p.Key, v)));

    /// <summary>What stands in a text like <c>a=1&amp;b=2</c>.</summary>
    public static Query Of(string text) => Of(QueryHelpers.ParseQuery(text).SelectMany(p => (StringValues)p.Value, (p, v) => new KeyValuePair<string, string?>(p.Key, v)));

    private static Query Of(IEnumerable<KeyValuePair<string, string?>> pairs) =>
        new([.. pairs.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => new KeyValuePair<string, string>(p.Key, p.Value!))]);

    /// <summary>The value of a name; null where it is missing or empty.</summary>
    public string? this[string name] => _pairs.Find(p => p.Key == name).Value;

    /// <summary>All values of a name.</summary>
    public IReadOnlyList<string> All(string name) => [.. _pairs.Where(p => p.Key == name).Select(p => p.Value)];

    /// <summary>A whole number between two bounds.</summary>
    public int Number(string name, int otherwise, int least, int most) => int.TryParse(this[name], out var number) ? Math.Clamp(number, least, most) : otherwise;

    /// <summary>One of some words; the first where it is none of them.</summary>
    public string Word(string name, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (word == this[name])
            {
                return word;
            }
        }

        return words[0];
    }

    /// <summary>With one name changed; null or empty takes it away.</summary>
    public Query With(string name, string? value) => Of([.. _pairs.Where(p => p.Key != name).Select(p => new KeyValuePair<string, string?>(p.Key, p.Value)), new(name, value)]);

    /// <summary>With <c>on</c> where it was not, without where it was.</summary>
    public Query Toggled(string name) => With(name, this[name] is null ? "on" : null);

    /// <summary>With some names alone.</summary>
    public Query Only(params IReadOnlyCollection<string> names) => new([.. _pairs.Where(p => names.Contains(p.Key))]);

    /// <summary>All pairs, except those of some names: the hidden fields of a form that changes those.</summary>
    public IEnumerable<KeyValuePair<string, string>> Except(params IReadOnlyCollection<string> names) => _pairs.Where(p => !names.Contains(p.Key));

    /// <summary>Without the question mark.</summary>
    public override string ToString() => QueryString.Create(_pairs.Select(p => new KeyValuePair<string, string?>(p.Key, p.Value))).ToString().TrimStart('?');

    /// <summary>The address of a path with this query.</summary>
    public string On(string path) => _pairs.Count == 0 ? path : $"{path}?{this}";
}
