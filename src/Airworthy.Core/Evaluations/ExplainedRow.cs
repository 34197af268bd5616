namespace Airworthy.Core.Evaluations;

/// <summary>One answer, followed from the row to the decision.</summary>
/// <param name="Model">Whose.</param>
/// <param name="Id">What names the row.</param>
/// <param name="Split">The split it belongs to; null where to none.</param>
/// <param name="Label">As the table writes it; null where it has none.</param>
/// <param name="Columns">What the model reads, the column that moves the answer most first.</param>
/// <param name="Outputs">Names of the answers: <c>score</c>, <c>score_…</c>, <c>value</c>.</param>
/// <param name="Answer">The model's answers to the row, one per output.</param>
public sealed record ExplainedRow(string Model, string Id, string? Split, string? Label, IReadOnlyList<ExplainedColumn> Columns, IReadOnlyList<string> Outputs, IReadOnlyList<double> Answer)
{
    /// <summary>The other columns of the table, as they stand there: the model reads none of them, and its features may be made of them.</summary>
    public IReadOnlyList<WrittenValue> Beside { get; init; } = [];

    /// <summary>The output that is taken apart, by its position.</summary>
    public int Taken { get; init; }

    /// <summary>What the answer is decided to be, and by what; null for numbers.</summary>
    public string? Decision { get; init; }

    /// <summary>From which score on the answer is yes; null where nothing is decided by one.</summary>
    public double? Threshold { get; init; }

    /// <summary>How it was taken apart, in words.</summary>
    public string How { get; init; } = "";

    /// <summary>The unit of the parts, in words.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Mean over the rows of train that it was compared with, in that unit.</summary>
    public double Base { get; init; }

    /// <summary>What base and parts add up to, in that unit.</summary>
    public double Sum { get; init; }

    /// <summary>How far the sum, brought to an answer, is from the answer; null where parts are estimates.</summary>
    public double? Apart { get; init; }

    /// <summary>Rows of train it was compared with.</summary>
    public int Others { get; init; }

    /// <summary>Rows of train that are nearest to it as the model reads them, nearest first.</summary>
    public IReadOnlyList<NearRow> Near { get; init; } = [];

    /// <summary>What the run stored of this row, one per output; null where nothing.</summary>
    public IReadOnlyList<double>? Stored { get; init; }

    /// <summary>How far the answer is from what was stored; null where nothing was.</summary>
    public double? FromStored => Stored is null ? null : Stored.Zip(Answer, (s, a) => Math.Abs(s - a)).Max();

    /// <summary>Whether the answer is the stored one, within 1e-4 (of a number above 1: of the number).</summary>
    public bool? IsStored => Stored is null ? null : Stored.Zip(Answer).All(p => Math.Abs(p.First - p.Second) <= Replayed.Tolerated * Math.Max(1, Math.Abs(p.First)));

    /// <summary>What could not be told, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A column of the table that the model does not read.</summary>
/// <param name="Value">As it stands in the table; empty where it is missing.</param>
public sealed record WrittenValue(string Name, string Value);

/// <summary>One column of the row.</summary>
/// <param name="Value">As it stands in the table, or as code made it; empty where it is missing.</param>
/// <param name="Made">What the model's formula reads of it, by name; empty where that is not known.</param>
/// <param name="Place">Where the value lies among those of train, in words.</param>
/// <param name="Part">What it moves the answer by.</param>
/// <param name="Error">Standard error of the part, where it is an estimate.</param>
public sealed record ExplainedColumn(string Name, string Value, IReadOnlyList<MadeNumber> Made, string Place, double Part, double? Error = null);

/// <param name="Value">NaN where it is missing.</param>
public sealed record MadeNumber(string Name, double Value);

/// <summary>A row of train.</summary>
/// <param name="Distance">In standard deviations of train, over all numbers that are read.</param>
/// <param name="Values">Of the columns, in the order in which they are explained.</param>
public sealed record NearRow(string Id, string Label, double Distance, IReadOnlyList<string> Values);

/// <summary>Rows drawn from a split, asked again.</summary>
/// <param name="Split">The split.</param>
/// <param name="Rows">How many were drawn.</param>
/// <param name="Differing">Those whose answer is not the stored one, by their ids, the first few.</param>
/// <param name="Different">How many that are.</param>
/// <param name="Largest">The largest difference seen.</param>
/// <param name="PartsApart">The largest distance between an answer and what its parts add up to; null where it could not be taken apart exactly.</param>
/// <param name="Data">What tells the rows of the split from others.</param>
public sealed record Replayed(string Split, int Rows, IReadOnlyList<string> Differing, int Different, double Largest, double? PartsApart, string Data, DateTimeOffset At)
{
    /// <summary>Difference that is no difference; of numbers above 1 in relation to the number.</summary>
    public const double Tolerated = 1e-4;
}
