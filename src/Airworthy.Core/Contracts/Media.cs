using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>What a model looks at, when that is not the row itself.</summary>
public enum MediaKind { Image, Text }

/// <summary>Images or texts, one per row, each a file of its own; what can be measured of a file becomes columns of its row.</summary>
[Short(nameof(Kind))]
public sealed record Media
{
    /// <summary>What each file is.</summary>
    [Must] public MediaKind? Kind { get; init; }

    /// <summary>
    /// The column of the table that names the file of a row, from the table's own folder on. Not written, <c>data.files</c> names folders: each file in
    /// them is a row, the folder it lies in is its <c>label</c>, and a folder above called train, dev or test its <c>split</c>.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The first part of the name of every column that was measured of files of a kind.</summary>
    public static string PrefixOf(MediaKind kind) => $"{WordAttribute.Of(kind)}_";

    /// <summary>Whether a column was measured of the files, so that the model sees it in them whatever columns it is given.</summary>
    public bool Measures(string column) => Kind is { } kind && column.StartsWith(PrefixOf(kind), StringComparison.Ordinal);
}
