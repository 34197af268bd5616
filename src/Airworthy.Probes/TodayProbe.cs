using Airworthy.Core.Observations;

namespace Airworthy.Probes;

/// <summary>Reads the clock, or the contract's <c>as_of</c>.</summary>
public sealed class TodayProbe : IProbe<Today>
{
    public Task<Sighting<Today>> LookAsync(Surroundings around, CancellationToken cancel) =>
        Task.FromResult<Sighting<Today>>(new Today(around.Today));
}
