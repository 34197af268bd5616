using System.Collections.Concurrent;

namespace Airworthy.Core.Reading;

/// <summary>All dotted paths that a record type can have, free maps and lists left open.</summary>
public static class KnownPaths
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<string>> s_known = new();

    /// <summary>Every path, in the order of the fields; the entries of a list are written <c>[]</c>.</summary>
    public static IReadOnlyList<string> Of(Type record) => s_known.GetOrAdd(record, static type => [.. Below(type, "", [])]);

    /// <summary>The paths whose last key is this one, as somebody would write them.</summary>
    public static IReadOnlyList<string> EndingIn(Type record, string key) => [.. Of(record).Where(p => p.AsSpan(p.LastIndexOf('.') + 1).SequenceEqual(key))];

    private static IEnumerable<string> Below(Type type, string path, IReadOnlyList<Type> above)
    {
        if (Field.ElementOf(type) is { } element)
        {
            return Below(element, path + "[]", above);
        }

        if (!Field.IsRecord(type) || above.Contains(type))
        {
            return [];
        }

        return Field.Of(type).SelectMany(field =>
        {
            var here = path.Length == 0 ? field.Key : $"{path}.{field.Key}";
            return Below(field.Type, here, [.. above, type]).Prepend(here);
        });
    }
}
