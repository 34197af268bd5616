using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>What each prediction log has counted of the promised coverage, and up to which outcome; outcomes by when they came.</summary>
[Migration(2026_1129_0301)]
public sealed class ServingLabels(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements =>
    [
        $"create table serving_coverage (endpoint text not null, guards text not null, writer text not null, labelled bigint not null, misses bigint not null, is_broken bigint not null, primary key (endpoint, guards, writer)) {Dialect.InKeyOrder}",
        $"create table serving_labels_counted (writer text not null primary key, upto bigint not null) {Dialect.InKeyOrder}",
        "create index serving_feedback_received on serving_feedback (received_at)",
    ];
}
