using System.Collections.Concurrent;
using System.Data.Common;

using Airworthy.Tracking.Registry;

namespace Airworthy.Serving.Models;

/// <summary>What the registry says of versions, and what it said last while the store does not answer: what is in force can then still be loaded. Their files are checked against the digest of the route table, whoever named them.</summary>
public sealed class KnownVersions(ModelVersionStore versions)
{
    private readonly ConcurrentDictionary<(string Name, long Version), ModelVersion> _said = new();

    /// <summary>The store is away, and need not be asked to find that out.</summary>
    internal bool AsksNobody { get; set; }

    /// <exception cref="NotServableException">The store is away, and nothing is known of the version.</exception>
    internal async Task<ModelVersion> OfAsync(string name, long version, CancellationToken cancel)
    {
        if (AsksNobody)
        {
            return Said(name, version) ?? throw new NotServableException($"models:/{name}/{version} is unknown here, and the store does not answer.");
        }

        try
        {
            return _said[(name, version)] = await versions.GetAsync(name, version, cancel);
        }
        catch (DbException e) when (e.IsTransient && Said(name, version) is not null)
        {
            return Said(name, version)!;
        }
    }

    internal Task<ModelVersion> OfAliasAsync(string name, string alias, CancellationToken cancel) => versions.GetByAliasAsync(name, alias, cancel);

    /// <summary>What the registry said last of a version; null where it was not asked.</summary>
    internal ModelVersion? Said(string name, long version) => _said.GetValueOrDefault((name, version));

    /// <summary>Takes over what it said to an earlier process; what it said since wins.</summary>
    internal void Add(ModelVersion said) => _said.TryAdd((said.Name, said.Version), said);
}
