using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Experiments;

/// <summary>The tables of experiments and their tags.</summary>
public sealed class ExperimentStore(Database database, TimeProvider clock)
{
    private const string Columns = "e.no, e.name, e.artifact_location, e.deleted, e.creation_time, e.last_update_time";

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes an experiment.</summary>
    /// <param name="artifactLocation">Null: on this server.</param>
    /// <returns>Its number.</returns>
    /// <exception cref="RefusedException">The name is taken, also when by a deleted one.</exception>
    public Task<long> CreateAsync(string name, string? artifactLocation, IReadOnlyList<KeyText> tags, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var no = await session.FirstAsync<long?>(
            "insert into experiments (name, artifact_location, creation_time, last_update_time) values (@name, @location, @now, @now) on conflict do nothing returning no",
            new { name, location = artifactLocation ?? "", now = Now }) ?? throw RefusedException.Exists($"Experiment(name={name}) already exists.");
        if (artifactLocation is null)
        {
            await session.ExecuteAsync("update experiments set artifact_location = @location where no = @no", new { location = $"mlflow-artifacts:/{no}", no });
        }

        await SetTagsAsync(session, no, tags);
        return no;
    }, cancel);

    /// <summary>An experiment by its number, with its tags; null when there is none.</summary>
    public Task<Experiment?> FindAsync(long no, CancellationToken cancel) => database.ReadAsync(async session =>
        await WithTagsAsync(session, await session.ListAsync<Experiment>($"select {Columns} from experiments e where e.no = @no", new { no })) is [var found] ? found : null, cancel);

    /// <summary>An experiment by its name, deleted or not; null when there is none.</summary>
    public Task<Experiment?> FindAsync(string name, CancellationToken cancel) => database.ReadAsync(async session =>
        await WithTagsAsync(session, await session.ListAsync<Experiment>($"select {Columns} from experiments e where e.name = @name", new { name })) is [var found] ? found : null, cancel);

    /// <summary>Renames an experiment.</summary>
    /// <exception cref="RefusedException">There is none, it is deleted, or the name is taken.</exception>
    public Task RenameAsync(long no, string name, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        await ActiveAsync(session, no);
        if (await session.FirstAsync<long>("select count(*) from experiments where name = @name and no <> @no", new { name, no }) > 0)
        {
            throw RefusedException.Exists($"Experiment(name={name}) already exists.");
        }

        await session.ExecuteAsync("update experiments set name = @name, last_update_time = @now where no = @no", new { name, no, now = Now });
    }, cancel);

    /// <summary>Marks an experiment and its runs deleted.</summary>
    /// <exception cref="RefusedException">There is none, or it is deleted.</exception>
    public Task DeleteAsync(long no, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        await ActiveAsync(session, no);
        await session.ExecuteAsync("update experiments set deleted = 1, last_update_time = @now where no = @no", new { no, now = Now });
        await session.ExecuteAsync("update runs set deleted = 1, deleted_time = @now where experiment = @no and deleted = 0", new { no, now = Now });
    }, cancel);

    /// <summary>Brings a deleted experiment back, with its runs.</summary>
    /// <exception cref="RefusedException">There is none, or it is not deleted.</exception>
    public Task RestoreAsync(long no, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var found = await session.FirstAsync<Experiment>($"select {Columns} from experiments e where no = @no", new { no }) ?? throw NoSuch(no);
        if (!found.Deleted)
        {
            throw RefusedException.Invalid($"The experiment {no} must be in the 'deleted' state. Current state is active.");
        }

        await session.ExecuteAsync("update experiments set deleted = 0, last_update_time = @now where no = @no", new { no, now = Now });
        await session.ExecuteAsync("update runs set deleted = 0, deleted_time = null where experiment = @no and deleted = 1", new { no });
    }, cancel);

    /// <summary>Sets a tag; an earlier value is replaced.</summary>
    public Task SetTagAsync(long no, KeyText tag, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        await ActiveAsync(session, no);
        await SetTagsAsync(session, no, [tag]);
        await session.ExecuteAsync("update experiments set last_update_time = @now where no = @no", new { no, now = Now });
    }, cancel);

    /// <exception cref="RefusedException">The experiment or its tag is not there.</exception>
    public Task DeleteTagAsync(long no, string key, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        await ActiveAsync(session, no);
        if (await session.ExecuteAsync("delete from experiment_tags where experiment = @no and key = @key", new { no, key }) == 0)
        {
            throw RefusedException.NotFound($"No tag with name: {key} in experiment with id {no}");
        }
    }, cancel);

    /// <summary>One page of the experiments that match, and where the next begins, or null.</summary>
    /// <param name="mayView">Left out are those for which this says no.</param>
    public Task<(IReadOnlyList<Experiment> Page, long? Next)> SearchAsync(ExperimentSearch search, int size, long offset, Func<long, bool> mayView, CancellationToken cancel) =>
        database.ReadAsync<(IReadOnlyList<Experiment>, long?)>(async session =>
        {
            var (sql, arguments) = search.ToSql(Columns, database.Dialect);
            var found = (await session.ListAsync<Experiment>(sql, arguments)).Where(e => mayView(e.No)).Skip((int)offset).Take(size + 1).ToList();
            return (await WithTagsAsync(session, found.Take(size)), found.Count > size ? offset + size : null);
        }, cancel);

    /// <summary>Refuses unless the experiment is there and not deleted.</summary>
    internal static async Task<Experiment> ActiveAsync(Session session, long no)
    {
        var found = await session.FirstAsync<Experiment>($"select {Columns} from experiments e where no = @no", new { no }) ?? throw NoSuch(no);
        return found.Deleted ? throw RefusedException.Invalid($"The experiment {no} must be in the 'active' state. Current state is deleted.") : found;
    }

    internal static RefusedException NoSuch(long no) => RefusedException.NotFound($"No Experiment with id={no} exists");

    private static Task<int> SetTagsAsync(Session session, long no, IReadOnlyList<KeyText> tags)
    {
        var last = tags.GroupBy(t => t.Key).Select(t => t.Last()).ToList();
        return session.InsertAsync("experiment_tags", "on conflict (experiment, key) do update set value = excluded.value",
            new("experiment", last.Select(_ => no).ToArray()), new("key", last.Select(t => t.Key!).ToArray()), new("value", last.Select(t => t.Value ?? "").ToArray()));
    }

    private static async Task<IReadOnlyList<Experiment>> WithTagsAsync(Session session, IEnumerable<Experiment> experiments)
    {
        var found = experiments.ToList();
        var tags = (await session.ListAsync<TagRow>(
                $"select experiment, key, value from experiment_tags where {session.Dialect.IsIn("experiment", "@nos")} order by experiment, key",
                new { nos = session.Dialect.List([.. found.Select(e => e.No)]) }))
            .ToLookup(t => t.Experiment, t => new KeyText(t.Key, t.Value));
        return [.. found.Select(e => e with { Tags = [.. tags[e.No]] })];
    }

    private sealed record TagRow
    {
        public long Experiment { get; init; }

        public string Key { get; init; } = "";

        public string Value { get; init; } = "";
    }
}
