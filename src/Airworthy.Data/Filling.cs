namespace Airworthy.Data;

/// <summary>
/// What is written for a placeholder of a <c>.sql</c> file: a text for <c>$name</c>; for <c>$name{…}</c> the block in braces once per entry, each with
/// the entry's own texts, so that one pass can ask the same of many columns.
/// </summary>
/// <remarks>Commas go between the entries; a block that begins with one brings its own, and may then have no entry at all.</remarks>
public sealed class Filling
{
    private readonly IReadOnlyList<(string Name, string Value)[]>? _entries;

    private Filling(string text, IReadOnlyList<(string, string)[]>? entries) => (Text, _entries) = (text, entries);

    /// <summary>What stands for a placeholder without a block.</summary>
    internal string Text { get; }

    public static implicit operator Filling(string text) => new(text, null);

    /// <summary>A block once per thing.</summary>
    /// <param name="entry">What stands for the placeholders inside the block.</param>
    public static Filling Each<T>(IEnumerable<T> things, Func<T, (string Name, string Value)[]> entry) => new("", [.. things.Select(entry)]);

    /// <summary>A block with one placeholder, once per value.</summary>
    public static Filling Each(string name, IEnumerable<string> values) => Each(values, v => [(name, v)]);

    /// <summary>The block once per entry.</summary>
    /// <param name="write">Writes a block with an entry's texts.</param>
    internal string Write(string block, Func<string, (string Name, string Value)[], string> write) =>
        string.Join(block.StartsWith(',') ? "" : ", ", (_entries ?? throw new ArgumentException($"{{{block}}} is a block, and there is one text for it.")).Select(e => write(block, e)));
}
