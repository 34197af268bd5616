using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>Which version answers at each endpoint, every generation of it; releases, what was seen of their candidates, and who looks after them.</summary>
[Migration(2026_1127_0008)]
public sealed class Serving(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements =>
    [
        $"""
        create table serving_routes (
            endpoint text not null,
            generation bigint not null,
            document text not null,
            at bigint not null,
            by_whom text not null,
            reason text not null,
            previous text not null,
            digest text not null,
            primary key (endpoint, generation)) {Dialect.InKeyOrder}
        """,
        $"""
        create table serving_releases (
            no {Dialect.Identity},
            endpoint text not null,
            candidate text not null,
            digest text,
            policy text not null,
            state text not null,
            step bigint not null,
            step_at bigint not null,
            generation bigint not null,
            started_at bigint not null,
            started_by text not null,
            ended_at bigint,
            says text not null)
        """,
        "create index serving_releases_endpoint on serving_releases (endpoint, no desc)",
        $"""
        create table serving_evidence (
            release bigint not null references serving_releases (no),
            generation bigint not null,
            writer text not null,
            document text not null,
            primary key (release, generation, writer)) {Dialect.InKeyOrder}
        """,
        $"create table serving_leases (name text not null primary key, holder text not null, until bigint not null) {Dialect.InKeyOrder}",
        $"""
        create table serving_minutes (
            minute bigint not null,
            endpoint text not null,
            model text not null,
            arm text not null,
            writer text not null,
            document text not null,
            primary key (minute, endpoint, model, arm, writer)) {Dialect.InKeyOrder}
        """,
        $"""
        create table serving_feedback (
            endpoint text not null,
            request text not null,
            row_no bigint not null,
            source text not null,
            correction bigint not null,
            label text not null,
            observed_at bigint not null,
            received_at bigint not null,
            primary key (endpoint, request, row_no, source, correction)) {Dialect.InKeyOrder}
        """,
    ];
}
