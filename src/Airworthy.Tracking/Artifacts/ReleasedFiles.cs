using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Artifacts;

/// <summary>The files of model versions that somebody released: an alias stands for them, or they are in an active stage.</summary>
/// <remarks>Who may not move the alias must not change what it stands for. What serves is loaded by its digest and needs no such guard; who loads <c>models:/m@champion</c> does.</remarks>
internal sealed class ReleasedFiles(Database database)
{
    private const string Runs = "runs:/";

    /// <summary>Refuses who may not release, where files at a place, in it or around it are those of a released version.</summary>
    /// <exception cref="RefusedException">PERMISSION_DENIED.</exception>
    public async Task NeedAsync(Caller caller, ArtifactPath place, CancellationToken cancel)
    {
        if (caller.Everywhere >= Right.Release)
        {
            return;
        }

        var folders = await database.ReadAsync(FoldersAsync, cancel);
        if (folders.Any(folder => folder.Holds(place) || place.Holds(folder)))
        {
            throw RefusedException.Denied($"Permission denied: '{place}' belongs to a model version that an alias or an active stage stands for; changing its files needs to release.");
        }
    }

    private static async Task<IReadOnlyList<ArtifactPath>> FoldersAsync(Session session)
    {
        var folders = new List<ArtifactPath>();
        foreach (var address in await session.ListAsync<string>(
            """
            select v.storage_location from model_aliases a join model_versions v on v.model = a.model and v.version = a.version
            union select storage_location from model_versions where stage in ('Staging', 'Production')
            """))
        {
            // Clients turn runs:/ID/PATH into the address of the files; who calls by hand may not.
            var (home, path) = address.StartsWith(Runs, StringComparison.OrdinalIgnoreCase) && address[Runs.Length..].TrimStart('/').Split('/', 2) is [var id, .. var rest]
                ? (await session.FirstAsync<string>("select artifact_uri from runs where id = @id", new { id }) ?? "", string.Concat(rest))
                : (address, "");
            if (FolderOf(home, path) is { } folder)
            {
                folders.Add(folder);
            }
        }

        return folders;
    }

    private static ArtifactPath? FolderOf(string address, string path)
    {
        try
        {
            return ArtifactPath.OfAddress(address)?.Below(path);
        }
        catch (RefusedException)
        {
            return null; // no file can lie there
        }
    }
}
