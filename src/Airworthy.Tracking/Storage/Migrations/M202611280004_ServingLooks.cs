using FluentMigrator;

namespace Airworthy.Tracking.Storage.Migrations;

/// <summary>How the verdicts on a release stood as its evidence grew.</summary>
[Migration(2026_1128_0004)]
public sealed class ServingLooks(Dialect dialect) : Step(dialect)
{
    protected override IEnumerable<string> Statements =>
    [
        $"create table serving_looks (release bigint not null, generation bigint not null, pairs bigint not null, document text not null, primary key (release, generation, pairs)) {Dialect.InKeyOrder}",
    ];
}
