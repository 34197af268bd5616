using System.Text.Json.Nodes;

using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Runs;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.LoggedModels;

/// <summary>The tables of logged models, their params and tags.</summary>
public sealed class LoggedModelStore(Database database, MetricKeys keys, TimeProvider clock)
{
    private const string Columns = "m.no, m.id, m.experiment, m.name, m.model_type, m.source_run_id, m.status, m.artifact_uri, m.creation_time, m.last_updated_time";

    /// <summary>The tag that tells under which names a logged model is registered, as JSON.</summary>
    private const string VersionsTag = "mlflow.modelVersions";

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes a logged model, whose files are still to come.</summary>
    /// <param name="name">Null: a name is made up.</param>
    /// <exception cref="RefusedException">The experiment is not there, or is deleted.</exception>
    public Task<LoggedModel> CreateAsync(
        long experiment, string? name, string modelType, string sourceRunId, IReadOnlyList<KeyText> parameters, IReadOnlyList<KeyText> tags, CancellationToken cancel)
    {
        var made = new LoggedModel
        {
            Id = $"m-{Guid.NewGuid():N}",
            Experiment = experiment,
            Name = string.IsNullOrEmpty(name) ? RunNames.New() : name,
            ModelType = modelType,
            SourceRunId = sourceRunId,
            Status = LoggedModelStatus.Pending,
            CreationTime = Now,
            LastUpdatedTime = Now,
        };
        return database.WriteAsync(async session =>
        {
            var home = await ExperimentStore.ActiveAsync(session, experiment);
            var placed = made with { ArtifactUri = $"{home.ArtifactLocation}/models/{made.Id}/artifacts" };
            var no = await session.FirstAsync<long>(
                """
                insert into logged_models (id, experiment, name, model_type, source_run_id, status, artifact_uri, creation_time, last_updated_time)
                values (@Id, @Experiment, @Name, @ModelType, @SourceRunId, @Status, @ArtifactUri, @CreationTime, @LastUpdatedTime) returning no
                """, placed);
            await SetTagsAsync(session, no, tags);
            await LogParamsAsync(session, placed with { No = no }, parameters);
            return (await WithDataAsync(session, [placed with { No = no }]))[0];
        }, cancel);
    }

    /// <summary>A logged model with what was logged of it.</summary>
    /// <exception cref="RefusedException">There is none, or it is deleted.</exception>
    public Task<LoggedModel> GetAsync(string id, CancellationToken cancel) =>
        database.ReadAsync(async session => (await WithDataAsync(session, [await ActiveAsync(session, id)]))[0], cancel);

    /// <summary>The number of a logged model's experiment.</summary>
    /// <exception cref="RefusedException">There is none, or it is deleted.</exception>
    public Task<long> ExperimentOfAsync(string id, CancellationToken cancel) => database.ReadAsync(async session => (await ActiveAsync(session, id)).Experiment, cancel);

    /// <summary>Says whether the files are there.</summary>
    public Task<LoggedModel> FinalizeAsync(string id, string status, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var found = await ActiveAsync(session, id);
        await session.ExecuteAsync("update logged_models set status = @status, last_updated_time = @now where no = @No", new { status, now = Now, found.No });
        return (await WithDataAsync(session, [await ActiveAsync(session, id)]))[0];
    }, cancel);

    /// <summary>Marks a logged model deleted. Its files stay.</summary>
    public Task DeleteAsync(string id, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var found = await ActiveAsync(session, id);
        await session.ExecuteAsync("update logged_models set deleted = 1, last_updated_time = @now where no = @No", new { now = Now, found.No });
    }, cancel);

    /// <summary>Sets tags; earlier values are replaced.</summary>
    public Task SetTagsAsync(string id, IReadOnlyList<KeyText> tags, CancellationToken cancel) => database.WriteAsync(async session =>
        await SetTagsAsync(session, (await ActiveAsync(session, id)).No, tags), cancel);

    /// <exception cref="RefusedException">The model or its tag is not there.</exception>
    public Task DeleteTagAsync(string id, string key, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var found = await ActiveAsync(session, id);
        if (await session.ExecuteAsync("delete from logged_model_tags where model = @No and key = @key", new { found.No, key }) == 0)
        {
            throw RefusedException.NotFound($"No tag with key '{key}' found for model with ID '{id}'.");
        }
    }, cancel);

    /// <summary>Logs params. As a run's, they never change.</summary>
    /// <exception cref="RefusedException">The model is not there, or a param would change.</exception>
    public Task LogParamsAsync(string id, IReadOnlyList<KeyText> parameters, CancellationToken cancel) =>
        database.WriteAsync(async session => await LogParamsAsync(session, await ActiveAsync(session, id), parameters), cancel);

    /// <summary>One page of the logged models that match, and where the next begins, or null.</summary>
    public Task<(IReadOnlyList<LoggedModel> Page, long? Next)> SearchAsync(LoggedModelSearch search, int size, long offset, CancellationToken cancel) =>
        database.ReadAsync<(IReadOnlyList<LoggedModel>, long?)>(async session =>
        {
            var (sql, arguments) = await search.ToSqlAsync(Columns, session, keys);
            var found = await session.ListAsync<LoggedModel>($"{sql} limit {size + 1} offset {offset}", arguments);
            return (await WithDataAsync(session, [.. found.Take(size)]), found.Count > size ? offset + size : null);
        }, cancel);

    /// <summary>The logged models that a run made, newest first.</summary>
    public Task<IReadOnlyList<LoggedModel>> ModelsOfRunAsync(string runId, CancellationToken cancel) => database.ReadAsync(async session => await WithDataAsync(session,
        await session.ListAsync<LoggedModel>($"select {Columns} from logged_models m where m.source_run_id = @runId and m.deleted = 0 order by m.creation_time desc, m.no desc", new { runId })), cancel);

    /// <summary>A logged model as its row is; null where there is none, or it is deleted.</summary>
    internal static Task<LoggedModel?> FindAsync(Session session, string id) =>
        session.FirstAsync<LoggedModel>($"select {Columns} from logged_models m where m.id = @id and m.deleted = 0", new { id });

    /// <summary>Notes at a logged model that a version was made from it.</summary>
    internal static async Task RegisteredAsync(Session session, string id, string name, long version, long now)
    {
        var model = await FindAsync(session, id) ?? throw NoSuch(id);
        var there = await session.FirstAsync<string>("select value from logged_model_tags where model = @No and key = @key", new { model.No, key = VersionsTag });
        var versions = ListOf(there);
        versions.Add(new JsonObject { ["name"] = name, ["version"] = version });
        await SetTagsAsync(session, model.No, [new(VersionsTag, versions.ToJsonString())]);
        await session.ExecuteAsync("update logged_models set last_updated_time = @now where no = @No", new { now, model.No });
    }

    internal static RefusedException NoSuch(string id) => RefusedException.NotFound($"Logged model with ID '{id}' not found.");

    private static async Task<LoggedModel> ActiveAsync(Session session, string id) => await FindAsync(session, id) ?? throw NoSuch(id);

    // A client may have written something else into the tag.
    private static JsonArray ListOf(string? text)
    {
        try
        {
            return text is null ? [] : JsonNode.Parse(text) as JsonArray ?? [];
        }
        catch (System.Text.Json.JsonException)
        {
            return [];
        }
    }

    private static Task<int> SetTagsAsync(Session session, long model, IReadOnlyList<KeyText> tags)
    {
        var last = tags.GroupBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Last()).OrderBy(t => t.Key, StringComparer.Ordinal).ToList();
        return session.InsertAsync("logged_model_tags", "on conflict (model, key) do update set value = excluded.value",
            new("model", last.Select(_ => model).ToArray()), new("key", last.Select(t => t.Key!).ToArray()), new("value", last.Select(t => t.Value ?? "").ToArray()));
    }

    private static async Task LogParamsAsync(Session session, LoggedModel model, IReadOnlyList<KeyText> parameters)
    {
        var there = (await KeyTextsAsync(session, "logged_model_params", [model.No]))[model.No].ToDictionary(p => p.Key!, p => p.Value, StringComparer.Ordinal);
        foreach (var (key, value) in parameters)
        {
            if (there.TryGetValue(key!, out var old) && old != value)
            {
                throw RefusedException.Invalid(
                    $"Changing param values is not allowed. Param with key='{key}' was already logged with value='{old}' for model ID='{model.Id}'. Attempted logging new value '{value}'.");
            }

            there[key!] = value;
        }

        await session.InsertAsync("logged_model_params", "on conflict do nothing",
            new("model", parameters.Select(_ => model.No).ToArray()), new("key", parameters.Select(p => p.Key!).ToArray()), new("value", parameters.Select(p => p.Value ?? "").ToArray()));
    }

    private async Task<IReadOnlyList<LoggedModel>> WithDataAsync(Session session, List<LoggedModel> models)
    {
        if (models.Count == 0)
        {
            return models;
        }

        var nos = models.Select(m => m.No).ToList();
        var tags = await KeyTextsAsync(session, "logged_model_tags", nos);
        var parameters = await KeyTextsAsync(session, "logged_model_params", nos);
        var metrics = await ModelMetrics.OfAsync(session, keys, nos);
        return [.. models.Select(m => m with { Tags = [.. tags[m.No]], Params = [.. parameters[m.No]], Metrics = [.. metrics[m.No]] })];
    }

    private static async Task<ILookup<long, KeyText>> KeyTextsAsync(Session session, string table, IReadOnlyCollection<long> models) =>
        (await session.ListAsync<KeyTextRow>($"select model, key, value from {table} where {session.Dialect.IsIn("model", "@models")} order by model, key", new { models = session.Dialect.List(models) }))
            .ToLookup(t => t.Model, t => new KeyText(t.Key, t.Value));

    private sealed record KeyTextRow
    {
        public long Model { get; init; }

        public string Key { get; init; } = "";

        public string Value { get; init; } = "";
    }
}
