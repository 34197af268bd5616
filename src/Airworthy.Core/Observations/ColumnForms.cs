using Airworthy.Core.Checklist;

namespace Airworthy.Core.Observations;

/// <summary>In which forms the columns that matter write their values: what the model reads, the label and the keys.</summary>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Numbers">Columns of numbers that hold something no calculation survives.</param>
/// <param name="Texts">Columns of text whose values come in more than one form.</param>
/// <param name="Even">Columns that hold one value in nearly every row.</param>
/// <param name="Same">Pairs of features of which one says all that the other says.</param>
/// <param name="Examples">A few values in each form.</param>
public sealed record ColumnForms(
    long Rows, IReadOnlyList<UnstableNumbers>? Numbers = null, IReadOnlyList<MixedForms>? Texts = null, IReadOnlyList<EvenColumn>? Even = null,
    IReadOnlyList<SameColumns>? Same = null, Shown? Examples = null) : Observation
{
    /// <summary>Columns that were looked at.</summary>
    public int Columns { get; init; }

    /// <summary>What is the matter with the files that rows stand for; empty where rows are all there is.</summary>
    public IReadOnlyList<FilesInForm> Files { get; init; } = [];

    /// <summary>Text columns of which only some of the different values were read, drawn by their hash, because there are too many.</summary>
    public IReadOnlyList<string> Drawn { get; init; } = [];
}

/// <summary>Rows of a column of numbers that hold no ordinary number.</summary>
/// <param name="Nan">Rows that hold NaN.</param>
/// <param name="Infinite">Rows that hold an infinity.</param>
/// <param name="Denormal">Rows whose number is so small that it has lost digits: below 2.2 · 10⁻³⁰⁸ and not 0.</param>
/// <param name="Huge">Rows whose number lies beyond ± 10¹⁵, where doubles have no fractions left.</param>
/// <param name="MayLack">The schema lets values of the column be missing, and NaN counts as missing.</param>
/// <param name="MayBeHuge">The range in the schema reaches beyond 10¹⁵.</param>
public sealed record UnstableNumbers(string Column, long Nan = 0, long Infinite = 0, long Denormal = 0, long Huge = 0, bool MayLack = false, bool MayBeHuge = false)
{
    /// <summary>Rows that nobody declared.</summary>
    public long Undeclared => (MayLack ? 0 : Nan) + Infinite + Denormal + (MayBeHuge ? 0 : Huge);
}

/// <summary>What the values of a text column are, however they are written.</summary>
public enum FormKind { Dates, Numbers, Words }

/// <summary>A column of text in which one kind of value is written in several forms.</summary>
/// <param name="Values">Rows that have a value, or of those the ones whose value was read.</param>
/// <param name="OfKind">Rows whose value is of the kind.</param>
/// <param name="Minority">Rows whose value is in another form than the most frequent one.</param>
/// <param name="Forms">The forms in the words of people, most frequent first.</param>
public sealed record MixedForms(string Column, FormKind Kind, long Values, long OfKind, long Minority, IReadOnlyList<string> Forms)
{
    /// <summary>Minority ÷ Values, in [0, 1].</summary>
    public double Share => Values == 0 ? 0 : (double)Minority / Values;
}

/// <param name="Value">The value as text; null where it is missing.</param>
/// <param name="Holding">Rows that hold it.</param>
public sealed record EvenColumn(string Column, string? Value, long Holding);

/// <summary>Two features of which the first tells the second.</summary>
/// <param name="BothWays">The second tells the first as well.</param>
/// <param name="Correlation">Correlation of two numbers, |r| ≤ 1; null where values were compared as they are.</param>
public sealed record SameColumns(string First, string Second, bool BothWays, double? Correlation = null);
