namespace Airworthy.Core.Observations;

/// <summary>What features are made from, and in how many rows that is known only after the answer is needed.</summary>
/// <param name="Features">Columns that the model reads.</param>
/// <param name="Sources">When each column that features come from is known; empty when that could not be compared.</param>
/// <param name="Untimed">Why times could not be compared; null when they were.</param>
/// <param name="OfLabel">Features that are the label, or that the label is made from.</param>
/// <param name="Absent">Names in <c>features.columns</c> that are no columns of the table.</param>
public sealed record FeatureTimes(IReadOnlyList<string> Features, IReadOnlyList<KnownWhen> Sources, string? Untimed = null,
    IReadOnlyList<string>? OfLabel = null, IReadOnlyList<string>? Absent = null) : Observation
{
    /// <summary>Share of rows that may be late before it counts: 0.1 %, for clocks that are a little off.</summary>
    public const double Limit = 0.001;

    /// <summary>Sources known too late by what the contract states or the column itself says, worst first.</summary>
    public IReadOnlyList<KnownWhen> Late => [.. Sources.Where(s => s.By != KnownBy.Assumed && !s.IsSetAside && s.Share >= Limit).OrderByDescending(s => s.Share)];

    /// <summary>Sources that would be late if they were known when nobody said otherwise: at the row's own time.</summary>
    public IReadOnlyList<KnownWhen> PerhapsLate => [.. Sources.Where(s => s.By == KnownBy.Assumed && s.Share >= Limit)];

    /// <summary>What the times leave to worry about.</summary>
    public IEnumerable<string> Concerns()
    {
        if (Sources.Where(s => s.By == KnownBy.Assumed && s.Share < Limit).Select(s => s.Column).ToList() is { Count: > 0 } assumed)
        {
            yield return $"Nobody stated when {Listed(assumed)} {(assumed.Count == 1 ? "is" : "are")} known; taken as known at data.time itself. Write data.available_after to say so.";
        }

        foreach (var few in Sources.Where(s => s is { Late: > 0, By: not KnownBy.Assumed } && s.Share < Limit))
        {
            yield return $"{few.Column} is later than the answer in {few.Late:N0} of {few.Rows:N0} rows.";
        }

        foreach (var aside in Sources.Where(s => s is { IsSetAside: true, Late: > 0 }))
        {
            yield return $"{aside.ReadBy} reads {aside.Column}, which is known too late. It is no feature by itself; look that none is made from it.";
        }

        foreach (var early in Sources.Where(s => s is { By: KnownBy.Stated, BeforeItself: true }))
        {
            yield return $"{early.Column} is a time and is stated to be known before it happens. That can be true of a plan, never of a measurement.";
        }

        if (Absent is { Count: > 0 })
        {
            yield return $"features.columns names {Listed(Absent)}, which the table does not have; nothing is known of {(Absent.Count == 1 ? "it" : "them")}.";
        }
    }

    private static string Listed(IReadOnlyList<string> names) =>
        names.Count <= 6 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(5))} and {names.Count - 5} more";
}

/// <summary>How it is known when a value is there: a time is known at its own value, others as the contract states, or nobody said.</summary>
public enum KnownBy { OwnValue, Stated, Assumed }

/// <param name="Column">The column read.</param>
/// <param name="ReadBy"><c>features</c>, or the line of code: <c>src/features.sql:6</c>.</param>
/// <param name="Rows">Rows compared.</param>
/// <param name="Late">Rows in which the column is known only after the answer is needed.</param>
/// <param name="LateHours">Mean over the late rows; hours.</param>
/// <param name="IsSetAside">Code reads it, but it is the label's or in <c>features.except</c>, so that reading it need not make a feature.</param>
/// <param name="BeforeItself">A time that is stated to be known before its own value.</param>
public sealed record KnownWhen(string Column, string ReadBy, KnownBy By, long Rows, long Late, double LateHours = 0, bool IsSetAside = false, bool BeforeItself = false)
{
    /// <summary>Late ÷ Rows, in [0, 1].</summary>
    public double Share => Rows == 0 ? 0 : (double)Late / Rows;
}
