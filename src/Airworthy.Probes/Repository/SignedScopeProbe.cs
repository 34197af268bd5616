using Airworthy.Core.Observations;

namespace Airworthy.Probes.Repository;

/// <summary>Reads what the statement on stakeholder impact was bound to.</summary>
public sealed class SignedScopeProbe : IProbe<SignedScope>
{
    private const string Item = "stakeholder-impact";

    public Task<Sighting<SignedScope>> LookAsync(Surroundings around, CancellationToken cancel) =>
        Task.FromResult<Sighting<SignedScope>>(around.Files.Statements.TryGetValue(Item, out var file)
            ? new SignedScope(file.Statement.By, file.Statement.On, file.Statement.Binds?.GetValueOrDefault("contract"))
            : new Sighting<SignedScope>.NotSeen("Nobody has signed for the impact yet, so there is no target and population to compare with.", $"Sign with `airworthy attest {Item}`."));
}
