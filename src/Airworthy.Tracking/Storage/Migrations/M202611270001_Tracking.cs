using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>Experiments, runs, and what runs log.</summary>
/// <remarks>
/// Runs and metric keys have short numbers inside, so that a metric is 60 bytes and not 150. Metrics lie in the order in which a history
/// is read. Values of params and tags are indexed by their first 64 characters: PostgreSQL bounds what an index may hold.
/// </remarks>
[Migration(2026_1127_0001)]
public sealed class Tracking(Dialect dialect) : Step(dialect)
{
    private static long Now { get; } = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    protected override IEnumerable<string> Statements =>
    [
        $"""
        create table experiments (
            no {Dialect.Identity},
            name text not null,
            artifact_location text not null,
            deleted bigint not null default 0,
            creation_time bigint not null,
            last_update_time bigint not null)
        """,
        "create unique index experiments_name on experiments (name)",
        $"insert into experiments (no, name, artifact_location, creation_time, last_update_time) values (0, 'Default', 'mlflow-artifacts:/0', {Now}, {Now})",
        $"""
        create table experiment_tags (
            experiment bigint not null references experiments (no),
            key text not null,
            value text not null,
            primary key (experiment, key)) {Dialect.InKeyOrder}
        """,
        $"""
        create table runs (
            no {Dialect.Identity},
            id text not null,
            experiment bigint not null references experiments (no),
            name text not null,
            user_id text not null,
            status text not null,
            start_time bigint not null,
            end_time bigint,
            artifact_uri text not null,
            deleted bigint not null default 0,
            deleted_time bigint)
        """,
        "create unique index runs_id on runs (id)",
        "create index runs_newest on runs (experiment, deleted, start_time desc, id)",
        $"create table metric_keys (no {Dialect.Identity}, key text not null)",
        "create unique index metric_keys_key on metric_keys (key)",
        $"""
        create table metrics (
            run bigint not null,
            key bigint not null,
            timestamp bigint not null,
            step bigint not null,
            value {Dialect.Double} not null,
            is_nan bigint not null,
            primary key (run, key, timestamp, step, value, is_nan)) {Dialect.InKeyOrder}
        """,
        $"""
        create table latest_metrics (
            run bigint not null,
            key bigint not null,
            timestamp bigint not null,
            step bigint not null,
            value {Dialect.Double} not null,
            is_nan bigint not null,
            primary key (run, key)) {Dialect.InKeyOrder}
        """,
        $"create table params (run bigint not null, key text not null, value text not null, primary key (run, key)) {Dialect.InKeyOrder}",
        "create index params_value on params (key, substr(value, 1, 64), run)",
        $"create table tags (run bigint not null, key text not null, value text not null, primary key (run, key)) {Dialect.InKeyOrder}",
        "create index tags_value on tags (key, substr(value, 1, 64), run)",
    ];
}
