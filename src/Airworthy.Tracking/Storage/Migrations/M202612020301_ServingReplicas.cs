using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>The processes that serve from one store, and which generations are in force in each.</summary>
[Migration(2026_1202_0301)]
public sealed class ServingReplicas(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements => [$"create table serving_replicas (replica text not null primary key, at bigint not null, document text not null) {Dialect.InKeyOrder}"];
}
