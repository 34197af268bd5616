using System.Reflection;

using Airworthy.Tracking.Protocol;

using FluentMigrator;
using FluentMigrator.Runner;
using FluentMigrator.Runner.VersionTableInfo;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Tracking.Storage;

/// <summary>The state of the tables: the number of the last migration that ran. Migrations go forwards only.</summary>
/// <remarks>A migration is a class in <c>Storage/Migrations</c>, found by its attribute; its number is the day it was written and a count.</remarks>
internal static class Schema
{
    /// <summary>The newest state this program knows.</summary>
    public static long Newest { get; } = Assembly.GetExecutingAssembly().TypesNamed(name => name.Contains(".Storage.Migrations.", StringComparison.Ordinal)).Max(t => t.GetCustomAttribute<MigrationAttribute>()?.Version ?? 0);

    public static async Task BringForwardAsync(Database database, StoreAddress address, CancellationToken cancel)
    {
        long found;
        try
        {
            found = await FoundAsync(database, cancel);
        }
        catch (Exception e) when (e is Npgsql.NpgsqlException or Microsoft.Data.Sqlite.SqliteException)
        {
            var says = $"The store {address} cannot be read: {e.Message}";
            throw e is Npgsql.NpgsqlException { IsTransient: true } ? new StoreAwayException(says, e) : new StoreRefusedException(says, e);
        }

        if (found > Newest)
        {
            throw new StoreRefusedException(
                $"The store {address} was written by a newer Airworthy: its tables are at {found}, this program knows {Newest}. Nothing was changed. Use that newer program, or another store.");
        }

        // Loading the migrations takes longer than everything else at start, so only where there is something to do.
        if (found < Newest)
        {
            // Replicas may be started together: one brings the tables forward, the others wait and find them.
            await using var turn = await database.TakeTurnAsync(cancel);
            if (await FoundAsync(database, cancel) >= Newest)
            {
                return;
            }

            using var steps = new ServiceCollection()
                .AddSingleton(database.Dialect)
                .AddFluentMigratorCore()
                .ConfigureRunner(r => (database.Dialect is SqliteDialect ? r.AddSQLite() : r.AddPostgres15_0()).WithGlobalConnectionString(database.ConnectionString).WithVersionTable(new VersionTable()).ScanIn(Assembly.GetExecutingAssembly()).For.Migrations())
                .BuildServiceProvider();
            using var scope = steps.CreateScope();
            scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp();
        }
    }

    private static Task<long> FoundAsync(Database database, CancellationToken cancel) => database.ReadAsync(async session =>
    {
        var there = await session.FirstAsync<long>(database.Dialect is SqliteDialect
            ? "select count(*) from sqlite_master where name = 'schema_versions'"
            : "select count(*) from information_schema.tables where table_name = 'schema_versions' and table_schema = current_schema()");
        return there == 0 ? 0 : await session.FirstAsync<long?>("select max(version) from schema_versions") ?? 0;
    }, cancel);

    private sealed class VersionTable : IVersionTableMetaData
    {
        public bool OwnsSchema => false;

        public string SchemaName => "";

        public string TableName => "schema_versions";

        public string ColumnName => "version";

        public string DescriptionColumnName => "description";

        public string UniqueIndexName => "schema_versions_version";

        public string AppliedOnColumnName => "applied_on";

        public bool CreateWithPrimaryKey => false;
    }
}

/// <summary>A step forwards, as SQL for both engines. What differs comes from the dialect.</summary>
public abstract class Step(Dialect dialect) : ForwardOnlyMigration
{
    protected Dialect Dialect { get; } = dialect;

    /// <summary>The statements, in order.</summary>
    protected abstract IEnumerable<string> Statements { get; }

    public override void Up()
    {
        foreach (var statement in Statements)
        {
            Execute.Sql(statement);
        }
    }
}
