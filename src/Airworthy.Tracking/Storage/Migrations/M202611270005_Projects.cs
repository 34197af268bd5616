using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>Projects, the reports that <c>airworthy check --publish</c> sent, and the records that came with them.</summary>
[Migration(2026_1127_0005)]
public sealed class Projects(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements =>
    [
        $"create table projects (no {Dialect.Identity}, name text not null)",
        "create unique index projects_name on projects (name)",
        $"""
        create table project_reports (
            no {Dialect.Identity},
            project bigint not null references projects (no),
            digest text not null,
            at bigint not null,
            received bigint not null,
            account text,
            done bigint not null,
            summary text not null,
            report text not null)
        """,
        "create unique index project_reports_digest on project_reports (project, digest)",
        "create index project_reports_newest on project_reports (project, at desc, no desc)",
        $"""
        create table project_records (
            project bigint not null references projects (no),
            id text not null,
            part text not null,
            answer text not null,
            writer text not null,
            at bigint not null,
            number {Dialect.Double},
            line text not null,
            primary key (project, id)) {Dialect.InKeyOrder}
        """,
        "create index project_records_newest on project_records (project, part, at desc)",
    ];
}
