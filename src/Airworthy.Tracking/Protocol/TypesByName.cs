using System.Reflection;
using System.Reflection.Metadata;

namespace Airworthy.Tracking.Protocol;

/// <summary>The types of an assembly that are found by their name, such as its <c>…Calls</c>.</summary>
/// <remarks>Names are read from the assembly's tables: <see cref="Assembly.GetTypes"/> would bring every type of it, with all that each refers to, into memory for good.</remarks>
public static class TypesByName
{
    /// <param name="wanted">Whether a full name, with its namespace, is one that is looked for.</param>
    /// <returns>Classes that can be made, in the order of their names. Nested ones are left out.</returns>
    public static unsafe IReadOnlyList<Type> TypesNamed(this Assembly assembly, Func<string, bool> wanted)
    {
        if (!assembly.TryGetRawMetadata(out var start, out var length))
        {
            throw new NotSupportedException($"The tables of {assembly} cannot be read.");
        }

        var tables = new MetadataReader(start, length);
        return
        [
            .. tables.TypeDefinitions.Select(tables.GetTypeDefinition).Where(t => !t.IsNested)
                .Select(t => $"{tables.GetString(t.Namespace)}.{tables.GetString(t.Name)}").Where(wanted).Order(StringComparer.Ordinal)
                .Select(name => assembly.GetType(name, throwOnError: true)!).Where(t => t is { IsClass: true, IsAbstract: false }),
        ];
    }

    /// <summary>The types whose names end so, for example with <c>Calls</c>.</summary>
    public static IReadOnlyList<Type> TypesEnding(this Assembly assembly, string ending) => assembly.TypesNamed(name => name.EndsWith(ending, StringComparison.Ordinal));
}
