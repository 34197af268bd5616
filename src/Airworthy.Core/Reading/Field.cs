using System.Collections.Concurrent;
using System.Reflection;
using System.Text;

namespace Airworthy.Core.Reading;

/// <summary>One key that a record reads: its name in the file, its type, and what is asked of it.</summary>
public sealed class Field
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Field>> s_known = new();

    private readonly PropertyInfo _property;

    private Field(PropertyInfo property, ParameterInfo? parameter)
    {
        _property = property;
        Parameter = parameter;
        Key = Ask<KeyAttribute>()?.Name ?? SnakeCase(property.Name);
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Must = Ask<MustAttribute>() is not null || parameter is { HasDefaultValue: false };
    }

    /// <summary>The key in the file.</summary>
    public string Key { get; }

    /// <summary>The type without <see cref="Nullable{T}"/>.</summary>
    public Type Type { get; }

    /// <summary>Whether the key must be written wherever its record is.</summary>
    public bool Must { get; }

    /// <summary>The constructor's parameter of the same name, if the record is positional.</summary>
    public ParameterInfo? Parameter { get; }

    public string PropertyName => _property.Name;

    /// <summary>An attribute of the property or its parameter.</summary>
    public T? Ask<T>() where T : Attribute => _property.GetCustomAttribute<T>() ?? Parameter?.GetCustomAttribute<T>();

    public object? Of(object record) => _property.GetValue(record);

    public void Set(object record, object? value) => _property.SetValue(record, value);

    /// <summary>All keys that a record type reads, in the order of declaration.</summary>
    public static IReadOnlyList<Field> Of(Type record) => s_known.GetOrAdd(record, static type =>
    {
        var parameters = Constructor(type)?.GetParameters() ?? [];
        return [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<NotInFileAttribute>() is null && p.Name != "EqualityContract")
            .Select(p => new Field(p, parameters.FirstOrDefault(q => q.Name == p.Name)))];
    });

    /// <summary>The constructor with the most parameters that is not the copying one.</summary>
    public static ConstructorInfo? Constructor(Type type) => type.GetConstructors()
        .Where(c => c.GetParameters() is not [var only] || only.ParameterType != type)
        .MaxBy(c => c.GetParameters().Length);

    /// <summary><c>GoodEnough</c> → <c>good_enough</c>, <c>P99Ms</c> → <c>p99_ms</c>.</summary>
    public static string SnakeCase(string name) => Split(name, '_');

    /// <summary><c>ByTime</c> → <c>by-time</c>, <c>LeakageSafeSplit</c> → <c>leakage-safe-split</c>.</summary>
    public static string KebabCase(string name) => Split(name, '-');

    private static string Split(string name, char separator)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
            {
                text.Append(separator);
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary>The element type of a list, or null.</summary>
    public static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    /// <summary>The value type of a map with text keys, or null.</summary>
    public static Type? ValueOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? type.GetGenericArguments()[1] : null;

    /// <summary>Whether a type is read as a map of keys.</summary>
    public static bool IsRecord(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type != typeof(string) && ElementOf(type) is null && ValueOf(type) is null;
}
