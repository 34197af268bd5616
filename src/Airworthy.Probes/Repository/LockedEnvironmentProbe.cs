using Airworthy.Core.Observations;

namespace Airworthy.Probes.Repository;

/// <summary>Reads the lock files and container files of the project.</summary>
public sealed class LockedEnvironmentProbe : IProbe<LockedEnvironment>
{
    public async Task<Sighting<LockedEnvironment>> LookAsync(Surroundings around, CancellationToken cancel) => await LookAsync(around.Root, cancel);

    /// <param name="root">The project's folder.</param>
    public static async Task<LockedEnvironment> LookAsync(string root, CancellationToken cancel)
    {
        var found = LockFiles.Find(root);
        var locks = new List<LockFile>();
        foreach (var path in found)
        {
            locks.Add(await LockFiles.ReadAsync(root, path, cancel));
        }

        // A loose list of packages beside a lock file of the same language is where the lock was made from.
        locks.RemoveAll(l => LockFiles.IsLooseList(l.Path) && locks.Any(o => o != l && !LockFiles.IsLooseList(o.Path) && LockFiles.LanguageOf(o.Path) == LockFiles.LanguageOf(l.Path)));
        return new LockedEnvironment(locks, [.. ContainerFiles.Find(root).SelectMany(p => ContainerFiles.BaseImages(root, p))]);
    }
}
