using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Datasets;

/// <summary>
/// Whose rows were asked to be deleted from a dataset, and what came of it: the file <c>.airworthy/data/&lt;dataset&gt;.deletions.yaml</c>. It holds digests of
/// keys, never a key. Written by <c>airworthy data forget</c>, reviewed by people, read by checks.
/// </summary>
public sealed record DeletionLog
{
    /// <summary>How the names of such files end; they lie beside the manifests.</summary>
    public const string Ending = ".deletions.yaml";

    [Must] public string Dataset { get; init; } = "";

    [Must] public IReadOnlyList<DeletionRequest> Requests { get; init; } = [];

    /// <summary>The file as the user named it, to point at a request.</summary>
    [NotInFile] public ContractSource Source { get; init; } = ContractSource.None;

    /// <summary>The id behind the newest: <c>d0003</c> behind <c>d0002</c>.</summary>
    public string NextId => $"d{Requests.Select(r => r.Number).DefaultIfEmpty(0).Max() + 1:0000}";

    /// <summary>The path of a dataset's log below the project's folder.</summary>
    public static string PathOf(string dataset) => $"{DatasetManifest.Folder}/{dataset}{Ending}";
}

/// <summary>One request.</summary>
public sealed record DeletionRequest
{
    /// <summary>Keys of one request; more are parted into several.</summary>
    public const int MostKeys = 1_000;

    /// <summary>Hexadecimal digits of a key's digest: 128 bits.</summary>
    public const int DigestLength = 32;

    /// <summary><c>d</c> and a number: <c>d0001</c>.</summary>
    [Must] public string Id { get; init; } = "";

    /// <summary>The day on which it was asked for.</summary>
    [Must] public DateOnly? Asked { get; init; }

    /// <summary>The last day on which it may be done, as the contract promised when it was asked; absent when it promised nothing.</summary>
    public DateOnly? Due { get; init; }

    /// <summary>Who entered it: a handle or a name.</summary>
    [Must] public string By { get; init; } = "";

    /// <summary>A sentence, without personal data: the number of a letter, the law.</summary>
    [Must] public string Why { get; init; } = "";

    /// <summary>The column whose values were named.</summary>
    [Must] public string Column { get; init; } = "";

    /// <summary>Which secret in the store the digests were made with.</summary>
    [Must] public string Secret { get; init; } = "";

    /// <summary>Digests of the values, <see cref="DigestLength"/> hexadecimal digits each.</summary>
    [Must] public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Whether the rows were nobody's, planted to see whether deletion works.</summary>
    public bool? Canary { get; init; }

    /// <summary>Models that learned from the rows and must go, by name; <c>none</c> when there is none.</summary>
    public IReadOnlyList<string>? Retire { get; init; }

    /// <summary>What came of it; absent while it is open.</summary>
    public DeletionDone? Done { get; init; }

    /// <summary>The number in <see cref="Id"/>; 0 when it has none.</summary>
    public int Number => Id.StartsWith('d') && int.TryParse(Id.AsSpan(1), System.Globalization.NumberStyles.None, null, out var number) ? number : 0;

    /// <summary>Whether a text can be a digest of a key.</summary>
    public static bool IsDigest(string text) => text.Length == DigestLength && text.All(char.IsAsciiHexDigitLower);
}

/// <summary>How a request was done.</summary>
public sealed record DeletionDone
{
    [Must] public DateOnly? On { get; init; }

    /// <summary>The first version without the rows.</summary>
    [Must] public string Version { get; init; } = "";

    /// <summary>Rows that the newest version before it had; 0 when only older ones did.</summary>
    [Must, Within(0, 9e15, "rows")] public long? Rows { get; init; }

    /// <summary>The versions that were taken back for it.</summary>
    [Must] public IReadOnlyList<string> Withdrawn { get; init; } = [];
}
