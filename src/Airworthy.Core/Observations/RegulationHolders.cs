namespace Airworthy.Core.Observations;

/// <summary>What holds up the requirements in <c>responsibility.regulations</c>, each once.</summary>
public sealed record RegulationHolders(IReadOnlyList<Holder> Holders) : Observation;
