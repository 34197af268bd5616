using Airworthy.Core.Observations;

namespace Airworthy.Probes.Repository;

/// <summary>Reads <c>.airworthy/people.yaml</c>.</summary>
public sealed class PeopleListedProbe : IProbe<PeopleListed>
{
    public Task<Sighting<PeopleListed>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var people = around.Files.People.ByHandle!;
        return Task.FromResult<Sighting<PeopleListed>>(people.Count == 0
            ? new Sighting<PeopleListed>.NotSeen("Nobody is listed in .airworthy/people.yaml.", "List everybody on the project there, each with name, contact and roles.")
            : new PeopleListed([.. people.Select(p => new ListedPerson(p.Key, p.Value.Name, p.Value.Contact, p.Value.Active, p.Value.Roles))]));
    }
}
