using System.Collections.Concurrent;

using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Inputs;
using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Runs;

/// <summary>The table of runs, with what is asked of it.</summary>
public sealed class RunStore(Database database, MetricStore metrics, MetricKeys keys, TimeProvider clock)
{
    internal const string Columns = "r.no, r.id, r.experiment, r.name, r.user_id, r.status, r.start_time, r.end_time, r.artifact_uri, r.deleted";

    /// <summary>The tag that holds a run's name.</summary>
    public const string NameTag = "mlflow.runName";

    /// <summary>Places of runs in memory, at most.</summary>
    private const int MostKeys = 200_000;

    private readonly ConcurrentDictionary<string, RunKey> _keys = new(StringComparer.Ordinal);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Where a run stands.</summary>
    /// <exception cref="RefusedException">There is none with this id.</exception>
    public async ValueTask<RunKey> KeyAsync(string? id, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(id))
        {
            throw RefusedException.Missing("run_id");
        }

        if (_keys.TryGetValue(id, out var known))
        {
            return known;
        }

        var found = await database.ReadAsync(session => session.FirstAsync<RunInfo>($"select {Columns} from runs r where r.id = @id", new { id }), cancel) ?? throw NoSuch(id);
        return Remember(found);
    }

    /// <summary>Begins a run.</summary>
    /// <param name="name">Null: a name is made up.</param>
    /// <param name="start">Milliseconds since 1970; null: now.</param>
    /// <exception cref="RefusedException">The experiment is not there, or is deleted.</exception>
    public async Task<Run> CreateAsync(long experiment, string? name, string userId, long? start, IReadOnlyList<KeyText> tags, CancellationToken cancel)
    {
        var info = new RunInfo
        {
            Id = Guid.NewGuid().ToString("N"),
            Experiment = experiment,
            Name = string.IsNullOrEmpty(name) ? RunNames.New() : name,
            UserId = userId,
            Status = RunStatus.Running,
            StartTime = start ?? Now,
        };
        var all = tags.Where(t => t.Key != NameTag).Append(new KeyText(NameTag, info.Name)).ToList();
        info = await database.WriteAsync(async session =>
        {
            Made? made;
            while ((made = await session.FirstAsync<Made>(
                """
                insert into runs (id, experiment, name, user_id, status, start_time, artifact_uri)
                select @Id, no, @Name, @UserId, @Status, @StartTime, artifact_location || '/' || @Id || '/artifacts' from experiments where no = @Experiment and deleted = 0
                returning no, artifact_uri
                """, info)) is null)
            {
                // Says why not; goes on where the experiment was restored meanwhile.
                await ExperimentStore.ActiveAsync(session, experiment);
            }

            await SetTagsAsync(session, [.. all.Select(t => (made.No, t))], named: true);
            return info with { No = made.No, ArtifactUri = made.ArtifactUri };
        }, cancel);
        Remember(info);
        return new Run(info, [], [], [.. all.OrderBy(t => t.Key, StringComparer.Ordinal)]);
    }

    /// <summary>A run with what it logged.</summary>
    /// <exception cref="RefusedException">There is none with this id.</exception>
    public Task<Run> GetAsync(string id, CancellationToken cancel) => database.ReadAsync(async session =>
        (await WithDataAsync(session, await session.ListAsync<RunInfo>($"select {Columns} from runs r where r.id = @id", new { id }))) is [var run] ? run : throw NoSuch(id), cancel);

    /// <summary>Changes what is not null.</summary>
    public Task<RunInfo> UpdateAsync(RunKey run, string? status, long? end, string? name, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        await ActiveAsync(session, run);
        await session.ExecuteAsync("update runs set status = coalesce(@status, status), end_time = coalesce(@end, end_time) where no = @No", new { status, end, run.No });
        if (!string.IsNullOrEmpty(name))
        {
            await SetTagsAsync(session, [(run.No, new KeyText(NameTag, name))]);
        }

        return (await session.FirstAsync<RunInfo>($"select {Columns} from runs r where r.no = @No", new { run.No }))!;
    }, cancel);

    public Task DeleteAsync(RunKey run, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        await ActiveAsync(session, run);
        await session.ExecuteAsync("update runs set deleted = 1, deleted_time = @now where no = @No", new { now = Now, run.No });
    }, cancel);

    /// <exception cref="RefusedException">The run is not deleted.</exception>
    public Task RestoreAsync(RunKey run, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        if (await session.ExecuteAsync("update runs set deleted = 0, deleted_time = null where no = @No and deleted = 1", new { run.No }) == 0)
        {
            throw RefusedException.Invalid("The run must be in the 'deleted' state. Current state is active.");
        }
    }, cancel);

    /// <exception cref="RefusedException">The run is deleted, or has no such tag.</exception>
    public Task DeleteTagAsync(RunKey run, string id, string key, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        await ActiveAsync(session, run);
        if (await session.ExecuteAsync("delete from tags where run = @No and key = @key", new { run.No, key }) == 0)
        {
            throw RefusedException.NotFound($"No tag with name: {key} in run with id {id}");
        }
    }, cancel);

    /// <summary>One page of the runs that match, and where the next begins, or null.</summary>
    public Task<(IReadOnlyList<Run> Page, long? Next)> SearchAsync(RunSearch search, int size, long offset, CancellationToken cancel) =>
        database.ReadAsync<(IReadOnlyList<Run>, long?)>(async session =>
        {
            var found = await search.FindAsync(session, keys, size + 1, offset);
            var nos = found.Take(size).ToList();
            return (await WithDataAsync(session, await InfosAsync(session, nos)), found.Count > size ? offset + size : null);
        }, cancel);

    /// <summary>How many runs match.</summary>
    public Task<long> CountAsync(RunSearch search, CancellationToken cancel) => database.ReadAsync(async session =>
    {
        var (sql, arguments) = await search.ToSqlAsync("r.no", session, keys, ordered: false);
        return await session.FirstAsync<long>($"select count(*) from ({sql}) as found", arguments);
    }, cancel);

    /// <summary>Runs by their numbers, in the order of the numbers.</summary>
    internal static async Task<IReadOnlyList<RunInfo>> InfosAsync(Session session, IReadOnlyList<long> nos)
    {
        var infos = (await session.ListAsync<RunInfo>($"select {Columns} from runs r where {session.Dialect.IsIn("r.no", "@nos")}", new { nos = session.Dialect.List(nos) })).ToDictionary(r => r.No);
        return [.. nos.Select(no => infos[no])];
    }

    /// <summary>Refuses unless the run is active.</summary>
    internal static Task ActiveAsync(Session session, RunKey run) => ActiveAsync(session, [run.No]);

    /// <summary>Refuses unless all runs are active.</summary>
    internal static async Task ActiveAsync(Session session, IReadOnlyList<long> runs)
    {
        var distinct = runs.Count == 1 ? runs : [.. runs.Distinct()];
        var deleted = distinct.Count == 1
            ? await session.Dialect.NumberAsync(session, "select deleted from runs where no = @no", distinct[0]) != 0
            : await session.FirstAsync<long>($"select count(*) from runs where {session.Dialect.IsIn("no", "@nos")} and deleted = 0", new { nos = session.Dialect.List(distinct) }) != distinct.Count;
        if (deleted)
        {
            throw RefusedException.Invalid("The run ID must be in the 'active' state. Current state is deleted.");
        }
    }

    /// <summary>Sets tags; of equal keys the last counts. The tag of the name and the name are the same.</summary>
    /// <param name="named">The runs have those names already.</param>
    internal static async Task SetTagsAsync(Session session, IReadOnlyList<(long Run, KeyText Tag)> tags, bool named = false)
    {
        if (tags.Count == 0)
        {
            return;
        }

        // In one order everywhere, so that two writers never wait for each other.
        var last = tags.GroupBy(t => (t.Run, t.Tag.Key)).Select(t => t.Last()).OrderBy(t => t.Run).ThenBy(t => t.Tag.Key, StringComparer.Ordinal).ToList();
        await session.SendAsync("tags", "on conflict (run, key) do update set value = excluded.value",
            new("run", last.Select(t => t.Run).ToArray()), new("key", last.Select(t => t.Tag.Key!).ToArray()), new("value", last.Select(t => t.Tag.Value ?? "").ToArray()));
        foreach (var (run, name) in named ? [] : last.Where(t => t.Tag.Key == NameTag))
        {
            await session.ExecuteAsync("update runs set name = @name where no = @run", new { name = name.Value ?? "", run });
        }
    }

    internal static RefusedException NoSuch(string id) => RefusedException.NotFound($"Run with id={id} not found");

    private async Task<IReadOnlyList<Run>> WithDataAsync(Session session, IReadOnlyList<RunInfo> infos)
    {
        var nos = infos.Select(r => r.No).ToList();
        var latest = await metrics.LatestAsync(session, nos);
        var parameters = await KeyTextsAsync(session, "params", nos);
        var tags = await KeyTextsAsync(session, "tags", nos);
        var inputs = await RunInputStore.OfAsync(session, nos);
        return [.. infos.Select(r => new Run(r, [.. latest[r.No]], [.. parameters[r.No]], [.. tags[r.No]]) { Inputs = inputs.GetValueOrDefault(r.No, RunInputs.None) })];
    }

    private static async Task<ILookup<long, KeyText>> KeyTextsAsync(Session session, string table, IReadOnlyCollection<long> runs) =>
        (await session.ListAsync<KeyTextRow>($"select run, key, value from {table} where {session.Dialect.IsIn("run", "@runs")} order by run, key", new { runs = session.Dialect.List(runs) }))
            .ToLookup(t => t.Run, t => new KeyText(t.Key, t.Value));

    private RunKey Remember(RunInfo info)
    {
        if (_keys.Count >= MostKeys)
        {
            _keys.Clear();
        }

        return _keys[info.Id] = new RunKey(info.No, info.Experiment);
    }

    private sealed record Made
    {
        public long No { get; init; }

        public string ArtifactUri { get; init; } = "";
    }

    private sealed record KeyTextRow
    {
        public long Run { get; init; }

        public string Key { get; init; } = "";

        public string Value { get; init; } = "";
    }
}
