using System.Text;

using Airworthy.Core.Datasets;
using Airworthy.Data;
using Airworthy.Data.Versions;
using Airworthy.Probes.Data;

namespace Airworthy.Cli.Commands.Data;

/// <summary>The reference profile that is kept with a version, so that other rows can be compared with it when its own are no longer at hand.</summary>
internal static class VersionProfile
{
    /// <summary>Makes the profile of the newest version of the contract's dataset, stores it, and names it in the manifest. The caller does not have the turn of the store.</summary>
    /// <param name="anew">Whether a profile that is there is made again, because other rows are train now.</param>
    /// <returns>What there is to say: why none was kept; null when all is well or another dataset is meant.</returns>
    public static async Task<string?> KeepAsync(Project project, string dataset, DatasetVersion version, CancellationToken cancel, bool anew = false)
    {
        if (project.Contract.Data?.Dataset != dataset || (version.Profile is not null && !anew))
        {
            return null;
        }

        string digest;
        using var store = ContentStore.Open(project.Root, project.Contract);
        try
        {
            await using var table = await Table.OpenAsync(project.Contract, project.Root, cancel);
            digest = await store.PutAsync(Encoding.UTF8.GetBytes((await ReferenceProfiles.MakeAsync(table, cancel)).ToJson()), cancel);
        }
        catch (TableException e)
        {
            return $"No profile of {version.Id} was kept: {e.Message}";
        }

        using var turn = await store.TakeTurnAsync(() => Terminal.Note("Another command writes to this store; waiting until it is done."), cancel);
        var files = new ManifestFiles(project.Root);
        if (files.Read(dataset).Manifest is not { Newest: { } newest } manifest || newest.Id != version.Id)
        {
            return $"No profile of {version.Id} was kept, because another command added a version meanwhile.";
        }

        files.Write(manifest with { Versions = [.. manifest.Versions.Select(v => v.Id == newest.Id ? newest with { Profile = digest } : v)] });
        return null;
    }

    /// <summary>The profile that was kept of a version.</summary>
    /// <exception cref="Refusal">The word means no version, or no profile of it was kept.</exception>
    /// <exception cref="StoreException">It is not in the store here.</exception>
    public static ReferenceProfile Read(Project project, string word)
    {
        var (manifest, version) = DataRefusals.Find(DataRefusals.Manifests(project.Root), word);
        if (version.Profile is null)
        {
            throw new Refusal(1, $"No profile of {manifest.Dataset} {version.Id} was kept.", $"`airworthy data add {manifest.Dataset} PATH` keeps one of the newest version, also where the content is the same.");
        }

        using var store = ContentStore.Open(project.Root, project.Contract);
        try
        {
            return ReferenceProfile.FromJson(Encoding.UTF8.GetString(store.Get(version.Profile)));
        }
        catch (FormatException e)
        {
            throw new Refusal(1, $"The profile of {manifest.Dataset} {version.Id}: {e.Message}", "Run `airworthy data verify`.");
        }
    }
}
