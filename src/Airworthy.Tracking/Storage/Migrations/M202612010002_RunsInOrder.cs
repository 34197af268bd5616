using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>The runs of an experiment in the order in which all that they logged lies.</summary>
/// <remarks>A search that looks at every run goes along it, and finds what the next run logged beside what the last one did. PostgreSQL reads whole tables for that and joins them by hash.</remarks>
[Migration(2026_1201_0002)]
public sealed class RunsInOrder(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements => Dialect.AlongRuns.Length > 0 ? ["create index runs_in_order on runs (experiment, deleted)"] : [];
}
