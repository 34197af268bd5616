using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>How each change of the version that answers went, and what the processes that serve needed, minute by minute.</summary>
[Migration(2026_1128_0003)]
public sealed class ServingPast(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements =>
    [
        $"""
        create table serving_switches (
            endpoint text not null,
            generation bigint not null,
            writer text not null,
            document text not null,
            primary key (endpoint, generation, writer)) {Dialect.InKeyOrder}
        """,
        $"create table serving_hosts (minute bigint not null, writer text not null, document text not null, primary key (minute, writer)) {Dialect.InKeyOrder}",
    ];
}
