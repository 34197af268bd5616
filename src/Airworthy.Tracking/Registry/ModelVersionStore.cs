using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.LoggedModels;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;
using Airworthy.Tracking.Webhooks;

namespace Airworthy.Tracking.Registry;

/// <summary>The table of model versions, with their tags. What others listen for is told to webhooks in the same transaction.</summary>
public sealed class ModelVersionStore(Database database, DeliveryStore deliveries, TimeProvider clock)
{
    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes the next version of a model, or a later one.</summary>
    /// <param name="see">Refuses where the caller may not see an experiment, by its number.</param>
    /// <exception cref="RefusedException">There is no such model, or its source leads elsewhere.</exception>
    public Task<ModelVersion> CreateAsync(NewModelVersion wanted, Action<long> see, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var now = Now;
        var origin = await VersionOrigin.OfAsync(session, wanted, see);
        var (no, version) = await session.FirstAsync<(long, long)?>(
            $"update registered_models set versions = {(wanted.Number is null ? "versions + 1" : "case when versions < @Number then @Number else versions + 1 end")}, last_updated_time = @now where name = @Name returning no, versions",
            new { now, wanted.Name, wanted.Number }) ?? throw RegistryReading.NoSuch(wanted.Name);
        await session.ExecuteAsync(
            """
            insert into model_versions (model, version, stage, description, source, storage_location, run_id, run_link, model_id, creation_time, last_updated_time)
            values (@no, @version, @stage, @Description, @Source, @StorageLocation, @RunId, @RunLink, @ModelId, @now, @now)
            """,
            new { no, version, stage = ModelStage.None, wanted.Description, wanted.Source, origin.StorageLocation, origin.RunId, wanted.RunLink, origin.ModelId, now });
        await SetTagsAsync(session, no, version, wanted.Tags);
        if (origin.ModelId.Length > 0 && !wanted.IsPrompt)
        {
            await LoggedModelStore.RegisteredAsync(session, origin.ModelId, wanted.Name, version, now);
        }

        await TellAsync(session, wanted, version, origin.RunId);
        return await RegistryReading.VersionAsync(session, wanted.Name, version);
    }, cancel);

    /// <exception cref="RefusedException">There is no such model or version.</exception>
    public Task<ModelVersion> GetAsync(string name, long version, CancellationToken cancel) => database.ReadAsync(session => RegistryReading.VersionAsync(session, name, version), cancel);

    /// <summary>The version an alias stands for; <c>latest</c> stands for the newest.</summary>
    /// <exception cref="RefusedException">There is no such model or alias.</exception>
    public Task<ModelVersion> GetByAliasAsync(string name, string alias, CancellationToken cancel) => database.ReadAsync(async session =>
    {
        var model = (await RegistryReading.ModelAsync(session, name)).No;
        if (ModelNames.IsLatest(alias))
        {
            var newest = await session.FirstAsync<long?>("select max(version) from model_versions where model = @model", new { model });
            return await RegistryReading.VersionAsync(session, name, newest ?? throw RefusedException.NotFound($"Latest version not found for model {name}."));
        }

        var version = await session.FirstAsync<long?>("select version from model_aliases where model = @model and alias = @alias", new { model, alias });
        return await RegistryReading.VersionAsync(session, name, version ?? throw RefusedException.Invalid($"Registered model alias {alias} not found."));
    }, cancel);

    /// <summary>Changes the description.</summary>
    public Task<ModelVersion> UpdateAsync(string name, long version, string description, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var no = await HoldAsync(session, name, version);
        await session.ExecuteAsync("update model_versions set description = @description, last_updated_time = @now where model = @no and version = @version", new { description, now = Now, no, version });
        return await RegistryReading.VersionAsync(session, name, version);
    }, cancel);

    /// <summary>Brings a version to a stage.</summary>
    /// <param name="archiveOthers">Versions that are at this stage now are archived.</param>
    public Task<ModelVersion> TransitionAsync(string name, long version, string stage, bool archiveOthers, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var now = Now;
        var no = await HoldAsync(session, name, version);
        if (archiveOthers)
        {
            await session.ExecuteAsync(
                "update model_versions set stage = @archived, last_updated_time = @now where model = @no and stage = @stage and version <> @version",
                new { archived = ModelStage.Archived, now, no, stage, version });
        }

        await session.ExecuteAsync("update model_versions set stage = @stage, last_updated_time = @now where model = @no and version = @version", new { stage, now, no, version });
        await session.ExecuteAsync("update registered_models set last_updated_time = @now where no = @no", new { now, no });
        return await RegistryReading.VersionAsync(session, name, version);
    }, cancel);

    /// <summary>Deletes a version and the aliases that stand for it. Its files stay.</summary>
    public Task DeleteAsync(string name, long version, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var no = await HoldAsync(session, name, version);
        foreach (var alias in await session.ListAsync<string>("select alias from model_aliases where model = @no and version = @version order by alias", new { no, version }))
        {
            await AliasMove.PutAsync(session, no, alias, null, Now);
        }

        foreach (var table in (string[])["model_aliases", "model_version_tags", "model_versions"])
        {
            await session.ExecuteAsync($"delete from {table} where model = @no and version = @version", new { no, version });
        }

        await session.ExecuteAsync("update registered_models set last_updated_time = @now where no = @no", new { now = Now, no });
    }, cancel);

    /// <summary>One page of the versions that match, and where the next begins, or null.</summary>
    public Task<(IReadOnlyList<ModelVersion> Page, long? Next)> SearchAsync(ModelVersionSearch search, int size, long offset, CancellationToken cancel) =>
        database.ReadAsync<(IReadOnlyList<ModelVersion>, long?)>(async session =>
        {
            var (sql, arguments) = search.ToSql(database.Dialect);
            var found = await session.ListAsync<ModelVersion>($"{sql} limit {size + 1} offset {offset}", arguments);
            return (await RegistryReading.WithTagsAsync(session, [.. found.Take(size)]), found.Count > size ? offset + size : null);
        }, cancel);

    /// <summary>All versions of a model, newest first.</summary>
    public Task<IReadOnlyList<ModelVersion>> VersionsOfModelAsync(string name, CancellationToken cancel) => ListAsync("m.name = @value", name, cancel);

    /// <summary>The versions that a run made, newest first.</summary>
    public Task<IReadOnlyList<ModelVersion>> VersionsOfRunAsync(string runId, CancellationToken cancel) => ListAsync("v.run_id = @value", runId, cancel);

    /// <summary>The versions that were made from a logged model, newest first.</summary>
    public Task<IReadOnlyList<ModelVersion>> VersionsOfLoggedModelAsync(string modelId, CancellationToken cancel) => ListAsync("v.model_id = @value", modelId, cancel);

    /// <summary>Sets a tag; an earlier value is replaced.</summary>
    public Task SetTagAsync(string name, long version, KeyText tag, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var no = await HoldAsync(session, name, version);
        await SetTagsAsync(session, no, version, [tag]);
        await deliveries.PutAsync(session, await RegistryReading.IsPromptAsync(session, no) ? WebhookEvent.PromptVersionTagSet : WebhookEvent.ModelVersionTagSet,
            [new("name", name), new("version", Wire.Text(version)), new("key", tag.Key), new("value", tag.Value)]);
    }, cancel);

    /// <summary>Deletes a tag, if it is there.</summary>
    public Task DeleteTagAsync(string name, long version, string key, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var no = await HoldAsync(session, name, version);
        if (await session.ExecuteAsync("delete from model_version_tags where model = @no and version = @version and key = @key", new { no, version, key }) > 0)
        {
            await deliveries.PutAsync(session, await RegistryReading.IsPromptAsync(session, no) ? WebhookEvent.PromptVersionTagDeleted : WebhookEvent.ModelVersionTagDeleted,
                [new("name", name), new("version", Wire.Text(version)), new("key", key)]);
        }
    }, cancel);

    private static async Task<long> HoldAsync(Session session, string name, long version)
    {
        var no = await session.FirstAsync<long?>("update registered_models set versions = versions where name = @name returning no", new { name }) ?? throw RegistryReading.NoSuch(name, version);
        return await session.FirstAsync<long>("select count(*) from model_versions where model = @no and version = @version", new { no, version }) > 0 ? no : throw RegistryReading.NoSuch(name, version);
    }

    private Task<IReadOnlyList<ModelVersion>> ListAsync(string condition, string value, CancellationToken cancel) => database.ReadAsync(async session =>
        await RegistryReading.WithTagsAsync(session, await session.ListAsync<ModelVersion>(
            $"select {RegistryReading.VersionColumns} from {RegistryReading.Versions} where {condition} order by m.name, v.version desc", new { value })), cancel);

    private Task TellAsync(Session session, NewModelVersion wanted, long version, string runId)
    {
        var description = wanted.Description.Length == 0 ? null : wanted.Description;
        return wanted.IsPrompt
            ? deliveries.PutAsync(session, WebhookEvent.PromptVersionCreated,
            [
                new("name", wanted.Name), new("version", Wire.Text(version)), new("template", wanted.Tags.LastOrDefault(t => t.Key == Prompts.TextTag)?.Value ?? ""),
                new("tags", wanted.Tags.Where(t => t.Key is not (Prompts.Tag or Prompts.TextTag))), new("description", description),
            ])
            : deliveries.PutAsync(session, WebhookEvent.ModelVersionCreated,
            [
                new("name", wanted.Name), new("version", Wire.Text(version)), new("source", wanted.Source), new("run_id", runId.Length == 0 ? null : runId),
                new("tags", wanted.Tags), new("description", description),
            ]);
    }

    private static Task<int> SetTagsAsync(Session session, long model, long version, IReadOnlyList<KeyText> tags)
    {
        var last = tags.GroupBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Last()).ToList();
        return session.InsertAsync("model_version_tags", "on conflict (model, version, key) do update set value = excluded.value",
            new("model", last.Select(_ => model).ToArray()), new("version", last.Select(_ => version).ToArray()),
            new("key", last.Select(t => t.Key!).ToArray()), new("value", last.Select(t => t.Value ?? "").ToArray()));
    }
}
