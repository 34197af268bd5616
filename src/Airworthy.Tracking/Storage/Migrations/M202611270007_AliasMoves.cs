using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>When which alias was given to which version of a model, or taken away. What stood before this table came is unknown.</summary>
[Migration(2026_1127_0007)]
public sealed class AliasMoves(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements =>
    [
        $"""
        create table alias_moves (
            no {Dialect.Identity},
            model bigint not null references registered_models (no),
            alias text not null,
            version bigint,
            time bigint not null)
        """,
        "create index alias_moves_model on alias_moves (model, no)",
    ];
}
