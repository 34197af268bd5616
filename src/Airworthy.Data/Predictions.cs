using Airworthy.Core.Contracts;

namespace Airworthy.Data;

/// <summary>How stored predictions say what a model answered.</summary>
public enum AnswerForm
{
    /// <summary>A column <c>score</c>: the probability of the positive class.</summary>
    Score,

    /// <summary>A column <c>score_…</c> for each class.</summary>
    ClassScores,

    /// <summary>A column <c>value</c>: the number, or the class decided for.</summary>
    Value,

    /// <summary>Columns <c>query</c> and <c>rank</c>.</summary>
    Rank,
}

/// <summary>Where stored predictions lie, as the contract says it.</summary>
/// <param name="Name">Who answered: <c>the candidate</c>, or the baseline's name.</param>
/// <param name="Split">The split they are for; null for a baseline, whose file may hold several.</param>
/// <param name="Field">The contract's field, for messages.</param>
public sealed record PredictionSource(string Name, string? Split, string Path, string Field)
{
    public const string Candidate = "the candidate";

    /// <summary>The word that stands for the predictions that a tracked run has logged.</summary>
    public const string Run = "run";

    public bool IsCandidate => Name == Candidate;

    /// <summary>All that a contract names, the candidate's first.</summary>
    public static IReadOnlyList<PredictionSource> Of(ProjectContract contract) =>
    [
        .. (contract.Predictions ?? new Dictionary<string, string>()).Select(p => new PredictionSource(Candidate, p.Key, p.Value, $"predictions.{p.Key}")),
        .. (contract.Baselines ?? []).Index().Where(b => b.Item.Predictions is not null).Select(b => new PredictionSource(b.Item.Name, null, b.Item.Predictions!, $"baselines[{b.Index}].predictions")),
    ];
}

/// <summary>Stored predictions inside the engine, beside the table.</summary>
/// <param name="Relation">The relation that holds the file, as it is.</param>
public sealed record Predictions(PredictionSource Source, string Relation, IReadOnlyList<Column> Columns)
{
    private const string OfClass = "score_";

    public AnswerForm? Form =>
        this["query"] is not null && this["rank"] is not null ? AnswerForm.Rank
        : ClassColumns.Count >= 2 ? AnswerForm.ClassScores
        : this["score"] is not null ? AnswerForm.Score
        : this["value"] is not null ? AnswerForm.Value
        : null;

    /// <summary>The columns <c>score_…</c>.</summary>
    public IReadOnlyList<Column> ClassColumns => [.. Columns.Where(c => c.Name.StartsWith(OfClass, StringComparison.Ordinal))];

    public Column? this[string name] => Columns.FirstOrDefault(c => c.Name == name);

    /// <summary>The column with the probability of a class; null when there is none.</summary>
    public Column? ScoreOf(string label) => this[OfClass + label];

    /// <summary>The columns that must hold numbers.</summary>
    public IReadOnlyList<Column> Numbers => Form switch
    {
        AnswerForm.Rank => [this["rank"]!],
        AnswerForm.ClassScores => ClassColumns,
        AnswerForm.Score => [this["score"]!],
        AnswerForm.Value when this["value"]!.Kind == ColumnKind.Number => [this["value"]!],
        _ => [],
    };
}
