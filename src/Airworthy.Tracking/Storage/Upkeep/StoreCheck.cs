using System.Data.Common;
using System.Globalization;

using Airworthy.Tracking.Artifacts;

using Dapper;

using Microsoft.Data.Sqlite;

using Npgsql;

namespace Airworthy.Tracking.Storage.Upkeep;

/// <summary>What a check of a store found.</summary>
/// <param name="Problems">What is wrong; empty when nothing is.</param>
/// <param name="Notes">What is only to be known.</param>
public sealed record StoreState(IReadOnlyList<string> Problems, IReadOnlyList<string> Notes);

/// <summary>Looks whether a store is whole: the file itself, rows without what they belong to, and artifacts nobody owns. It changes nothing.</summary>
public static class StoreCheck
{
    /// <summary>Rows that belong to something that is not there; each tells how many.</summary>
    private static readonly (string What, string Sql)[] s_orphans =
    [
        ("runs whose experiment is not there", "select count(*) from runs r where not exists (select 1 from experiments e where e.no = r.experiment)"),
        ("latest metrics without a name", "select count(*) from latest_metrics m where not exists (select 1 from metric_keys k where k.no = m.key)"),
        ("latest metrics that are in no history", "select count(*) from latest_metrics l where not exists (select 1 from metrics m where m.run = l.run and m.key = l.key and m.timestamp = l.timestamp and m.step = l.step and m.value = l.value and m.is_nan = l.is_nan)"),
    ];

    /// <param name="artifacts">The folder of the artifacts.</param>
    /// <exception cref="StoreRefusedException">There is no store there, or it cannot be read.</exception>
    public static async Task<StoreState> LookAsync(StoreAddress store, string artifacts, CancellationToken cancel)
    {
        var (problems, notes) = (new List<string>(), new List<string>());
        try
        {
            await using DbConnection connection = store is StoreAddress.Folder folder ? StoreReading.Open(folder) : new NpgsqlConnection(((StoreAddress.PostgreSql)store).Connection);
            if (connection is SqliteConnection)
            {
                problems.AddRange((await connection.QueryAsync<string>("pragma integrity_check")).Where(line => line != "ok").Select(line => $"The file is damaged: {line}"));
                problems.AddRange((await connection.QueryAsync("pragma foreign_key_check")).GroupBy(r => (string)r.table).Select(t => $"{t.Count():N0} rows of {t.Key} refer to rows that are not there"));
            }
            else
            {
                await connection.OpenAsync(cancel);
            }

            var version = await connection.ExecuteScalarAsync<long>("select max(version) from schema_versions");
            if (version != Schema.Newest)
            {
                notes.Add($"The tables are at {version}; this program knows {Schema.Newest}. {(version < Schema.Newest ? "They are brought forward when the store is opened." : "A newer program is needed to open it.")}");
            }

            // Metrics are many: their runs are looked at once each.
            var byRun = (await StoreTables.WithAsync(sql => connection.QueryAsync<string>(sql, new { column = "run" }), connection is SqliteConnection))
                .Select(t => ($"runs in {t} that are not there", $"select count(*) from (select distinct run from {t}) t where not exists (select 1 from runs r where r.no = t.run)"));
            foreach (var (what, sql) in s_orphans.Concat(byRun))
            {
                if (await connection.ExecuteScalarAsync<long>(sql) is > 0 and var count)
                {
                    problems.Add(string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}"));
                }
            }

            var (experiments, runs, values) = (await CountAsync(connection, "experiments"), await CountAsync(connection, "runs"), await CountAsync(connection, "metrics"));
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{experiments:N0} experiments, {runs:N0} runs, {values:N0} metric values"));
            notes.AddRange(await UnownedAsync(connection, artifacts));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable && e.MessageText.Contains("schema_versions", StringComparison.Ordinal))
        {
            throw new StoreRefusedException($"There is no store in {store}: the database has none of its tables. `airworthy serve --store …` makes them at its first start.", e);
        }
        catch (Exception e) when (e is SqliteException or NpgsqlException)
        {
            problems.Add($"The store {store} cannot be read: {e.Message}");
        }

        return new StoreState(problems, notes);
    }

    private static Task<long> CountAsync(DbConnection connection, string table) => connection.ExecuteScalarAsync<long>($"select count(*) from {table}");

    private static async Task<IEnumerable<string>> UnownedAsync(DbConnection connection, string artifacts)
    {
        if (!Directory.Exists(artifacts))
        {
            return [];
        }

        var runs = (await connection.QueryAsync<string>("select id from runs")).ToHashSet(StringComparer.Ordinal);
        var unowned = Directory.EnumerateDirectories(artifacts)
            .Where(d => long.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .SelectMany(Directory.EnumerateDirectories)
            .Count(d => Path.GetFileName(d) is { Length: 32 } id && id.All(char.IsAsciiHexDigitLower) && !runs.Contains(id));
        var uploads = Path.Combine(artifacts, IncomingFolder.Name, "uploads");
        var unfinished = Directory.Exists(uploads) ? Directory.EnumerateDirectories(uploads).Count() : 0;
        return new[] { unowned > 0 ? $"{unowned:N0} folders of artifacts belong to no run" : null, unfinished > 0 ? $"{unfinished:N0} uploads in parts are unfinished" : null }.OfType<string>();
    }
}
