using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>Who is touched by the product, and what holds it to account.</summary>
public sealed record Responsibility
{
    /// <summary>The impact document.</summary>
    [Path] public string? Impact { get; init; }

    /// <summary>Laws, standards and contracts that bind the product.</summary>
    public IReadOnlyList<Regulation>? Regulations { get; init; }

    /// <summary>Why no regulation applies, when the list is empty.</summary>
    [Text(60)] public string? RegulationsNoneBecause { get; init; }

    public Fairness? Fairness { get; init; }

    public Transparency? Transparency { get; init; }

    public Appeals? Appeals { get; init; }
}

/// <summary>A law, standard or contract, turned into a requirement that an item or a test holds up.</summary>
public sealed record Regulation
{
    /// <summary>The law, standard or contract, with its paragraph.</summary>
    [Must, Key("rule")] public string Text { get; init; } = "";

    /// <summary>What it demands of this product, in words that can be tested.</summary>
    [Text(20)] public string? Requirement { get; init; }

    /// <summary>An item's id or the path of a test.</summary>
    public string? HeldBy { get; init; }
}

/// <summary>Between which groups quality is compared, and how far it may differ.</summary>
public sealed record Fairness
{
    /// <summary>Columns that name the groups.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>The metric that is compared between groups.</summary>
    public string? Metric { get; init; }

    /// <summary>Largest difference between two groups, in points of that metric.</summary>
    [Within(0, 1)] public double? MaxGap { get; init; }

    /// <summary>How well the other features may tell a group from the rest: an area under the ROC curve, where 0.5 is by chance and 1 is surely.</summary>
    [Within(0.5, 1)] public double? MaxProxy { get; init; }

    /// <summary>Largest share of decisions that may turn when only the group in the row is another one.</summary>
    [Within(0, 1, "share")] public double? MaxFlips { get; init; }

    /// <summary>How large each group is among those whom the answers are about.</summary>
    public IReadOnlyList<GroupPopulation>? Population { get; init; }
}

/// <summary>How large the groups of a column are among those whom the answers are about.</summary>
public sealed record GroupPopulation
{
    /// <summary>A column of <c>fairness.groups</c>.</summary>
    [Must] public string Column { get; init; } = "";

    /// <summary>Shares by the column's values; together at most 1.</summary>
    [Within(0, 1, "share")] public IReadOnlyDictionary<string, double>? Shares { get; init; }

    /// <summary>Where the shares are from: a census, a register, a count of one's own.</summary>
    public string? Source { get; init; }
}

/// <summary>What the people are told who are touched by the answers.</summary>
public sealed record Transparency
{
    /// <summary>The notice that users see.</summary>
    [Path] public string? UserNotice { get; init; }

    /// <summary>Whom they can ask.</summary>
    public string? Contact { get; init; }
}

/// <summary>How somebody can object to an answer.</summary>
public sealed record Appeals
{
    /// <summary>Where an objection goes.</summary>
    public string? Channel { get; init; }

    /// <summary>How soon it is answered.</summary>
    [Within(1, 366, "days")] public int? AnswerWithinDays { get; init; }
}
