using Airworthy.Core.Observations;

namespace Airworthy.Probes.Repository;

/// <summary>Looks which holders of <c>responsibility.regulations</c> are files of the project.</summary>
public sealed class RegulationHoldersProbe : IProbe<RegulationHolders>
{
    public Task<Sighting<RegulationHolders>> LookAsync(Surroundings around, CancellationToken cancel) =>
        Task.FromResult<Sighting<RegulationHolders>>(new RegulationHolders(
            [.. (around.Contract.Responsibility?.Regulations ?? []).Select(r => r.HeldBy).OfType<string>().Distinct().Select(id => Look(around.Root, id))]));

    /// <summary>Whether a holder is a file; <c>tests/x.py::name</c> and <c>tests/x.py#name</c> name the file before the mark.</summary>
    internal static Holder Look(string root, string id) => new(id, ProjectText.IsFile(root, id.Split("::")[0].Split('#')[0]));
}
