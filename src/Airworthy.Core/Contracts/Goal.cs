using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>Which way is better.</summary>
public enum Direction { Up, Down }

/// <summary>Why the project exists and how the team works on it.</summary>
public sealed record Goal
{
    /// <summary>The goal in words that the sponsor would use.</summary>
    [Text(40)] public string? Statement { get; init; }

    /// <summary>The number the business feels, measured outside the model.</summary>
    public BusinessMetric? BusinessMetric { get; init; }

    public FirstRelease? FirstRelease { get; init; }

    /// <summary>The meetings at which the team looks at this together.</summary>
    public IReadOnlyList<Ritual>? Cadence { get; init; }

    public StateOfTheArt? StateOfTheArt { get; init; }

    /// <summary>Who understands the problem, and when they were last asked.</summary>
    public IReadOnlyList<Expert>? Experts { get; init; }
}

/// <summary>The business's own number: its value today, where it shall be, and by when.</summary>
public sealed record BusinessMetric
{
    /// <summary>What the business calls it; never the metric of the model.</summary>
    public string? Name { get; init; }

    /// <summary>Whether more of it is better, or less.</summary>
    public Direction? Direction { get; init; }

    /// <summary>Its value before the project.</summary>
    public double? Today { get; init; }

    /// <summary>Its value when the goal is reached.</summary>
    public double? Target { get; init; }

    /// <summary>The day by which it shall be reached.</summary>
    public DateOnly? By { get; init; }

    /// <summary>An address or a path where the number can be read.</summary>
    public string? Source { get; init; }

    /// <summary>The value that was reached, once <see cref="By"/> has passed.</summary>
    public double? Outcome { get; init; }
}

/// <summary>The shortest way to something in use.</summary>
public sealed record FirstRelease
{
    /// <summary>The day of the first release.</summary>
    public DateOnly? By { get; init; }

    /// <summary>What is in it, for whom, and what is left out.</summary>
    [Text(30)] public string? Scope { get; init; }
}

/// <summary>A meeting that comes back.</summary>
public sealed record Ritual
{
    /// <summary>What the meeting is called.</summary>
    [Must, Key("ritual")] public string Name { get; init; } = "";

    /// <summary>Days from one to the next.</summary>
    [Must, Within(1, 366, "days")] public int EveryDays { get; init; }

    /// <summary>A place, an address, or a folder of dated notes in the project.</summary>
    [Must] public string Where { get; init; } = "";
}

/// <summary>What others have done about this problem.</summary>
public sealed record StateOfTheArt
{
    /// <summary>The note that sums it up.</summary>
    [Path] public string? Note { get; init; }

    /// <summary>The day on which the note was last gone through.</summary>
    public DateOnly? Reviewed { get; init; }
}

/// <summary>Somebody who understands the problem and the ways of being wrong.</summary>
public sealed record Expert
{
    /// <summary>A handle in <c>.airworthy/people.yaml</c>, or a name.</summary>
    [Must] public string Person { get; init; } = "";

    /// <summary>What they know that the data do not show.</summary>
    [Text(10)] public string? Knows { get; init; }

    /// <summary>How to reach them.</summary>
    public string? Contact { get; init; }

    /// <summary>The day on which they were last asked.</summary>
    public DateOnly? LastConsulted { get; init; }

    /// <summary>What they said then.</summary>
    [Path] public string? Notes { get; init; }

    /// <summary>The model's worst errors with their marks: the sheet of <c>airworthy evaluate --errors</c>, filled in.</summary>
    [Path] public string? Sheet { get; init; }
}
