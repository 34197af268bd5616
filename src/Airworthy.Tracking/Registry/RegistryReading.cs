using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Registry;

/// <summary>Reads registered models and versions, with what belongs to them, in one transaction.</summary>
internal static class RegistryReading
{
    public const string ModelColumns = "m.no, m.name, m.description, m.creation_time, m.last_updated_time";

    public const string VersionColumns =
        "v.model, m.name, v.version, v.stage, v.description, v.source, v.storage_location, v.run_id, v.run_link, v.model_id, v.creation_time, v.last_updated_time";

    public const string Versions = "model_versions v join registered_models m on m.no = v.model";

    /// <summary>A model as its row is, without what belongs to it.</summary>
    /// <exception cref="RefusedException">There is none of this name.</exception>
    public static async Task<RegisteredModel> ModelAsync(Session session, string name) =>
        await session.FirstAsync<RegisteredModel>($"select {ModelColumns} from registered_models m where m.name = @name", new { name }) ?? throw NoSuch(name);

    /// <summary>A model about to be changed: on PostgreSQL, others who would change it wait.</summary>
    /// <exception cref="RefusedException">There is none of this name.</exception>
    public static async Task<long> HoldAsync(Session session, string name) =>
        await session.FirstAsync<long?>("update registered_models set versions = versions where name = @name returning no", new { name }) ?? throw NoSuch(name);

    /// <summary>One version, with its tags and aliases.</summary>
    /// <exception cref="RefusedException">There is no such model or version.</exception>
    public static async Task<ModelVersion> VersionAsync(Session session, string name, long version) =>
        await WithTagsAsync(session, await session.ListAsync<ModelVersion>($"select {VersionColumns} from {Versions} where m.name = @name and v.version = @version", new { name, version }))
            is [var found] ? found : throw NoSuch(name, version);

    /// <summary>Models with tags, aliases and the newest version of each stage.</summary>
    public static async Task<IReadOnlyList<RegisteredModel>> WithAllAsync(Session session, IReadOnlyList<RegisteredModel> models)
    {
        if (models.Count == 0)
        {
            return models;
        }

        var list = session.Dialect.List([.. models.Select(m => m.No)]);
        var tags = (await session.ListAsync<TagRow>($"select model, cast(0 as bigint) as version, key, value from registered_model_tags where {session.Dialect.IsIn("model", "@list")} order by model, key", new { list }))
            .ToLookup(t => t.Model, t => new KeyText(t.Key, t.Value));
        var aliases = await AliasesAsync(session, list);
        var latest = await session.ListAsync<ModelVersion>(
            $"""
            select {VersionColumns} from {Versions}
            join (select model, stage, max(version) as version from model_versions where {session.Dialect.IsIn("model", "@list")} group by model, stage) t
              on t.model = v.model and t.version = v.version
            order by v.model, v.version
            """, new { list });
        var versions = (await WithTagsAsync(session, latest)).ToLookup(v => v.Model);
        return [.. models.Select(m => m with { Tags = [.. tags[m.No]], Aliases = [.. aliases[m.No].Select(a => new ModelAlias(a.Alias, a.Version))], LatestVersions = [.. versions[m.No]] })];
    }

    /// <summary>Versions with their tags and aliases.</summary>
    public static async Task<IReadOnlyList<ModelVersion>> WithTagsAsync(Session session, IReadOnlyList<ModelVersion> versions)
    {
        if (versions.Count == 0)
        {
            return versions;
        }

        // More than these pairs where several models have several versions here; the others are not looked at.
        var models = session.Dialect.List([.. versions.Select(v => v.Model).Distinct()]);
        var numbers = session.Dialect.List([.. versions.Select(v => v.Version).Distinct()]);
        var tags = (await session.ListAsync<TagRow>(
                $"select model, version, key, value from model_version_tags where {session.Dialect.IsIn("model", "@models")} and {session.Dialect.IsIn("version", "@numbers")} order by model, version, key",
                new { models, numbers }))
            .ToLookup(t => (t.Model, t.Version), t => new KeyText(t.Key, t.Value));
        var aliases = await AliasesAsync(session, models);
        return [.. versions.Select(v => v with { Tags = [.. tags[(v.Model, v.Version)]], Aliases = [.. aliases[v.Model].Where(a => a.Version == v.Version).Select(a => a.Alias)] })];
    }

    public static async Task<bool> IsPromptAsync(Session session, long model) =>
        await session.FirstAsync<string>("select value from registered_model_tags where model = @model and key = @key", new { model, key = Prompts.Tag }) is { } value
        && Prompts.IsPrompt([new KeyText(Prompts.Tag, value)]);

    public static RefusedException NoSuch(string name) => RefusedException.NotFound($"Registered Model with name={name} not found");

    public static RefusedException NoSuch(string name, long version) => RefusedException.NotFound($"Model Version (name={name}, version={version}) not found");

    private static async Task<ILookup<long, AliasRow>> AliasesAsync(Session session, object models) =>
        (await session.ListAsync<AliasRow>($"select model, alias, version from model_aliases where {session.Dialect.IsIn("model", "@models")} order by model, alias", new { models })).ToLookup(a => a.Model);

    private sealed record TagRow
    {
        public long Model { get; init; }

        public long Version { get; init; }

        public string Key { get; init; } = "";

        public string Value { get; init; } = "";
    }

    private sealed record AliasRow
    {
        public long Model { get; init; }

        public string Alias { get; init; } = "";

        public long Version { get; init; }
    }
}
