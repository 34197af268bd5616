namespace Airworthy.Core.Reading;

/// <summary>A text that a person writes: it must be at least <paramref name="minimum"/> characters long and no placeholder.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TextAttribute(int minimum) : Attribute
{
    /// <summary>Characters after trimming.</summary>
    public int Minimum { get; } = minimum;
}

/// <summary>A number must lie in [<paramref name="low"/>, <paramref name="high"/>].</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class WithinAttribute(double low, double high, string unit = "") : Attribute
{
    public double Low { get; } = low;

    public double High { get; } = high;

    /// <summary>What the number counts: <c>share</c>, <c>ms</c>, <c>days</c> …</summary>
    public string Unit { get; } = unit;

    /// <summary>Whether <see cref="Low"/> itself is outside.</summary>
    public bool Above { get; init; }
}

/// <summary>The field must be written wherever its record is written.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class MustAttribute : Attribute;

/// <summary>The key in the file, where it is not the snake_case of the property's name.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class KeyAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>The record may be written as a single value, which then fills this property.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShortAttribute(string property) : Attribute
{
    public string Property { get; } = property;
}

/// <summary>A path inside the project: relative, forward slashes, never above the project's folder.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PathAttribute : Attribute;

/// <summary>A list that may be written as a single value when it has one.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OneOrManyAttribute : Attribute;

/// <summary>The text must be a number or one of these words.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NumberOrAttribute(params string[] words) : Attribute
{
    public IReadOnlyList<string> Words { get; } = words;
}

/// <summary>The text is the name of a split, so <c>test</c> says something here.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SplitNameAttribute : Attribute;

/// <summary>Filled by the reader, not by a key of the file.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotInFileAttribute : Attribute;

/// <summary>The word of an enum value in the file, where it is not the kebab-case of its name.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WordAttribute(string word) : Attribute
{
    public string Word { get; } = word;

    /// <summary>All words of an enum type, in order of declaration.</summary>
    public static IReadOnlyDictionary<string, object> Of(Type type) => Enum.GetNames(type).ToDictionary(
        name => (GetCustomAttribute(type.GetField(name)!, typeof(WordAttribute)) as WordAttribute)?.Word ?? Field.KebabCase(name),
        name => Enum.Parse(type, name));

    /// <summary>The word of one value.</summary>
    public static string Of(Enum value) => Of(value.GetType()).First(w => w.Value.Equals(value)).Key;
}
