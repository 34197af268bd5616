using Airworthy.Core.Observations;

namespace Airworthy.Probes;

/// <summary>Looks at the world for one kind of observation. Never judges. Found by the type it sees; nobody registers it.</summary>
public interface IProbe<T> where T : Observation
{
    /// <summary>How long looking may take before it counts as not seen, for each million rows of the table.</summary>
    TimeSpan Patience => TimeSpan.FromMinutes(2);

    /// <summary>Whether it takes more than a few seconds per million rows, or asks another machine; <c>check --fast</c> then leaves it out.</summary>
    bool IsCostly => false;

    Task<Sighting<T>> LookAsync(Surroundings around, CancellationToken cancel);
}
