using Airworthy.Core.Checklist;
using Airworthy.Core.Statements;

using static Airworthy.Core.Tests.Checklist.Situation;

namespace Airworthy.Core.Tests.Statements;

/// <summary>More than five statements by one person within ten minutes were signed in bulk, and the reports say so.</summary>
public sealed class BulkTests
{
    private static readonly DateTimeOffset s_start = new(2026, 2, 20, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(5, 0, 0)]
    [InlineData(6, 0, 6)]
    [InlineData(6, 120, 6)] // the sixth stands exactly ten minutes after the first
    [InlineData(6, 121, 0)]
    [InlineData(40, 100, 40)]
    [InlineData(40, 150, 0)]
    public void Six_in_ten_minutes_are_bulk(int statements, int secondsBetween, int marked) =>
        Assert.Equal(marked, Bulk.Of(Signed("ana", statements, secondsBetween)).Count);

    [Fact]
    public void Only_those_of_the_stretch_are_marked()
    {
        var slow = Signed("ana", 3, 3600).Select(s => s with { Item = "slow-" + s.Item, Written = s.Written!.Value.AddDays(1) });
        Assert.All(Bulk.Of([.. Signed("ana", 7, 30), .. slow]), item => Assert.StartsWith("item-", item, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_people_at_once_are_two() => Assert.Empty(Bulk.Of([.. Signed("ana", 5, 10), .. Signed("ben", 5, 10).Select(s => s with { Item = "b" + s.Item })]));

    [Fact]
    public void A_file_written_by_hand_tells_no_moment() => Assert.Empty(Bulk.Of(Signed("ana", 9, 0).Select(s => s with { Written = null })));

    [Fact]
    public void The_item_carries_the_mark_and_still_counts()
    {
        var evidence = Evidence(("rows", Met)).Signed(s => s with { Written = s_start });
        var others = Signed("ana", 5, 60).ToDictionary(s => s.Item, s => new StatementOnFile(s, Grade.Alone, "", ""));
        var state = Evaluation.Of(Item(), evidence with { Statements = new Dictionary<string, StatementOnFile>([.. evidence.Statements, .. others]) });

        Assert.Equal((Status.Attested, true), (state.Status, state.Marks.Contains("signed in bulk")));
        Assert.DoesNotContain("signed in bulk", Evaluation.Of(Item(), evidence).Marks);
    }

    [Fact]
    public void Renewed_unchanged_is_a_mark_with_its_count() =>
        Assert.Contains("renewed unchanged ×2", Evaluation.Of(Item(), Evidence(("rows", Met)).Signed(s => s with { Saw = new SawAtRenewal { Renewal = 2, ChangesSinceLast = [] } })).Marks);

    private static IReadOnlyList<Statement> Signed(string by, int count, int secondsBetween) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Statement
        {
            Item = $"item-{i}",
            By = by,
            Says = $"{new Random(i).NextInt64():x} counted cases number {i} were looked at by hand on 2026-02-20",
            Written = s_start.AddSeconds(i * secondsBetween),
        }),
    ];
}
