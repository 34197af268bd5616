using System.Text.Json.Serialization;

namespace Airworthy.Serving.Replicas;

/// <summary>Where one process stands at one endpoint.</summary>
/// <param name="Seen">The newest generation that it has heard of.</param>
/// <param name="Generation">The one in force there; 0 where none is.</param>
/// <param name="Behind">Why the newest is not in force, or not all of it; null where it is.</param>
public sealed record ReplicaAt(long Seen, long Generation, string? Behind);

/// <summary>One of the processes that serve from one store, as it told of itself.</summary>
/// <param name="Name">The machine, and where it listens there.</param>
/// <param name="Endpoints">By name.</param>
public sealed record Replica(string Name, IReadOnlyDictionary<string, ReplicaAt> Endpoints)
{
    /// <summary>Who says nothing for so long is not waited for.</summary>
    public static readonly TimeSpan Silent = TimeSpan.FromSeconds(6);

    /// <summary>Since it last told, by the clock of the store.</summary>
    [JsonIgnore]
    public TimeSpan Age { get; init; }

    [JsonIgnore]
    public bool IsAlive => Age <= Silent;

    /// <summary>The generation in force there; 0 where none is.</summary>
    public long At(string endpoint) => Endpoints.GetValueOrDefault(endpoint)?.Generation ?? 0;

    /// <summary>Whom the next step of a release waits for, as a sentence that follows another; empty where it waits for nobody.</summary>
    public static string Waits(IReadOnlyList<Replica> all, string endpoint, long generation) =>
        all.Where(r => r.IsAlive && r.At(endpoint) < generation).Select(r => r.Says(endpoint)).ToList() is { Count: > 0 } late ? $" Generation {generation} is not in force everywhere: {string.Join("; ", late)}." : "";

    /// <summary>Where it stands, as a part of a sentence.</summary>
    public string Says(string endpoint) => $"{Name} is at generation {At(endpoint)}{(Endpoints.GetValueOrDefault(endpoint)?.Behind is { } why ? $": {why.TrimEnd('.')}" : "")}{(IsAlive ? "" : $", and was last heard of {Age.TotalSeconds:0} s ago")}";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Replica))]
internal sealed partial class ReplicaJson : JsonSerializerContext;
