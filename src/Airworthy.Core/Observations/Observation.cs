namespace Airworthy.Core.Observations;

/// <summary>One fact that a probe saw. It has no opinion.</summary>
public abstract record Observation;

/// <summary>What came of looking: the fact, or why it was not seen and what to do about it.</summary>
public abstract record Sighting<T> where T : Observation
{
    private Sighting()
    {
    }

    public sealed record Seen(T Observation) : Sighting<T>;

    /// <summary>Something a user can cause: a field not set, a file not there.</summary>
    public sealed record NotSeen(string Because, string Next) : Sighting<T>;

    public static implicit operator Sighting<T>(T observation) => new Seen(observation);
}

/// <summary>The day that counts as today: the clock's, or the contract's <c>as_of</c>.</summary>
public sealed record Today(DateOnly Date) : Observation;
