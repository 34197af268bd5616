using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>Where one process alone writes: values of many keys at once, in the order they came, until they are brought into their histories.</summary>
[Migration(2026_1201_0001)]
public sealed class ArrivedMetrics(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements => Dialect.IsWrittenHereAlone
        ?
        [
            $"""
            create table arrived_metrics (
                run bigint not null,
                key bigint not null,
                timestamp bigint not null,
                step bigint not null,
                value {Dialect.Double} not null,
                is_nan bigint not null)
            """,
        ]
        : [];
}
