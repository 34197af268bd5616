using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Datasets;

/// <summary>
/// Which rows are in which split: the file <c>.airworthy/data/&lt;dataset or table&gt;.split.yaml</c>. Written by <c>airworthy data split</c>, reviewed by
/// people, compared with the table by checks.
/// </summary>
public sealed record SplitManifest
{
    /// <summary>Where manifests lie in a project, and how their names end.</summary>
    public const string Folder = ".airworthy/data";

    public const string Ending = ".split.yaml";

    /// <summary>The dataset, or the file, whose rows are parted.</summary>
    [Must] public string Table { get; init; } = "";

    /// <summary>How, in the words of <c>data.split</c>.</summary>
    [Must] public SplitMethod? Method { get; init; }

    public Window? Train { get; init; }

    public Window? Dev { get; init; }

    public Window? Test { get; init; }

    [Within(0, 3660, "days")] public double? GapDays { get; init; }

    [OneOrMany] public IReadOnlyList<string>? Columns { get; init; }

    public long? Seed { get; init; }

    [Within(0, 1, "share")] public IReadOnlyDictionary<string, double>? Shares { get; init; }

    public SplitDraw? Draw { get; init; }

    public string? Column { get; init; }

    [Path] public IReadOnlyDictionary<string, string>? Files { get; init; }

    [Within(3, 50, "folds")] public int? Nested { get; init; }

    /// <summary>The columns that name a row in the digests; all of them where the table has no id.</summary>
    public IReadOnlyList<string>? Id { get; init; }

    /// <summary>Rows of the table.</summary>
    [Must, Within(0, 9e15, "rows")] public long? Rows { get; init; }

    /// <summary>Rows in no split, such as those in the gap.</summary>
    [Within(0, 9e15, "rows")] public long? LeftOut { get; init; }

    /// <summary>Train, dev and test; absent with folds.</summary>
    public IReadOnlyDictionary<string, SplitPart>? Splits { get; init; }

    /// <summary>The outer folds, in their order.</summary>
    public IReadOnlyList<SplitFold>? Folds { get; init; }

    /// <summary>The fields that it shares with <c>data.split</c>.</summary>
    public Split Way => new()
    {
        Method = Method,
        Train = Train,
        Dev = Dev,
        Test = Test,
        Draw = Draw,
        Nested = Nested,
        GapDays = GapDays,
        Columns = Columns,
        Seed = Seed,
        Shares = Shares,
        Column = Column,
        Files = Files,
    };

    /// <summary>The name of the split's table: the dataset, or the first file without folder and endings.</summary>
    public static string NameOf(ProjectContract contract)
    {
        var data = contract.Data;
        var file = data?.Split?.Files?.Values.FirstOrDefault() ?? (data?.Files is [var first, ..] ? first : "table");
        var name = data?.Dataset ?? file[(file.LastIndexOf('/') + 1)..].Split('.')[0];
        var plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')).TrimStart('.', '-');
        return plain.Length == 0 ? "table" : plain;
    }

    /// <summary>The path of a manifest below the project's folder.</summary>
    public static string PathOf(ProjectContract contract) => $"{Folder}/{NameOf(contract)}{Ending}";
}

/// <summary>One split as it was recorded.</summary>
public sealed record SplitPart
{
    [Must, Within(0, 9e15, "rows")] public long? Rows { get; init; }

    /// <summary>The earliest time, by <c>data.time</c>.</summary>
    public string? First { get; init; }

    /// <summary>The latest.</summary>
    public string? Last { get; init; }

    /// <summary>Share of rows of each class, when there are few.</summary>
    public IReadOnlyDictionary<string, double>? LabelRate { get; init; }

    /// <summary>The mean of a label that is a number.</summary>
    public double? LabelMean { get; init; }

    /// <summary><c>sha256:</c> and 64 hexadecimal digits over which rows it holds, whatever their order.</summary>
    [Must] public string Digest { get; init; } = "";
}

/// <summary>One outer fold as it was recorded: rows of its three parts, and one digest over all of them.</summary>
public sealed record SplitFold
{
    [Must, Within(0, 9e15, "rows")] public long? Train { get; init; }

    [Must, Within(0, 9e15, "rows")] public long? Dev { get; init; }

    [Must, Within(0, 9e15, "rows")] public long? Test { get; init; }

    /// <summary>The earliest time of its test rows.</summary>
    public string? First { get; init; }

    /// <summary>The latest.</summary>
    public string? Last { get; init; }

    /// <summary>Share of its test rows of each class, when there are few.</summary>
    public IReadOnlyDictionary<string, double>? LabelRate { get; init; }

    /// <summary>The mean of a label that is a number, over its test rows.</summary>
    public double? LabelMean { get; init; }

    [Must] public string Digest { get; init; } = "";
}
