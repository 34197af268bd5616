using Airworthy.Core.Checklist;
using Airworthy.Core.Records;

using CsCheck;

namespace Airworthy.Core.Tests.Records;

public sealed class HistoryTests
{
    private static readonly string[] s_lines = [.. Chains.Link([], [Record("ci/found", 1), Record("ci/ran", 1), Record("ci/found", 2), Record("ci/found", 3), Record("ci/ran", 2)]).Select(r => r.Line)];

    [Fact]
    public void A_whole_history_has_no_broken_place() => Assert.Empty(History.Problems("a.jsonl", s_lines));

    [Fact]
    public void A_record_that_was_taken_out_leaves_a_gap_at_its_follower()
    {
        var only = Assert.Single(History.Problems("a.jsonl", [s_lines[0], s_lines[1], s_lines[3], s_lines[4]]));

        Assert.Equal(3, only.At.Line);
        Assert.Contains("history broken: this record of ci/found follows", only.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_was_edited_leaves_a_gap_at_its_follower() =>
        Assert.Equal(4, Assert.Single(History.Problems("a.jsonl", [s_lines[0], s_lines[1], s_lines[2].Replace("day 2", "day 9", StringComparison.Ordinal), s_lines[3], s_lines[4]])).At.Line);

    [Fact]
    public void An_edited_copy_beside_its_original_is_found()
    {
        var edited = s_lines[4].Replace("day 2", "day 9", StringComparison.Ordinal);

        Assert.Contains("in line 5 already", Assert.Single(History.Problems("a.jsonl", [.. s_lines, edited])).Message, StringComparison.Ordinal);
        Assert.Contains("begins a chain that begins in line 1 already", Assert.Single(History.Problems("a.jsonl", [.. s_lines, s_lines[0].Replace("day 1", "day 9", StringComparison.Ordinal)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_no_record_is_named() => Assert.Contains(History.Problems("a.jsonl", [.. s_lines, "{}"]), p => p.At.Line == 6);

    [Fact]
    public void The_same_line_twice_is_one_record() => Assert.Empty(History.Problems("a.jsonl", [.. s_lines, .. s_lines]));

    [Fact]
    public void Two_sides_that_grew_from_the_same_are_joined_without_loss_in_either_order() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5]).Sample((a, b) =>
        {
            var (x, y) = (s_lines.Take(a).ToArray(), s_lines.Take(b).ToArray());
            var joined = History.Union(x, y);
            return joined.ToHashSet().SetEquals(x.Union(y)) && History.Union(joined, y).SequenceEqual(joined) && History.Problems("a.jsonl", joined).Count == 0
                && History.Union(y, x).ToHashSet().SetEquals(joined);
        });

    [Fact]
    public void It_finds_broken_what_the_evaluation_finds_broken() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 2]).Sample((at, what) =>
        {
            var lines = s_lines.ToList();
            if (what == 0)
            {
                lines.RemoveAt(at);
            }
            else
            {
                lines[at] = lines[at].Replace("day", "night", StringComparison.Ordinal);
            }

            return History.Problems("a.jsonl", lines).Count > 0 == Chains.Broken([.. lines.Select(l => CheckRecord.Parse(l)!)]).Count > 0;
        });

    private static CheckRecord Record(string check, int day) => new()
    {
        Check = check,
        CheckVersion = 1,
        Answer = Answer.Met,
        Says = $"It was so on day {day}.",
        Subject = new Dictionary<string, string>(),
        By = new Writer(WriterKind.Ci, "ci-1"),
        At = new DateTimeOffset(2026, 1, day, 9, 0, 0, TimeSpan.Zero),
    };
}
