using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>Registered models and their versions, logged models, what runs took in and gave out, and webhooks.</summary>
/// <remarks>
/// A registered model counts its versions itself, so that the number of a deleted version is never given again. Runs and logged models are
/// named by their ids where the protocol lets a client name one that is not here. Of a logged model's metrics the latest is kept per run and
/// dataset; their whole history is the run's.
/// </remarks>
[Migration(2026_1127_0002)]
public sealed class Registry(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements => [.. Registered, .. Logged, .. Inputs, .. Webhooks];

    private IEnumerable<string> Registered =>
    [
        $"""
        create table registered_models (
            no {Dialect.Identity},
            name text not null,
            description text not null,
            versions bigint not null default 0,
            creation_time bigint not null,
            last_updated_time bigint not null)
        """,
        "create unique index registered_models_name on registered_models (name)",
        $"""
        create table registered_model_tags (
            model bigint not null references registered_models (no),
            key text not null,
            value text not null,
            primary key (model, key)) {Dialect.InKeyOrder}
        """,
        $"""
        create table model_versions (
            model bigint not null references registered_models (no),
            version bigint not null,
            stage text not null,
            description text not null,
            source text not null,
            storage_location text not null,
            run_id text not null,
            run_link text not null,
            model_id text not null,
            creation_time bigint not null,
            last_updated_time bigint not null,
            primary key (model, version)) {Dialect.InKeyOrder}
        """,
        "create index model_versions_run on model_versions (run_id)",
        "create index model_versions_logged on model_versions (model_id)",
        $"""
        create table model_version_tags (
            model bigint not null,
            version bigint not null,
            key text not null,
            value text not null,
            primary key (model, version, key)) {Dialect.InKeyOrder}
        """,
        $"""
        create table model_aliases (
            model bigint not null references registered_models (no),
            alias text not null,
            version bigint not null,
            primary key (model, alias)) {Dialect.InKeyOrder}
        """,
    ];

    private IEnumerable<string> Logged =>
    [
        $"""
        create table logged_models (
            no {Dialect.Identity},
            id text not null,
            experiment bigint not null references experiments (no),
            name text not null,
            model_type text not null,
            source_run_id text not null,
            status text not null,
            artifact_uri text not null,
            creation_time bigint not null,
            last_updated_time bigint not null,
            deleted bigint not null default 0)
        """,
        "create unique index logged_models_id on logged_models (id)",
        "create index logged_models_newest on logged_models (experiment, deleted, creation_time)",
        "create index logged_models_run on logged_models (source_run_id)",
        $"create table logged_model_params (model bigint not null references logged_models (no), key text not null, value text not null, primary key (model, key)) {Dialect.InKeyOrder}",
        $"create table logged_model_tags (model bigint not null references logged_models (no), key text not null, value text not null, primary key (model, key)) {Dialect.InKeyOrder}",
        $"""
        create table model_metrics (
            model bigint not null,
            key bigint not null,
            run bigint not null,
            dataset_name text not null,
            dataset_digest text not null,
            timestamp bigint not null,
            step bigint not null,
            value {Dialect.Double} not null,
            is_nan bigint not null,
            primary key (model, key, run, dataset_name, dataset_digest)) {Dialect.InKeyOrder}
        """,
        "create index model_metrics_value on model_metrics (key, value, model)",
    ];

    private IEnumerable<string> Inputs =>
    [
        $"""
        create table datasets (
            no {Dialect.Identity},
            experiment bigint not null references experiments (no),
            name text not null,
            digest text not null,
            source_type text not null,
            source text not null,
            schema text,
            profile text)
        """,
        "create unique index datasets_name on datasets (experiment, name, digest)",
        $"create table run_datasets (run bigint not null, dataset bigint not null references datasets (no), primary key (run, dataset)) {Dialect.InKeyOrder}",
        "create index run_datasets_dataset on run_datasets (dataset, run)",
        $"create table run_dataset_tags (run bigint not null, dataset bigint not null, key text not null, value text not null, primary key (run, dataset, key)) {Dialect.InKeyOrder}",
        $"create table run_model_inputs (run bigint not null, model_id text not null, primary key (run, model_id)) {Dialect.InKeyOrder}",
        $"create table run_model_outputs (run bigint not null, model_id text not null, step bigint not null, primary key (run, model_id)) {Dialect.InKeyOrder}",
        "create index run_model_inputs_model on run_model_inputs (model_id, run)",
        "create index run_model_outputs_model on run_model_outputs (model_id, run)",
    ];

    private IEnumerable<string> Webhooks =>
    [
        $"""
        create table webhooks (
            no {Dialect.Identity},
            id text not null,
            name text not null,
            description text not null,
            url text not null,
            secret text not null,
            status text not null,
            creation_time bigint not null,
            last_updated_time bigint not null,
            deleted bigint not null default 0)
        """,
        "create unique index webhooks_id on webhooks (id)",
        $"create table webhook_events (webhook bigint not null references webhooks (no), event text not null, primary key (webhook, event)) {Dialect.InKeyOrder}",
        $"""
        create table webhook_deliveries (
            no {Dialect.Identity},
            id text not null,
            webhook bigint not null references webhooks (no),
            event text not null,
            body text not null,
            status text not null,
            attempts bigint not null default 0,
            due bigint,
            response_status bigint,
            error text not null default '',
            creation_time bigint not null,
            last_attempt_time bigint)
        """,
        "create index webhook_deliveries_due on webhook_deliveries (due)",
        "create index webhook_deliveries_webhook on webhook_deliveries (webhook, no)",
        "create index webhook_deliveries_creation on webhook_deliveries (creation_time)",
    ];
}
