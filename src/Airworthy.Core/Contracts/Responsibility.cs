using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>Who is touched by the product, and what holds it to account.</summary>
public sealed record Responsibility
{
    /// <summary>The impact document.</summary>
    [Path] public string? Impact { get; init; }

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
    [Must, Key("rule")] public string Text { get; init; } = "";

    [Text(20)] public string? Requirement { get; init; }

    /// <summary>An item's id or the path of a test.</summary>
    public string? HeldBy { get; init; }
}

public sealed record Fairness
{
    /// <summary>Columns that name the groups.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    public string? Metric { get; init; }

    [Within(0, 1)] public double? MaxGap { get; init; }
}

public sealed record Transparency
{
    [Path] public string? UserNotice { get; init; }

    public string? Contact { get; init; }
}

public sealed record Appeals
{
    public string? Channel { get; init; }

    [Within(1, 366, "days")] public int? AnswerWithinDays { get; init; }
}
