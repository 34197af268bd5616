using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>Rows that no model should answer and that wait for a person.</summary>
[Migration(2026_1128_0001)]
public sealed class ServingPeople(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements =>
    [
        $"""
        create table serving_people (
            endpoint text not null,
            request text not null,
            row_no bigint not null,
            reason text not null,
            document text not null,
            asked_at bigint not null,
            answer text,
            answered_by text,
            answered_at bigint,
            primary key (endpoint, request, row_no)) {Dialect.InKeyOrder}
        """,
        "create index serving_people_open on serving_people (endpoint, asked_at) where answer is null",
    ];
}
