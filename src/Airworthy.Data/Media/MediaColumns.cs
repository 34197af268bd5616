using Airworthy.Core.Contracts;

namespace Airworthy.Data.Media;

/// <summary>What the columns are called that a table of images or texts has beside those of its labels.</summary>
public static class MediaColumns
{
    /// <summary>Of a folder's files: their path from that folder on, the folder they lie in, and the split that a folder above is called after.</summary>
    public const string File = "file", Label = "label", Split = "split";

    /// <summary>Marks a table whose rows have been measured already.</summary>
    internal const string Derived = "__derived";

    /// <summary>The column that names the file of a row; null where rows have none.</summary>
    public static string? FileOf(ProjectContract contract) => contract.Data?.Media is { } media ? media.Path ?? File : null;

    /// <summary>The first part of the name of every measured column.</summary>
    public static string Prefix(MediaKind kind) => Core.Contracts.Media.PrefixOf(kind);

    /// <summary>Columns that say which file it is, not what is in it: no model reads them.</summary>
    public static IReadOnlyList<string> Naming(ProjectContract contract) => contract.Data?.Media is { Kind: { } kind }
        ? [FileOf(contract)!, Ending(kind), Digest(kind), Problem(kind), Looks(kind)]
        : [];

    /// <summary>Columns in which two files of the same content may differ.</summary>
    public static IReadOnlyList<string> NamesOf(ProjectContract contract) => contract.Data?.Media is { Kind: { } kind } ? [FileOf(contract)!, Ending(kind)] : [];

    /// <summary>The ending of the file's name, in lower case and with its dot.</summary>
    public static string Ending(MediaKind kind) => Prefix(kind) + "ending";

    /// <summary>SHA-256 of the file's bytes in hexadecimal.</summary>
    public static string Digest(MediaKind kind) => Prefix(kind) + "digest";

    /// <summary>Why the file is of no use, as <c>kind: more words</c>; null where it is.</summary>
    public static string Problem(MediaKind kind) => Prefix(kind) + "problem";

    /// <summary>What the bytes are written in, such as <c>png</c> or <c>utf-8</c>.</summary>
    public static string Format(MediaKind kind) => Prefix(kind) + "format";

    /// <summary>A text from which images that look the same can be told; see <see cref="ImageLooks"/>.</summary>
    public static string Looks(MediaKind kind) => Prefix(kind) + "looks";
}
