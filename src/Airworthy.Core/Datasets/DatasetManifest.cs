using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Datasets;

/// <summary>Every version of a dataset, oldest first: the file <c>.airworthy/data/&lt;dataset&gt;.versions.yaml</c>. Written by commands, reviewed by people.</summary>
public sealed record DatasetManifest
{
    /// <summary>Where manifests lie in a project, and how their names end.</summary>
    public const string Folder = ".airworthy/data";

    public const string Ending = ".versions.yaml";

    [Must] public string Dataset { get; init; } = "";

    [Must] public IReadOnlyList<DatasetVersion> Versions { get; init; } = [];

    /// <summary>The file as the user named it, to point at a version.</summary>
    [NotInFile] public ContractSource Source { get; init; } = ContractSource.None;

    /// <summary>The last version that nobody withdrew.</summary>
    public DatasetVersion? Newest => Versions.LastOrDefault(v => v.Withdrawn is null);

    /// <summary>The versions that nobody withdrew, oldest first.</summary>
    public IEnumerable<DatasetVersion> Standing => Versions.Where(v => v.Withdrawn is null);

    /// <summary>Digests that no version needs any more because all that named them are withdrawn.</summary>
    public IEnumerable<string> WithdrawnDigests =>
        Versions.Where(v => v.Withdrawn is not null).SelectMany(v => v.Digests).Except(Standing.SelectMany(v => v.Digests), StringComparer.Ordinal);

    /// <summary>A version by its id; null when there is none.</summary>
    public DatasetVersion? this[string id] => Versions.FirstOrDefault(v => v.Id == id);

    /// <summary>The id behind the newest: <c>v0015</c> behind <c>v0014</c>.</summary>
    public string NextId => $"v{Versions.Select(v => v.Number).DefaultIfEmpty(0).Max() + 1:0000}";

    /// <summary>The path of a dataset's manifest below the project's folder.</summary>
    public static string PathOf(string dataset) => $"{Folder}/{dataset}{Ending}";

    /// <summary>Whether a text can name a dataset: it is also the name of a file.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 100 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}

/// <summary>One immutable state of a dataset.</summary>
public sealed record DatasetVersion
{
    /// <summary><c>v</c> and a number: <c>v0014</c>.</summary>
    [Must] public string Id { get; init; } = "";

    /// <summary><c>sha256:</c> and 64 hexadecimal digits, over the list of the version's files and the digests of their chunks.</summary>
    [Must] public string Digest { get; init; } = "";

    /// <summary>Rows of its tables together; for files without a table, the files.</summary>
    [Must, Within(0, 9e15, "rows")] public long? Rows { get; init; }

    /// <summary>Size of its files together, in bytes.</summary>
    [Must, Within(0, 9e15, "bytes")] public long? Bytes { get; init; }

    /// <summary>The day it was added.</summary>
    [Must] public DateOnly? Made { get; init; }

    [Must] public VersionOrigin? From { get; init; }

    /// <summary>What was added, as paths of the project, when all of it lies in the project.</summary>
    [Path] public IReadOnlyList<string>? Files { get; init; }

    /// <summary>How text files are read, where that cannot be seen from them.</summary>
    public TextForm? Read { get; init; }

    /// <summary>The splits by name, each with its own digest.</summary>
    public IReadOnlyDictionary<string, VersionSplit>? Splits { get; init; }

    /// <summary>What changed in the labels since the parent; absent in a first version.</summary>
    public LabelRevision? Labels { get; init; }

    /// <summary>The digest of a profile of its columns in the store, with which later data are compared.</summary>
    public string? Profile { get; init; }

    /// <summary>Set when nobody may use the version any more, as rows in it were asked to be deleted; its entry stays, its content goes.</summary>
    public VersionWithdrawal? Withdrawn { get; init; }

    /// <summary>The number in <see cref="Id"/>; 0 when it has none.</summary>
    public int Number => Id.StartsWith('v') && int.TryParse(Id.AsSpan(1), System.Globalization.NumberStyles.None, null, out var number) ? number : 0;

    /// <summary>All digests that this version needs in the store.</summary>
    public IEnumerable<string> Digests => new[] { Digest, Profile }.OfType<string>().Concat(Splits?.Values.Select(s => s.Digest) ?? []);

    /// <summary>Whether a text is a digest as written here.</summary>
    public static bool IsDigest(string text) => text.Length == 71 && text.StartsWith("sha256:", StringComparison.Ordinal) && text.Skip(7).All(char.IsAsciiHexDigitLower);
}

/// <summary>Where a version came from.</summary>
public sealed record VersionOrigin
{
    /// <summary>An address, a path or a sentence.</summary>
    [Must] public string Source { get; init; } = "";

    /// <summary>The version that it follows; absent in a first version.</summary>
    public string? Parent { get; init; }
}

/// <summary>How the text files of a version are read.</summary>
public sealed record TextForm
{
    /// <summary><c>utf-8</c>, <c>utf-16</c> or <c>latin-1</c>.</summary>
    public string? Encoding { get; init; }

    /// <summary>What parts the fields: one character, or the word <c>tab</c> or <c>space</c>.</summary>
    public string? Delimiter { get; init; }

    /// <summary>What stands around a field that holds a delimiter: one character.</summary>
    public string? Quote { get; init; }

    /// <summary><see cref="Delimiter"/> as the character it names; null when none is given or it names none.</summary>
    public char? Separator => Delimiter switch { null => null, "tab" => '\t', "space" => ' ', [var only] => only, _ => null };
}

/// <summary>A named part of a version.</summary>
public sealed record VersionSplit
{
    [Must] public string Digest { get; init; } = "";

    [Must, Within(0, 9e15, "rows")] public long? Rows { get; init; }
}

/// <summary>What changed in the labels between a version and its parent, row by row of the same id.</summary>
public sealed record LabelRevision
{
    /// <summary>Ids of both versions whose label differs.</summary>
    [Must, Within(0, 9e15, "labels")] public long? Changed { get; init; }

    /// <summary>Ids of this version alone that have a label.</summary>
    [Must, Within(0, 9e15, "labels")] public long? Added { get; init; }

    /// <summary>Where it is told why: <c>labels/CHANGELOG.md#v0014</c>.</summary>
    public string? Log { get; init; }
}

/// <summary>That a version may not be used any more, and who took it back.</summary>
public sealed record VersionWithdrawal
{
    [Must] public DateOnly? On { get; init; }

    /// <summary>A handle or a name.</summary>
    [Must] public string By { get; init; } = "";

    /// <summary>A sentence, or a deletion request: <c>deletion request d0001</c>.</summary>
    [Must] public string Why { get; init; } = "";
}
