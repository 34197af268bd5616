using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>Where several processes may write: how often something was added to the history of a run's metric, by which each knows whether what it remembers is whole.</summary>
/// <remarks>Each addition changes the row of the latest value; with room beside it on its page, no index needs to know.</remarks>
[Migration(2026_1130_0001)]
public sealed class Additions(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements => Dialect.IsWrittenHereAlone
        ? []
        : ["alter table latest_metrics add column additions bigint not null default 0", "alter table latest_metrics set (fillfactor = 50)"];
}
