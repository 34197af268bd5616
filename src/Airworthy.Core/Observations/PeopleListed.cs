using Airworthy.Core.Statements;

namespace Airworthy.Core.Observations;

/// <summary>Who stands in the project's people file.</summary>
public sealed record PeopleListed(IReadOnlyList<ListedPerson> People) : Observation
{
    public ListedPerson? this[string handle] => People.FirstOrDefault(p => p.Handle == handle);
}

/// <param name="Contact">An address, a number, a channel; null when none is given.</param>
/// <param name="Active">Whether the person still works on the project.</param>
public sealed record ListedPerson(string Handle, string Name, string? Contact = null, bool Active = true, IReadOnlyList<Role>? Roles = null);
