using Airworthy.Core.Records;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Checklist;

/// <summary>Points of one of the 28 tests: 0, 0.5 by hand, 1 automatic.</summary>
/// <param name="Strict">What counts in the headline: a test that is red or stale itself earns nothing, and none by hand counts over a red check.</param>
/// <param name="Paper">The paper's own reading: the point is for having the test.</param>
/// <param name="Waiting">What it would earn after enough automatic runs, everything else as it is now.</param>
/// <param name="Why">Why not more, in a sentence.</param>
public sealed record TestPoints(Item Item, double Strict, double Paper, double Waiting, string Why);

/// <summary>One of the four sections.</summary>
public sealed record SectionPoints(string Section, IReadOnlyList<TestPoints> Tests)
{
    /// <summary>0 to 7 in halves.</summary>
    public double Strict => Tests.Sum(t => t.Strict);

    public double Paper => Tests.Sum(t => t.Paper);

    public double Waiting => Tests.Sum(t => t.Waiting);
}

/// <summary>The ML Test Score: the smallest of four sums.</summary>
/// <remarks>Source: Breck, Cai, Nielsen, Salib, Sculley (2017), "The ML Test Score", IEEE Big Data, 1123–1132.</remarks>
public sealed record Score(IReadOnlyList<SectionPoints> Sections)
{
    /// <summary>How often, and on how many different days, a test must have run by itself.</summary>
    public const int AutomaticDays = 2;

    /// <summary>Days for which a drill shows that a test can fail.</summary>
    public const int DrillDays = 90;

    /// <summary>Days for which a test by hand counts, where its page says nothing else.</summary>
    public const int ManualDays = 90;

    public double Strict => Sections.Min(s => s.Strict);

    public double Paper => Sections.Min(s => s.Paper);

    /// <summary>Points over all sections that only wait for automatic runs on a second day.</summary>
    public double Waiting => Sections.Sum(s => s.Tests.Sum(t => Math.Max(0, t.Waiting - t.Strict)));

    public double Earned => Sections.Sum(s => s.Strict);

    /// <summary>What a score of this size means, in the paper's bands.</summary>
    public static string Band(double score) => score switch
    {
        <= 0 => "more a research project than a production system",
        <= 1 => "not wholly untested, but serious holes are likely",
        <= 2 => "a first pass at production; more is needed",
        <= 3 => "reasonably tested; more could be automated",
        <= 5 => "strong: fit for mission-critical use",
        _ => "exceptional",
    };

    /// <summary>Adds up the tests.</summary>
    public static Score Of(IEnumerable<ItemState> states, Evidence evidence) => new([.. states
        .Where(s => s.Item.IsScoreTest)
        .GroupBy(s => s.Item.Section)
        .Select(g => new SectionPoints(g.Key, [.. g.Select(s => Points(s, evidence))]))]);

    private static TestPoints Points(ItemState state, Evidence evidence)
    {
        var item = state.Item;
        if (state.Status == Status.NotApplicable)
        {
            return new TestPoints(item, 0, 0, 0, "Not applicable earns nothing; the scale stays.");
        }

        // A declared field is not a test; what the page lists beyond this version's checks cannot have run.
        var judged = state.Parts.Where(p => !p.Part.IsStatement && !p.Part.Optional).ToList();
        var machine = judged.Where(p => p.Part.Tier is not Tier.T0).ToList();
        var whole = machine.Count > 0 && machine.All(p => p.Part.Tier is not null);
        var automatic = whole && machine.All(p => AutomaticOn(p.Part.Id, item, evidence) >= AutomaticDays) && machine.Any(p => HasTeeth(p.Part.Id, evidence));
        var byHand = ByHand(item, evidence);

        // Each test stands for itself, and what earns less is never a reason to lose what something else earns: otherwise
        // taking away a record or a statement that brings bad news would raise the score.
        var red = state.Parts.Any(p => !p.Part.IsStatement && p.Standing == Standing.Red);
        var holds = !red && judged.All(p => p.Standing is Standing.Good or Standing.Later) && machine.All(p => p.Verdict.Answer == Answer.Met);
        var strict = automatic && holds ? 1 : byHand && !red ? 0.5 : 0;
        return new TestPoints(item, strict, automatic ? 1 : byHand ? 0.5 : 0, whole && holds ? 1 : strict,
            Why(item, machine, whole, automatic, byHand, holds, evidence) + (HandFailed(state) ? " Tested by hand it failed: the item stays red until that is mended." : ""));
    }

    private static bool HandFailed(ItemState state) => state.Parts.Any(p => p.Part.IsStatement && p.Standing == Standing.Red);

    private static string Why(Item item, List<PartState> machine, bool whole, bool automatic, bool byHand, bool holds, Evidence evidence)
    {
        if (automatic)
        {
            return (holds, byHand) switch
            {
                (true, _) => "It runs by itself and holds.",
                (false, true) => "It runs by itself and does not hold now; it was tested by hand.",
                _ => "It runs by itself and does not hold now.",
            };
        }

        var days = machine.Count == 0 ? 0 : machine.Min(p => AutomaticOn(p.Part.Id, item, evidence));
        return (whole, holds) switch
        {
            (false, _) => byHand ? "Tested by hand. Not all of its parts can run by themselves in this version."
                : $"Test it by hand and write it down: `airworthy attest {item.Id} --kind manual-test`.",
            (true, false) => "Its parts do not all hold yet.",
            _ when days < AutomaticDays => $"It holds; {AutomaticDays - days} more automatic run{(AutomaticDays - days == 1 ? "" : "s")} on another day earn{(AutomaticDays - days == 1 ? "s" : "")} the point: `airworthy ci install`.",
            _ => $"It runs by itself; a drill must show that it can fail: `airworthy drill {machine[0].Part.Id}`.",
        };
    }

    /// <summary>Different days on which a part ran by itself, on the current subject, the newest in time.</summary>
    private static int AutomaticOn(PartId part, Item item, Evidence evidence)
    {
        var subject = evidence.Subjects.Of(item);
        var runs = evidence.Records.Where(r => r.Check == part.ToString()
            && r.By.Kind is WriterKind.Ci or WriterKind.Scheduler or WriterKind.Gateway
            && Evaluation.ChangedSince(r.Subject, subject).Count == 0).ToList();
        return runs.Count == 0 || (item.Front.MaxAgeDays is { } age && evidence.Now - runs[^1].At > TimeSpan.FromDays(age))
            ? 0
            : runs.Select(r => r.At.UtcDateTime.Date).Distinct().Count();
    }

    private static bool HasTeeth(PartId part, Evidence evidence) => evidence.Records.Any(r =>
        r.Check == part.ToString() && r.By.Kind == WriterKind.Drill && r.Answer is Answer.Unmet or Answer.Undecided && evidence.Now - r.At <= TimeSpan.FromDays(DrillDays));

    private static bool ByHand(Item item, Evidence evidence) =>
        evidence.Statements.GetValueOrDefault(item.Id) is { Statement: { Kind: StatementKind.ManualTest, Result: ManualResult.Pass } statement }
        && (statement.DistributedTo is { Count: >= 2 } || statement.DistributedTo is [['#', ..]])
        && statement.On.AddDays(item.Front.StatementDays ?? ManualDays) >= evidence.Today
        && StatementStanding.Of(item, new Part(new PartId(item.Id, PartId.Statement), Stage.Idea, false, null), evidence).Standing == Standing.Good;
}
