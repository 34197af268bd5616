using Airworthy.Tracking.Artifacts;
using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Storage.Upkeep;

/// <summary>What would be removed for good.</summary>
/// <param name="Experiments">Deleted experiments; their runs count among <paramref name="Runs"/>.</param>
/// <param name="Bytes">Of the artifacts on this server.</param>
public sealed record Sweepings(IReadOnlyList<long> Experiments, IReadOnlyList<long> Runs, long Bytes)
{
    public bool IsEmpty => Experiments.Count == 0 && Runs.Count == 0;
}

/// <summary>Removes for good what was marked deleted long enough ago: runs and experiments, with what they logged and their artifacts.</summary>
public sealed class StoreSweep(Database database, ArtifactFolder folder, TimeProvider clock) : IDisposable
{
    /// <summary>Runs removed in one transaction.</summary>
    private const int Together = 200;

    private readonly ArtifactStore _artifacts = new(folder, clock);

    /// <summary>What was deleted before a moment.</summary>
    public async Task<Sweepings> LookAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var limit = before.ToUnixTimeMilliseconds();
        var (experiments, runs) = await database.ReadAsync(async session => (
            await session.ListAsync<long>("select no from experiments where deleted = 1 and last_update_time < @limit and no <> 0", new { limit }),
            await session.ListAsync<RunRow>(
                """
                select r.no, r.artifact_uri from runs r join experiments e on e.no = r.experiment
                where (r.deleted = 1 and r.deleted_time < @limit) or (e.deleted = 1 and e.last_update_time < @limit and e.no <> 0)
                """, new { limit })), cancel);
        return new Sweepings(experiments, [.. runs.Select(r => r.No)], runs.Sum(r => Size(r.ArtifactUri)));
    }

    /// <summary>Removes it. Stopped in the middle, the next time goes on.</summary>
    public async Task RemoveAsync(Sweepings left, CancellationToken cancel)
    {
        var byRun = await TablesWithAsync("run", cancel);
        foreach (var some in left.Runs.Chunk(Together))
        {
            // Files first: rows without files are found again, files without rows are not.
            var places = await database.ReadAsync(session => session.ListAsync<string>(
                $"select artifact_uri from runs where {session.Dialect.IsIn("no", "@some")}", new { some = session.Dialect.List(some) }), cancel);
            places.ForEach(RemoveFiles);
            await database.WriteAsync(async session =>
            {
                var arguments = new { some = session.Dialect.List(some) };
                foreach (var table in byRun)
                {
                    await session.ExecuteAsync($"delete from {table} where {session.Dialect.IsIn("run", "@some")}", arguments);
                }

                await session.ExecuteAsync($"delete from runs where {session.Dialect.IsIn("no", "@some")}", arguments);
            }, cancel);
        }

        var byExperiment = (await TablesWithAsync("experiment", cancel)).Where(t => t != "runs").ToList();
        var byModel = byExperiment.Contains("logged_models") ? (await TablesWithAsync("model", cancel)).Where(t => t.StartsWith("logged_model", StringComparison.Ordinal) || t == "model_metrics").ToList() : [];
        foreach (var no in left.Experiments)
        {
            RemoveFiles($"mlflow-artifacts:/{no}");
            await database.WriteAsync(async session =>
            {
                foreach (var table in byModel)
                {
                    await session.ExecuteAsync($"delete from {table} where model in (select no from logged_models where experiment = @no)", new { no });
                }

                foreach (var table in byExperiment)
                {
                    await session.ExecuteAsync($"delete from {table} where experiment = @no", new { no });
                }

                await session.ExecuteAsync("delete from experiments where no = @no and deleted = 1", new { no });
            }, cancel);
        }
    }

    /// <summary>The tables that have a column of a name: what belongs to a run is removed with it, whoever added the table.</summary>
    private Task<List<string>> TablesWithAsync(string column, CancellationToken cancel) => database.ReadAsync(session => session.ListAsync<string>(session.Dialect is SqliteDialect
        ? "select m.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and c.name = @column"
        : "select table_name from information_schema.columns where table_schema = current_schema() and column_name = @column", new { column }), cancel);

    private void RemoveFiles(string address)
    {
        if (Place(address) is not { } place)
        {
            return;
        }

        try
        {
            _artifacts.Delete(place);
        }
        catch (RefusedException e) when (e.Code == "RESOURCE_DOES_NOT_EXIST")
        {
            // It logged none.
        }
    }

    private long Size(string address) => Place(address) is { } place && new DirectoryInfo(folder.FileOf(place)) is { Exists: true } inside
        ? inside.EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length)
        : 0;

    /// <summary>The folder of a run with all it holds, without the step <c>artifacts</c>.</summary>
    private static ArtifactPath? Place(string address)
    {
        try
        {
            return ArtifactPath.OfAddress(address.EndsWith("/artifacts", StringComparison.Ordinal) ? address[..^"/artifacts".Length] : address) is { Text.Length: > 0 } place ? place : null;
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    public void Dispose() => _artifacts.Dispose();

    private sealed record RunRow
    {
        public long No { get; init; }

        public string ArtifactUri { get; init; } = "";
    }
}
