using Airworthy.Core.Observations;

namespace Airworthy.Probes.Repository;

/// <summary>Looks for the newest commit, written or committed, of the owner and of the deputy. Days after today do not count.</summary>
public sealed class SignsOfLifeProbe : IProbe<SignsOfLife>
{
    public Task<Sighting<SignsOfLife>> LookAsync(Surroundings around, CancellationToken cancel) => Task.FromResult(Look(around));

    private static Sighting<SignsOfLife> Look(Surroundings around)
    {
        var wanted = ((string?[])[around.Contract.Owner?.Person, around.Contract.Owner?.Deputy]).OfType<string>().Distinct().ToList();
        if (around.Git.History is not { } history)
        {
            return new Sighting<SignsOfLife>.NotSeen(around.Git.Because, around.Git.Next);
        }

        var newest = new Dictionary<string, (DateOnly Day, GitCommit Commit)>();
        foreach (var commit in history.Commits())
        {
            foreach (var hand in (ReadOnlySpan<Hand>)[commit.Author, commit.Committer])
            {
                var day = DateOnly.FromDateTime(hand.At.UtcDateTime);
                if (around.Files.People.HandleOf(hand.Email) is { } who && wanted.Contains(who) && day <= around.Today && (!newest.TryGetValue(who, out var known) || known.Day < day))
                {
                    newest[who] = (day, commit);
                }
            }
        }

        return new SignsOfLife(
            [.. wanted.Select(w => newest.TryGetValue(w, out var sign) ? new SignOfLife(w, sign.Day, $"commit {sign.Commit.ShortId}") : new SignOfLife(w))],
            history.IsShallow);
    }
}
