using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Repository;

/// <summary>Follows <c>goal.first_release.by</c> through the history of the contract.</summary>
public sealed class ReleaseDatesProbe : IProbe<ReleaseDates>
{
    /// <summary>Versions of the contract that are read, newest first.</summary>
    private const int MaxVersions = 1000;

    public Task<Sighting<ReleaseDates>> LookAsync(Surroundings around, CancellationToken cancel) =>
        Task.FromResult<Sighting<ReleaseDates>>(around.Git.History switch
        {
            null => new ReleaseDates([], around.Git.Because, around.Git.Next),
            { IsShallow: true } => new ReleaseDates([], "only the newest part of the history is here.", "Fetch the whole history: `git fetch --unshallow`, or fetch-depth 0 in CI."),
            var history => new ReleaseDates(Follow(history, cancel)),
        });

    private static List<ReleaseDate> Follow(GitHistory history, CancellationToken cancel)
    {
        var read = new Dictionary<string, DateOnly?>();
        var dates = new List<ReleaseDate>();
        foreach (var commit in history.Touching(ContractReader.FileName).Take(MaxVersions).Reverse())
        {
            cancel.ThrowIfCancellationRequested();

            // Only a commit that has another date than all its parents set it: branches side by side move nothing.
            if (At(commit.Id) is { } by && commit.Parents.All(p => At(p) != by) && (dates.Count == 0 || dates[^1].By != by))
            {
                dates.Add(new ReleaseDate(by, DateOnly.FromDateTime(commit.Committer.At.UtcDateTime), commit.ShortId, commit.Author.Name));
            }
        }

        return dates;

        DateOnly? At(string commit)
        {
            if (!read.TryGetValue(commit, out var by))
            {
                read[commit] = by = history.TextAt(commit, ContractReader.FileName) is { } text ? ContractReader.Read(text, ContractReader.FileName).Contract?.Goal?.FirstRelease?.By : null;
            }

            return by;
        }
    }
}
