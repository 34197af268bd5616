using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>Alerts that a gateway has raised, and what somebody said of each.</summary>
[Migration(2026_1129_0201)]
public sealed class ServingAlerts(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements =>
    [
        $"create table serving_alerts (endpoint text not null, no bigint not null, document text not null, primary key (endpoint, no)) {Dialect.InKeyOrder}",
    ];
}
