using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>Views of the table of runs that people keep under a name.</summary>
[Migration(2026_1127_0006)]
public sealed class SavedViews(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements =>
    [
        $"""
        create table saved_views (
            experiment bigint not null references experiments (no),
            name text not null,
            query text not null,
            account text,
            saved_time bigint not null,
            primary key (experiment, name)) {Dialect.InKeyOrder}
        """,
    ];
}
