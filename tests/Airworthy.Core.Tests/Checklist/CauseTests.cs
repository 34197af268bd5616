using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Records;

using static Airworthy.Core.Tests.Checklist.Situation;

namespace Airworthy.Core.Tests.Checklist;

/// <summary>A stale item says which field or file changed, and by whose commit where that is known.</summary>
public sealed class CauseTests
{
    private static readonly Item s_item = Item("judged: {rows: T2}\ndue: {rows: data}");

    [Fact]
    public void The_file_that_changed_since_the_record_is_named() =>
        Assert.Equal("leakage-safe-split/rows was last judged before its data changed: data/b.csv.", Why(Judged(Files(("data/a.csv", "1"), ("data/b.csv", "2"))), Files(("data/a.csv", "1"), ("data/b.csv", "3"))));

    [Fact]
    public void A_file_that_came_or_went_is_named() =>
        Assert.Contains("data changed: data/b.csv, data/c.csv.", Why(Judged(Files(("data/b.csv", "2"))), Files(("data/c.csv", "2"))), StringComparison.Ordinal);

    [Fact]
    public void Many_are_counted() =>
        Assert.Contains("data changed: 1, 2, 3 and 2 more.", Why(Judged(Files()), Files([.. Enumerable.Range(1, 5).Select(i => ($"{i}", "x"))])), StringComparison.Ordinal);

    [Fact]
    public void A_field_is_named_with_its_file_and_only_if_the_item_reads_it()
    {
        var then = Files(("a", "1"));
        var now = Files(Contract with { Project = "other", Metric = Contract.Metric! with { GoodEnough = 0.6, Target = 0.9 } }, ("a", "1"));
        Assert.Contains("its contract changed: metric.good_enough in airworthy.yaml.", Why(Judged(then), now), StringComparison.Ordinal);
    }

    [Fact]
    public void The_commit_and_its_author_are_named_where_git_knows()
    {
        var then = Files(("a", "1"));
        var now = Files(("a", "2"));
        Assert.Contains("data changed: a (1f3c9a4 by ben, 2026-02-28).", Why(Judged(then), now, new Origin("1f3c9a4", "ben", new DateOnly(2026, 2, 28))), StringComparison.Ordinal);
        Assert.Contains("data changed: a (not committed yet).", Why(Judged(then), now, new Origin()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_names_no_state_leaves_the_kind() =>
        Assert.Contains("before its data changed.", Why(Judged(Files(("a", "1"))) with { State = null }, Files(("a", "2"))), StringComparison.Ordinal);

    [Fact]
    public void The_makeup_may_stand_on_another_record_of_the_same_state()
    {
        var then = Files(("a", "1"));
        var carrier = Judged(then) with { Check = "other-item/rows" };
        var bare = Judged(then) with { MadeOf = null };
        var now = Evidence() with { Subjects = Files(("a", "2")), Records = [carrier, bare] };
        Assert.Contains("data changed: a.", Evaluation.Of(s_item, now).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_names_what_changed_since_it_was_bound()
    {
        var item = Item();
        var then = Files(("a", "1"));
        var now = (Evidence(("rows", Met)) with { Subjects = Files(("a", "2")), Records = [Judged(then)] }).Signed(s => s with { Binds = then.Of(item) });
        var seen = now with { Seen = now.Seen.ToDictionary(s => s.Key, s => s.Value with { Subject = now.Subjects.Of(item) }) };
        Assert.Equal("Since ana signed on 2026-02-20, its data changed: a.", Evaluation.Of(item, seen).Why);

        var fromGit = seen with { Records = [], SinceSigned = new Dictionary<string, IReadOnlyList<Difference>> { [item.Id] = [new Difference("contract", "metric.name"), new Difference("data", "a")] } };
        Assert.Equal("Since ana signed on 2026-02-20, its data changed: a.", Evaluation.Of(item, fromGit).Why);
    }

    [Fact]
    public void A_record_keeps_the_makeup_in_its_line()
    {
        var then = Files(("a", "1"));
        var read = CheckRecord.Parse(Judged(then).Line)!;
        Assert.Equal(then.Makeup.Id, new Makeup(read.MadeOf!).Id);
        Assert.NotEqual(then.Makeup.Id, Files(("a", "2")).Makeup.Id);
        Assert.NotEqual(then.Makeup.Id, Files(Contract with { Stage = Stage.Model }, ("a", "1")).Makeup.Id);
    }

    private static Subjects Files(params (string Path, string Digest)[] files) => Files(Contract, files);

    private static Subjects Files(ProjectContract contract, params (string Path, string Digest)[] files) =>
        Subjects("sha256:" + string.Join(',', files.Select(f => f.Path + f.Digest)), contract) with
        {
            Makeup = Makeup.Of(contract, new Dictionary<Bound, IReadOnlyDictionary<string, string>> { [Bound.Data] = files.ToDictionary(f => f.Path, f => f.Digest) }),
        };

    private static CheckRecord Judged(Subjects then) => Record("rows", Answer.Met) with { Subject = then.Of(s_item), State = then.Makeup.Id, MadeOf = then.Makeup.Kinds };

    private static string Why(CheckRecord record, Subjects now, Origin? origin = null)
    {
        var evidence = Evidence() with { Subjects = now, Records = [record], Contract = now.Contract };
        var state = Evaluation.Of(s_item, evidence);
        Assert.Equal(Status.Stale, state.Status);
        return origin is null ? state.Why : Evaluation.Of(s_item, evidence with { Origins = state.Parts.SelectMany(p => p.Changed).ToDictionary(c => c, _ => origin) }).Why;
    }
}
