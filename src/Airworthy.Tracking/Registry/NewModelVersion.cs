using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.LoggedModels;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Registry;

/// <summary>A model version that is to be made.</summary>
/// <param name="Name">Of the registered model.</param>
/// <param name="Source">Where the model is: an address, a path within the run's artifact folder, or <c>models:/…</c>.</param>
/// <param name="RunId">The run that made it; empty where none is known.</param>
/// <param name="ModelId">The logged model it is made from; empty where there is none.</param>
public sealed record NewModelVersion(string Name, string Source, string RunId, string ModelId, string RunLink, string Description, IReadOnlyList<KeyText> Tags)
{
    /// <summary>The number it shall have, where no later one was given out; null for the next. An extension of the protocol, for models that come from elsewhere with their numbers.</summary>
    public long? Number { get; init; }

    internal bool IsPrompt => Tags.Any(t => t.Key == Prompts.Tag);
}

/// <summary>Where a version comes from, once its source is looked up.</summary>
/// <param name="StorageLocation">Where its files are.</param>
internal sealed record VersionOrigin(string StorageLocation, string RunId, string ModelId)
{
    private const string Models = "models:/";

    /// <param name="see">Refuses where the caller may not see an experiment, by its number.</param>
    /// <exception cref="RefusedException">What the source names is not there, or it leads elsewhere.</exception>
    public static async Task<VersionOrigin> OfAsync(Session session, NewModelVersion wanted, Action<long> see)
    {
        // A prompt has no files; clients send any word for them.
        if (wanted.IsPrompt && !wanted.Source.AsSpan().ContainsAny('/', '\\'))
        {
            return new(wanted.Source, wanted.RunId, wanted.ModelId);
        }

        var logged = wanted.ModelId.Length == 0 ? null : await LoggedModelStore.FindAsync(session, wanted.ModelId) ?? throw LoggedModelStore.NoSuch(wanted.ModelId);
        if (logged is not null)
        {
            see(logged.Experiment);
        }

        ModelSource.Check(wanted.Source, logged?.ArtifactUri ?? await FolderOfRunAsync(session, wanted, see), logged is null ? "run_id" : "model_id");
        var origin = new VersionOrigin(wanted.Source, wanted.RunId.Length > 0 ? wanted.RunId : logged?.SourceRunId ?? "", wanted.ModelId);
        return wanted.Source.StartsWith(Models, StringComparison.OrdinalIgnoreCase) ? await FollowAsync(session, origin, wanted.Source, see) : origin;
    }

    /// <summary>The artifact folder of the run; null where it is not of this server.</summary>
    private static async Task<string?> FolderOfRunAsync(Session session, NewModelVersion wanted, Action<long> see)
    {
        if (wanted.RunId.Length == 0 || await session.FirstAsync<(long Experiment, string ArtifactUri)?>("select experiment, artifact_uri from runs where id = @RunId", new { wanted.RunId }) is not { } run)
        {
            return null;
        }

        see(run.Experiment);
        return run.ArtifactUri;
    }

    /// <summary>Follows <c>models:/m-…</c>, <c>models:/name/version</c> and <c>models:/name@alias</c> to the files.</summary>
    private static async Task<VersionOrigin> FollowAsync(Session session, VersionOrigin origin, string source, Action<long> see)
    {
        var rest = source[Models.Length..].Trim('/');
        if (rest.Split('/') is [.. var name, var number] && name.Length > 0 && long.TryParse(number, out var version))
        {
            var found = await VersionAsync(session, string.Join('/', name), version, source);
            return origin with { StorageLocation = found.StorageLocation };
        }

        if (rest.LastIndexOf('@') is var at and > 0)
        {
            var model = await session.FirstAsync<long?>(
                "select a.version from model_aliases a join registered_models m on m.no = a.model where m.name = @name and a.alias = @alias", new { name = rest[..at], alias = rest[(at + 1)..] });
            return origin with { StorageLocation = (await VersionAsync(session, rest[..at], model ?? throw Lost(source), source)).StorageLocation };
        }

        var logged = await LoggedModelStore.FindAsync(session, rest) ?? throw Lost(source);
        see(logged.Experiment);
        return new(logged.ArtifactUri, origin.RunId.Length > 0 ? origin.RunId : logged.SourceRunId, logged.Id);
    }

    private static async Task<ModelVersion> VersionAsync(Session session, string name, long version, string source) =>
        await session.FirstAsync<ModelVersion>($"select {RegistryReading.VersionColumns} from {RegistryReading.Versions} where m.name = @name and v.version = @version", new { name, version }) ?? throw Lost(source);

    private static RefusedException Lost(string source) => RefusedException.Invalid(
        $"Unable to fetch model from model URI source artifact location '{source}'. Expected models:/m-… of a logged model, models:/name/version or models:/name@alias, of this server.");
}
