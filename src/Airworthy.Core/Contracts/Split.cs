using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>How rows are told apart into train, dev and test.</summary>
public enum SplitMethod { ByTime, ByGroup, ByEntity, Stratified, ByHash, Random, Given }

/// <summary>Who draws, where rows are drawn: the project's own code, or everybody alike by the MD5 of a row's key.</summary>
public enum SplitDraw { Own, Md5 }

/// <summary>How rows are parted into train, dev and test.</summary>
public sealed record Split
{
    /// <summary>How rows are told apart.</summary>
    public SplitMethod? Method { get; init; }

    public Window? Train { get; init; }

    public Window? Dev { get; init; }

    public Window? Test { get; init; }

    /// <summary>Which draw: <c>md5</c> of the key, which <c>airworthy data split</c> writes and anybody can repeat, or the project's <c>own</c>. Not written, it is its own.</summary>
    public SplitDraw? Draw { get; init; }

    /// <summary>Outer folds; each row is tested in one of them, and each fold has a dev of its own.</summary>
    [Within(3, 50, "folds")] public int? Nested { get; init; }

    /// <summary>Which of the outer folds is read as train, dev and test, from 1 on.</summary>
    [NotInFile] public int Fold { get; init; } = 1;

    /// <summary>Days left out between train, dev and test, so that features that look back cannot see across.</summary>
    [Within(0, 3660, "days")] public double? GapDays { get; init; }

    /// <summary>The columns that group, stratify or hash.</summary>
    [OneOrMany] public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The seed of methods that draw.</summary>
    public long? Seed { get; init; }

    /// <summary>Shares of train, dev and test for methods that draw; they sum to 1.</summary>
    [Within(0, 1, "share")] public IReadOnlyDictionary<string, double>? Shares { get; init; }

    /// <summary>Given: the column that says <c>train</c>, <c>dev</c> or <c>test</c>.</summary>
    public string? Column { get; init; }

    /// <summary>Given: one file or pattern per split.</summary>
    [Path] public IReadOnlyDictionary<string, string>? Files { get; init; }

    /// <summary>How often the test split may be read per model generation.</summary>
    [Within(1, 1000)] public int? TestReads { get; init; }

    /// <summary>Whether rows are told apart by a draw, whoever makes it.</summary>
    public bool IsDrawn => Method is SplitMethod.Random or SplitMethod.Stratified or SplitMethod.ByHash or SplitMethod.ByGroup or SplitMethod.ByEntity
        && Column is null && Files is null or { Count: 0 };

    /// <summary>Drawn by the project's own code and stored nowhere: which row is in which split cannot be found out again.</summary>
    public bool IsUnstoredDraw => IsDrawn && Draw is not SplitDraw.Md5;

    /// <summary>Columns whose shift between dev and test is known and accepted.</summary>
    public IReadOnlyList<string>? KnownShift { get; init; }
}

/// <summary>Days of <c>data.time</c>, both ends included.</summary>
public sealed record Window
{
    /// <summary>First day; open when it is not written.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day; open when it is not written.</summary>
    public DateOnly? Until { get; init; }
}
