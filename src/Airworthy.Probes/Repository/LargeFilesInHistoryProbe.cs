using Airworthy.Core.Observations;

namespace Airworthy.Probes.Repository;

/// <summary>Walks every tree of the project's history once and asks for the size of each content.</summary>
public sealed class LargeFilesInHistoryProbe : IProbe<LargeFilesInHistory>
{
    private const long Bytes = 10_000_000;

    public Task<Sighting<LargeFilesInHistory>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Git.History is not { } history)
        {
            return Task.FromResult<Sighting<LargeFilesInHistory>>(new Sighting<LargeFilesInHistory>.NotSeen(around.Git.Because, around.Git.Next));
        }

        return Task.Run<Sighting<LargeFilesInHistory>>(() => new LargeFilesInHistory(history.Commits().Count, history.IsShallow,
            [.. history.LargerThan(Bytes, cancel).Select(b => new LargeFile(b.Path, b.Bytes / 1e6, b.By.ShortId, b.By.Author.Name))]), cancel);
    }
}
