using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Packs;

/// <summary>Items that a project adds to the checklist: <c>.airworthy/packs/&lt;name&gt;.yaml</c>. They change no item of the checklist itself and earn no points.</summary>
public sealed record Pack
{
    /// <summary>The version of the format; 1.</summary>
    [Key("pack"), Must, Within(1, 1)] public int Version { get; init; }

    /// <summary>In the order in which they are shown.</summary>
    [Must] public IReadOnlyList<PackItem>? Items { get; init; }
}

/// <summary>One item of a pack. At least one of <see cref="Reads"/>, <see cref="Command"/> and <see cref="Statement"/> decides it; all that are there have to hold.</summary>
public sealed record PackItem
{
    /// <summary>Small letters, digits and dashes; no other item has it.</summary>
    [Must] public string Id { get; init; } = "";

    [Must] public string Title { get; init; } = "";

    [Must] public string Question { get; init; } = "";

    /// <summary>Why it matters.</summary>
    [Must] public string Why { get; init; } = "";

    /// <summary>What to do to make it true.</summary>
    public string? How { get; init; }

    [Must, Within(1, 5)] public int Severity { get; init; }

    [Must] public Stop? Stop { get; init; }

    /// <summary>Whether the stop is no-go without it.</summary>
    public bool Starred { get; init; }

    /// <summary>The stage from which its parts are due.</summary>
    public Stage From { get; init; }

    /// <summary>Contract fields that have to be filled.</summary>
    public IReadOnlyList<string>? Reads { get; init; }

    public PackCommand? Command { get; init; }

    public PackStatement? Statement { get; init; }

    /// <summary>The best status it can reach; <c>verified</c> where a command decides it and nothing else is said.</summary>
    public Ceiling? Ceiling { get; init; }
}

/// <summary>A command that ends with 0 when the item holds. It is run only when <c>check --pack-commands</c> asks for it.</summary>
[Short(nameof(Run))]
public sealed record PackCommand
{
    /// <summary>A line for the shell, run in the project's folder.</summary>
    [Must] public string Run { get; init; } = "";

    /// <summary>After so many minutes it is stopped and has said nothing.</summary>
    [Within(1, 120, "minutes")] public int? MaxMinutes { get; init; }

    /// <summary>For how many days its answer counts.</summary>
    [Within(1, 365, "days")] public int? MaxAgeDays { get; init; }
}

/// <summary>A named person's answer.</summary>
public sealed record PackStatement
{
    [Must, Within(1, 365, "days")] public int? Days { get; init; }

    /// <summary>Roles that may sign; any when empty.</summary>
    [OneOrMany] public IReadOnlyList<Role>? By { get; init; }
}
