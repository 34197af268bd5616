using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Core.Reporting;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Tests.Reporting;

/// <summary>A report made by hand that has every status, every mark and every kind of evidence.</summary>
internal static class ExampleReport
{
    public static readonly DateTimeOffset Now = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);

    private static readonly DateOnly s_today = new(2026, 1, 5);

    private static readonly Dictionary<string, string> s_subject = new() { ["contract"] = "sha256:a91e0000000000000000", ["data"] = "sha256:1f3c9a00000000000000" };

    public static Report Report
    {
        get
        {
            ItemState[] items =
            [
                Goal, Owner, NotApplicableItem, Metric, Costs, Power, Leak, Representative, Collection, Storage, Schema,
                Later("slice-quality", "Quality holds on every slice that matters", Stage.Model), Later("canary", "New models meet a little live traffic first", Stage.Shadow),
            ];
            return new Report
            {
                Project = "flight-delay",
                Kind = ProjectKind.TabularClassification,
                Stage = Stage.Data,
                Policy = Policy.Standard,
                AsOf = s_today,
                Today = s_today,
                At = Now,
                Model = "flight-delay-17",
                Items = items,
                People = new People
                {
                    ByHandle = new Dictionary<string, Person>
                    {
                        ["ana.silva"] = new() { Name = "Ana Silva", Roles = [Role.Owner] },
                        ["maria.lund"] = new() { Name = "Maria Lund", Roles = [Role.DomainExpert] },
                    },
                },
                Subjects = s_subject,
                Problems = [new Problem(new Place("airworthy.yaml", 14, 16), "data.max_overlap is 5, but it is a share and must lie in [0, 1]. Did you mean 0.05?")],
                Guessed = ["data.label"],
                Score = Score,
                Next =
                [
                    new NextStep(Leak, 40, 20, "severity 5, 3 others wait for it", "Split so that equal rows fall on one side, or remove the copies before splitting."),
                    new NextStep(Costs, 20, 15, "severity 5", "Look again and renew it with `airworthy attest error-costs`."),
                    new NextStep(Collection, 10, 120, "severity 2", "Write data.collection.rows_per_month into airworthy.yaml."),
                ],
                Run = new RunStatistics(41, 33, 1, TimeSpan.FromSeconds(12.3)) { Skipped = 6 },
                Void = [new VoidClaim("waiver", "latency-limit", "maria.lund", "it ended on 2025-12-31")],
            };
        }
    }

    /// <summary>The same report compared with an earlier state.</summary>
    public static Report Compared => Report with
    {
        Changes = new Changes("main",
        [
            new Change(Core.Reporting.Direction.Better, "feature-code-tested", "failing", "verified", "3 untested functions are covered now."),
            new Change(Core.Reporting.Direction.Worse, "leakage-safe-split", "attested", "failing", Leak.Why),
            new Change(Core.Reporting.Direction.Loosened, "slices.small carriers.min", "0.55", "0.5", "The owner must approve it.") { Who = "ana.silva", At = new Place("airworthy.yaml", 88, 5) },
        ], 71),
    };

    /// <summary>The same report with more of everything than a sheet can show.</summary>
    public static Report Crowded => Compared with
    {
        Items =
        [
            .. Report.Items,
            .. Pages.Items.Where(i => Report.Items.All(o => o.Item.Id != i.Id)).Take(16).Select(i => State(i, Status.Attested, Signed(i.Id, "maria.lund", Grade.Reviewed, "What was agreed with the desk, at some length.", "ana.silva"))),
            .. Pages.Items.Where(i => Report.Items.All(o => o.Item.Id != i.Id)).Skip(16).Take(12).Select(i => State(i, Status.Failing,
                Part(i.Id, "rows", Tier.T2, Standing.Red, Verdict.Unmet("4,120 of 1,000,000 rows are outside what the schema promises, mostly since the change of the feed in April; the limit is 0.1 %.", "Mend them."))) with { Waived = Waiver(i.Id) }),
        ],
        Changes = Compared.Changes! with { All = [.. Enumerable.Repeat(Compared.Changes.All, 4).SelectMany(c => c)] },
    };

    /// <summary>A report in which every text that comes from a user tries to be markup.</summary>
    public static Report Hostile
    {
        get
        {
            const string Evil = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\"'`&|@everyone ]]> \u0001\u001b[31m\u202e";
            var verdict = Verdict.Unmet($"Column {Evil} leaks.", $"Drop {Evil}.").With((Evil, double.NaN)).Concern(Evil) with
            {
                Shown = new Shown([Evil], [[Evil]]),
                Plots = [Plot.Bars(Evil, [(Evil, 1)], 0.5, Evil), new Plot("lines", Evil, [Evil], [[1, 2]]) { X = [0, 1], XAxis = Evil, YAxis = Evil }],
                Blind = Evil,
                At = new Place($"../{Evil}.yaml", 3, 1),
            };
            var statement = new Statement { Item = "business-goal", Says = Evil, By = Evil, On = s_today, Links = [new Link { Title = Evil, Url = "javascript:alert(3)", Kept = Evil }] };
            var red = State(Item("leakage-safe-split", "The split does not leak"), Status.Failing, Part("leakage-safe-split", "rows", Tier.T2, Standing.Red, verdict)) with
            {
                Waived = Waiver("leakage-safe-split") with { Because = Evil, By = Evil, Risk = Evil, Mitigation = Evil, Ticket = Evil },
            };
            var vouched = State(Item("business-goal", "The goal is written down as a number"), Status.Attested,
                Part("business-goal", "statement", null, Standing.Good, Verdict.Met($"{Evil}: {Evil}")) with { Statement = new StatementOnFile(statement, Grade.Reviewed, Evil, "00", Evil) });
            return Report with
            {
                Project = Evil,
                Model = Evil,
                Items = [red, vouched],
                Problems = [new Problem(new Place(Evil, 1, 1), Evil)],
                Guessed = [Evil],
                Void = [new VoidClaim("waiver", Evil, Evil, Evil)],
                Subjects = new Dictionary<string, string> { [Evil] = Evil },
                Next = [new NextStep(red, 1, 1, Evil, Evil)],
                Changes = new Changes(Evil, [new Change(Core.Reporting.Direction.Worse, Evil, Evil, Evil, Evil) { Who = Evil }], 1),
            };
        }
    }

    private static ItemState Goal => State(Item("business-goal", "The goal is written down as a number"), Status.Attested,
        Part("business-goal", "contract", Tier.T0, Standing.Good, Verdict.Met("goal.business_metric falls from 41 to 36 by 2026-03-31.").With(("today", 41), ("target", 36))),
        Signed("business-goal", "maria.lund", Grade.Reviewed, "Missed connections cost the desk 1.2 million a year; the finance sheet of September shows them by month.", "ana.silva")) with
    {
        Marks = ["reviewed"],
    };

    private static ItemState Owner => State(Item("accountable-owner", "One named person answers for it"), Status.Attested,
        Signed("accountable-owner", "ana.silva", Grade.Preview, "I answer for whether this works and for what happens when it does not.", null)) with
    {
        Marks = ["preview"],
        IsPreview = true,
    };

    private static ItemState NotApplicableItem => new(Item("fat-requirements", "Fairness, accountability and transparency, as limits"), Status.NotApplicable, [])
    {
        Why = "Rows are flights, not people. (ana.silva, approved by maria.lund, until 2026-06-25)",
    };

    private static ItemState Metric => State(Item("single-metric", "One number ranks models"), Status.Verified,
        Part("single-metric", "same", Tier.T2, Standing.Good, Verdict.Met("All 41 runs log roc_auc on dev, computed the same way.").With(("runs", 41), ("with_metric", 41))) with { Reused = true, Record = "0a1b2c3d4e5f60718293" });

    private static ItemState Costs => State(Item("error-costs", "What each kind of mistake costs"), Status.Stale,
        Part("error-costs", "contract", Tier.T0, Standing.Good, Verdict.Met("error_costs.matrix is written down.")),
        Part("error-costs", "statement", null, Standing.Stale, Verdict.Unknown("The statement of maria.lund ended on 2025-12-31; today is 2026-01-05.", "Look again and renew it with `airworthy attest error-costs`.")));

    private static ItemState Power => State(Item("dev-set-power", "Dev is big enough to see the gain you hope for"), Status.Unanswered,
        Part("dev-set-power", "mde", Tier.T2, Standing.Open, Verdict.Undecided("A gain of 0.0049 (0.0046 to 0.0052) can be seen; 0.005 is asked.", "Bring more rows into dev, or ask for a larger gain.")
            .With(("smallest_gain_seen", 0.00491), ("asked", 0.005), ("dev_rows", 214_338)) with
        {
            Plots = [new Plot("lines", "The smallest gain that can be seen, by rows of dev", ["seen", "by whole days"], [[0.021, 0.0102, 0.0071, 0.0049], [0.05, 0.034, 0.027, 0.024]]) { X = [10_000, 50_000, 100_000, 214_338], XAxis = "rows", YAxis = "gain", Limit = 0.005 }],
        })) with
    {
        Marks = ["undecided", "waived", "lived with"],
        Waived = Waiver("dev-set-power"),
    };

    private static ItemState Leak => State(Item("leakage-safe-split", "The split does not leak"), Status.Failing,
        Part("leakage-safe-split", "contract", Tier.T0, Standing.Good, Verdict.Met("data.split, data.time are written down.")),
        Part("leakage-safe-split", "rows", Tier.T2, Standing.Red, Verdict.Unmet("812 of 24,311 dev rows (3.34 %) are copies of train rows in every column; the limit is 0.1 %.", "Split so that equal rows fall on one side, or remove the copies before splitting.")
            .With(("limit_share", 0.001), ("dev_rows", 24_311), ("dev_copied", 812), ("test_rows", 25_102), ("test_copied", 0)) with
        {
            Shown = new Shown(["date", "delay", "distance", "origin", "destination"], [["2001-04-03 06:15", "-4", "733", "ORD", "LGA"], ["2001-04-03 06:15", "-4", "733", "ORD", "LGA"], ["2001-04-09 17:40", "38", "1235", "DFW", "LAX"]]),
            Blind = "A copy with one changed digit is not equal here.",
        }),
        Part("leakage-safe-split", "proxy", Tier.T2, Standing.Good, Verdict.Met("No feature alone tells the label: the strongest, date, reaches an AUC of 0.66; 0.95 asks a question.")
            .Concern("origin alone reaches an AUC of 0.81. Say how it is known in time.") with
        {
            Plots = [Plot.Bars("How well each feature alone tells the label (AUC)", [("origin", 0.81), ("date", 0.66), ("distance", 0.53), ("destination", 0.52)], 0.95, "AUC")],
        }),
        Part("leakage-safe-split", "order", Tier.T2, Standing.Stale, Verdict.Unknown("leakage-safe-split/order was last judged before its data changed.", "Run `airworthy check leakage-safe-split`.")),
        Part("leakage-safe-split", "fit", null, Standing.Later, Verdict.Unknown("leakage-safe-split/fit is not judged by this version.", "Read `airworthy explain leakage-safe-split`."), Stage.Model));

    private static ItemState Representative => State(Item("representative-dev-test", "Dev and test look like the real task"), Status.Unanswered,
        Part("representative-dev-test", "recent", Tier.T2, Standing.Open, Verdict.Unknown("RecentRowsProbe crashed: the file ended early", "Run with --verbose to see where, and report it.")) with { Crash = "System.IO.EndOfStreamException: the file ended early\n   at somewhere" }) with
    {
        Marks = ["error"],
    };

    private static ItemState Collection => State(Item("collection-cost", "What more data would cost"), Status.Unanswered,
        Part("collection-cost", "contract", Tier.T0, Standing.Open, Verdict.Unknown("data.collection.rows_per_month is missing.", "Write data.collection.rows_per_month into airworthy.yaml.") with { At = new Place("airworthy.yaml", 61, 3) }));

    private static ItemState Storage => State(Item("versioned-storage", "Data, splits, models and labels are stored and versioned"), Status.Unanswered,
        Part("versioned-storage", "manifest", null, Standing.Open, Verdict.Unknown("versioned-storage/manifest is not judged by this version.", "Read `airworthy explain versioned-storage` for what will have to be seen.")) with { At = null });

    private static ItemState Schema => State(Item("data-schema", "What each feature should look like is written down"), Status.Failing,
        Part("data-schema", "holds", Tier.T2, Standing.Red, Verdict.Unmet("19 of 759,621 rows have a distance below 30; the schema says 30 to 5,000.", "Mend the rows or the schema, line 12.").With(("rows_outside", 19)) with { At = new Place(".airworthy/schema/flights.schema.yaml", 12, 5) }),
        Part("data-schema", "labels", Tier.T2, Standing.Red, Verdict.Unmet("The label is missing in 4,120 rows.", "Say in the schema that it may be empty, or fill it."))) with
    {
        Marks = ["waived"],
        Waived = Waiver("data-schema"),
    };

    private static Score Score => new(
    [
        new SectionPoints("TestScore/Data", [new TestPoints(Schema.Item, 0, 1, 0, "It runs by itself and does not hold now.")]),
        new SectionPoints("TestScore/Model", [new TestPoints(Item("slice-quality", "Quality holds on every slice that matters"), 0.5, 0.5, 1, "It holds; 1 more automatic run on another day earns the point: `airworthy ci install`.")]),
        new SectionPoints("TestScore/Infrastructure", [new TestPoints(Item("canary", "New models meet a little live traffic first"), 1, 1, 1, "It runs by itself and holds.")]),
        new SectionPoints("TestScore/Monitoring", []),
    ]);

    private static Item Item(string id, string title) => Pages.Find(id)! with { Title = title };

    private static ItemState Later(string id, string title, Stage from) => new(Item(id, title), Status.Unanswered,
        [Part(id, "bars", Tier.T2, Standing.Later, Verdict.Unknown($"{id}/bars has never run.", $"Run `airworthy check {id}`."), from) with { At = null }])
    {
        Why = $"Not due before the stage {from.ToString().ToLowerInvariant()}.",
        IsLater = true,
    };

    private static ItemState State(Item item, Status status, params PartState[] parts)
    {
        var decided = parts.FirstOrDefault(p => p.Standing is Standing.Red) ?? parts.FirstOrDefault(p => p.Standing is Standing.Open or Standing.Stale) ?? parts[^1];
        return new ItemState(item with { Parts = [.. parts.Select(p => p.Part)] }, status, parts) { Why = decided.Verdict.Says, Next = decided.Verdict.Next };
    }

    private static PartState Part(string item, string part, Tier? tier, Standing standing, Verdict verdict, Stage from = Stage.Data) =>
        new(new Part(new PartId(item, part), from, Optional: false, tier), standing, verdict) { At = tier is null ? null : Now.AddHours(-1), Subject = tier is null ? new Dictionary<string, string>() : s_subject };

    private static PartState Signed(string item, string by, Grade grade, string says, string? reviewer) => Part(item, "statement", null, Standing.Good, Verdict.Met($"{by}: {says}").With(("days_left", 120))) with
    {
        Statement = new StatementOnFile(
            new Statement { Item = item, Says = says, By = by, On = new DateOnly(2025, 11, 3), Until = new DateOnly(2026, 5, 2), Links = [new Link { Title = "desk log Q3", Kept = "docs/evidence/desk-log-q3.pdf" }] },
            grade, $".airworthy/statements/{item}.yaml", "5e1f", reviewer),
    };

    private static Waiver Waiver(string item) => new()
    {
        Item = item,
        Risk = "We may not see a gain of 0.005. By whole days only about 0.024 can be seen.",
        Because = "The extract keeps every fourth day to stay small; the full table has all days.",
        Mitigation = "No model replaces another on a difference below 0.025.",
        By = "maria.lund",
        ApprovedBy = ["ana.silva"],
        On = new DateOnly(2025, 12, 20),
        Until = new DateOnly(2026, 2, 28),
        Ticket = "docs/reviews/2025-12-20.md",
    };
}
