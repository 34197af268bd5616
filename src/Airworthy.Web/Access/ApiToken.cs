using System.Globalization;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Web.Access;

/// <summary>What a program signs in with in place of a password: it may less, and ends.</summary>
public sealed record ApiToken
{
    /// <summary>The most days one may last.</summary>
    public const int LongestDays = 366;

    public const int LongestLabel = 100;

    public long No { get; init; }

    /// <summary>The number of its account, whose rights it never exceeds.</summary>
    public long Account { get; init; }

    /// <summary>The name of its account.</summary>
    public string AccountName { get; init; } = "";

    /// <summary>What it is for, in its owner's words.</summary>
    public string Label { get; init; } = "";

    /// <summary>The most it may do: a role's name.</summary>
    public string Role { get; init; } = "none";

    /// <summary>The numbers of the experiments it may touch, with commas between them; null where it is not bound to some.</summary>
    public string? Experiments { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long Created { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long Expires { get; init; }

    /// <summary>Milliseconds since 1970, UTC, within ten minutes; null while it was never used.</summary>
    public long? LastUsed { get; init; }

    /// <summary>Milliseconds since 1970, UTC; null while it is not revoked.</summary>
    public long? Revoked { get; init; }

    internal Scope Scope => new(Roles.Parse(Role), Experiments is null ? null : Numbers(Experiments));

    /// <summary>Reads numbers of experiments with commas between them.</summary>
    /// <exception cref="RefusedException">One is no number.</exception>
    public static IReadOnlySet<long> Numbers(string text) => text
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(n => long.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var no)
            ? no
            : throw RefusedException.Invalid($"'{n}' is no number of an experiment. Expected numbers with commas between them, for example 1, 4."))
        .ToHashSet();
}

/// <summary>What a way of signing in allows at most, whatever the account may.</summary>
/// <param name="Most">The right.</param>
/// <param name="Experiments">The only experiments; null for all, and all else.</param>
internal sealed record Scope(Right Most, IReadOnlySet<long>? Experiments)
{
    /// <summary>A person who signed in.</summary>
    public static Scope All { get; } = new(Right.Administer, null);

    public Right On(long experiment) => Experiments?.Contains(experiment) != false ? Most : Right.None;

    public Right Everywhere => Experiments is null ? Most : Right.None;
}
