using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>First answers to requests that carry a key of their own, for a day: status, headers and body are empty while the first is under way.</summary>
[Migration(2026_1201_0003)]
public sealed class KeptAnswers(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements =>
    [
        $"create table serving_answers (caller text not null, endpoint text not null, key text not null, asked text not null, begun_at bigint not null, request text, status bigint, headers text, body text, primary key (caller, endpoint, key)) {Dialect.InKeyOrder}",
        "create index serving_answers_begun on serving_answers (begun_at)",
        "create index serving_answers_request on serving_answers (endpoint, request)",
    ];
}
