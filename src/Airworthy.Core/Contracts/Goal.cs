using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>Which way is better.</summary>
public enum Direction { Up, Down }

/// <summary>Why the project exists and how the team works on it.</summary>
public sealed record Goal
{
    [Text(40)] public string? Statement { get; init; }

    /// <summary>The number the business feels, measured outside the model.</summary>
    public BusinessMetric? BusinessMetric { get; init; }

    public FirstRelease? FirstRelease { get; init; }

    public IReadOnlyList<Ritual>? Cadence { get; init; }

    public StateOfTheArt? StateOfTheArt { get; init; }

    public IReadOnlyList<Expert>? Experts { get; init; }
}

/// <summary>The business's own number: its value today, where it shall be, and by when.</summary>
public sealed record BusinessMetric
{
    public string? Name { get; init; }

    public Direction? Direction { get; init; }

    public double? Today { get; init; }

    public double? Target { get; init; }

    public DateOnly? By { get; init; }

    /// <summary>An address or a path where the number can be read.</summary>
    public string? Source { get; init; }

    /// <summary>The value that was reached, once <see cref="By"/> has passed.</summary>
    public double? Outcome { get; init; }
}

public sealed record FirstRelease
{
    public DateOnly? By { get; init; }

    [Text(30)] public string? Scope { get; init; }
}

/// <summary>A meeting that comes back.</summary>
public sealed record Ritual
{
    [Must, Key("ritual")] public string Name { get; init; } = "";

    [Must, Within(1, 366, "days")] public int EveryDays { get; init; }

    /// <summary>A place, an address, or a folder of dated notes in the project.</summary>
    [Must] public string Where { get; init; } = "";
}

public sealed record StateOfTheArt
{
    [Path] public string? Note { get; init; }

    public DateOnly? Reviewed { get; init; }
}

/// <summary>Somebody who understands the problem and the ways of being wrong.</summary>
public sealed record Expert
{
    [Must] public string Person { get; init; } = "";

    [Text(10)] public string? Knows { get; init; }

    public string? Contact { get; init; }

    public DateOnly? LastConsulted { get; init; }

    [Path] public string? Notes { get; init; }
}
