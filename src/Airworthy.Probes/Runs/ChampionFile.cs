using Airworthy.Client;

namespace Airworthy.Probes.Runs;

/// <summary>What was measured of the champion on the split that ranks, and kept as files with its run.</summary>
internal sealed class ChampionFile
{
    /// <summary>Bytes of a file that are read.</summary>
    private const int MostBytes = 8_000_000;

    private readonly TrackingClient _client;
    private readonly Run _run;
    private readonly bool _isTagged;

    private ChampionFile(TrackingClient client, Run run, string model, string version, string split, bool isTagged) => (_client, _run, Model, Version, Split, _isTagged) = (client, run, model, version, split, isTagged);

    public string Model { get; }

    public string Version { get; }

    public string Split { get; }

    /// <summary>Finds the champion's run; null, with the reason, where there is none.</summary>
    /// <param name="tag">By which the run shows that there is such a file.</param>
    public static async Task<(ChampionFile? File, string Because, string Next)> FindAsync(Surroundings around, string tag, CancellationToken cancel)
    {
        var (project, because, next) = await around.TrackedAsync(cancel);
        return project is null ? (null, because, next)
            : project.Champion is not { } champion ? (null, $"No version of the registered model {project.Model} carries the alias champion on {project.Place}.", $"Register the model under the name {project.Model} and give the version in use the alias champion.")
            : await project.FindAsync(champion.RunId, cancel) is not { } run ? (null, $"Version {champion.Version} of {project.Model} names no run that is there.", "Register only what a tracked run made: name the run when the version is registered.")
            : (new ChampionFile(project.Client, run, project.Model, champion.Version, around.Contract.Metric?.On ?? "dev", run.Tags.ContainsKey(tag)), "", "");
    }

    /// <summary>Reads a file; null where the run has none, or one too large.</summary>
    public async Task<byte[]?> ReadAsync(string path, CancellationToken cancel)
    {
        if (!_isTagged)
        {
            return null;
        }

        try
        {
            await using var file = await _client.Artifacts.OpenAsync(_run, path, cancel);
            var bytes = new byte[MostBytes + 1];
            var length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
            return length > MostBytes ? null : bytes[..length];
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            return null;
        }
    }

    /// <summary>Whether the split has the rows now that it had when it was measured.</summary>
    /// <param name="digest">Of the rows then.</param>
    public async Task<bool> HasRowsAsync(Surroundings around, string? digest, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        return table.Splits.Contains(Split) && (await table.DigestAsync(Split, cancel)).Digest == digest;
    }
}
