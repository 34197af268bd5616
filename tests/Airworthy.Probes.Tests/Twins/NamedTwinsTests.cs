using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;
using Airworthy.Core.Records;
using Airworthy.Core.Statements;
using Airworthy.Data.Versions;
using Airworthy.Pipelines.Drills;

namespace Airworthy.Probes.Tests.Twins;

/// <summary>The lies that projects tell most often, each planted by hand in two shapes of project, beside an honest one that stays quiet.</summary>
[Trait("Category", "slow")]
public sealed class NamedTwinsTests
{
    private static readonly Shape[] s_shapes = [Shape.Deliveries, Shape.Visits];

    public static TheoryData<Shape> Shapes => [.. s_shapes];

    [Theory, MemberData(nameof(Shapes))]
    public Task Copied_rows(Shape shape) => Lies(shape, "leakage-safe-split/rows",
        "insert into data select * replace ('test' as __split) from data where __split = 'train' order by hash($id) limit 30", "copies");

    [Fact]
    public Task Time_overlap_where_the_contract_splits_by_time() => Lies(Shape.Deliveries, "leakage-safe-split/time",
        "update data set __split = 'train' where __split = 'dev' and hash($id) % 3 = 0", "train");

    [Fact]
    public Task Time_overlap_where_the_files_split_by_time() => Lies(Shape.Visits, "leakage-safe-split/time",
        "update data set __split = 'train' where __split = 'test' and hash($id) % 50 = 0", "train",
        ["update data set __split = case when $time < timestamp '2025-12-01' then 'train' when $time < timestamp '2026-01-10' then 'dev' else 'test' end"],
        ("data.split.method", "by-time"));

    [Fact]
    public async Task A_feature_that_looks_back_over_the_gap()
    {
        var part = PartId.Parse("leakage-safe-split/time")!.Value;
        using var honest = await PlantAsync(Shape.Deliveries, Defect.Promising(("features.look_back", "{mean_of_week: 7d}")));
        using var twin = await PlantAsync(Shape.Deliveries, Defect.Promising(("features.look_back", "{mean_of_week: 7d, mean_of_month: 30d}")));

        Assert.Equal(Answer.Met, (await JudgeAsync(honest.Root, part)).Answer);
        var verdict = await JudgeAsync(twin.Root, part);
        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("mean_of_month looks back 30d", verdict.Says, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Shapes))]
    public Task A_leaked_column(Shape shape) => Lies(shape, "leakage-safe-split/proxy",
        "alter table data add column ledger double; update data set ledger = case when cast(__label as integer) = 1 then 7.0 else 2.0 end + (hash($id) % 1000) / 400.0", "ledger");

    [Theory, MemberData(nameof(Shapes))]
    public Task Leaking_nulls(Shape shape) => Lies(shape, "leakage-safe-split/proxy",
        "alter table data add column remark varchar; update data set remark = case when cast(__label as integer) = 1 then chr(65 + cast(hash($id) % 20 as integer)) end", "remark");

    [Theory, MemberData(nameof(Shapes))]
    public Task An_answer_known_too_late(Shape shape) => Lies(shape, "leakage-safe-split/future",
        "alter table data add column afterwards double; update data set afterwards = (hash($id) % 1000) / 10.0", "afterwards",
        ("data.available_after", shape == Shape.Deliveries ? "{delivered_after_h: 72h, late: 72h, afterwards: 2h}" : "{days_to_return: 9600h, afterwards: 2h}"));

    [Fact]
    public async Task The_sample_two_hours_early_is_known_too_late()
    {
        var sample = Sample();
        var contract = ProjectFolder.ReadContract(sample).Contract!;
        var part = PartId.Parse("leakage-safe-split/future")!.Value;
        using var honest = await Drill.PlantAsync(sample, contract, null, Defect.Promising(), DefectSize.FarAbove, TimeProvider.System, TestContext.Current.CancellationToken);
        using var twin = await Drill.PlantAsync(sample, contract, Defect.Promising(("data.predict_at", "{column: date, offset: -2h}"), ("features.columns", "[date, distance, origin, destination]")),
            Defect.Promising(), DefectSize.FarAbove, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(Answer.Met, (await JudgeAsync(honest.Root, part)).Answer);
        var verdict = await JudgeAsync(twin.Root, part);
        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("date", verdict.Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TBD"), InlineData("see above"), InlineData("Yes.")]
    public void Placeholder_answers(string text)
    {
        var honest = Honest(Shape.Deliveries);
        var item = Pages.Find("business-goal")!;
        var statement = honest.Statements[item.Id];
        var twin = honest with { Statements = new Dictionary<string, StatementOnFile> { [item.Id] = statement with { Statement = statement.Statement with { Says = text } } } };

        Assert.Equal(Standing.Good, Human(item, honest).Standing);
        Assert.Equal(Standing.Open, Human(item, twin).Standing);
        Assert.Contains($"placeholder \"{text}\"", Human(item, twin).Verdict.Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TBD"), InlineData("Make it good")]
    public async Task Placeholder_promises(string text)
    {
        using var twin = await PlantAsync(Shape.Visits, Defect.Promising(("goal.statement", text)));

        var verdict = await JudgeAsync(twin.Root, PartId.Parse("business-goal/contract")!.Value);

        Assert.NotEqual(Answer.Met, verdict.Answer);
        Assert.Contains("goal.statement", verdict.Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, Standing.Good)]      // its last day
    [InlineData(1, Standing.Stale)]     // the day after
    [InlineData(400, Standing.Stale)]
    public void An_expired_statement(int daysLater, Standing expected)
    {
        var honest = Honest(Shape.Deliveries);
        var item = Pages.Find("business-goal")!;
        var until = StatementStanding.Until(item, honest.Statements[item.Id].Statement);

        var state = Human(item, honest with { Today = until.AddDays(daysLater), Now = new DateTimeOffset(until.AddDays(daysLater), new TimeOnly(9, 0), TimeSpan.Zero) });

        Assert.Equal(expected, state.Standing);
        Assert.True(expected == Standing.Good || state.Verdict.Says.Contains($"{until:yyyy-MM-dd}", StringComparison.Ordinal), state.Verdict.Says);
    }

    [Theory]
    [InlineData("nobody.here"), InlineData("")]
    public void A_signer_who_is_not_among_the_people(string signer)
    {
        var honest = Honest(Shape.Deliveries);
        var item = Pages.Find("business-goal")!;
        var statement = honest.Statements[item.Id];
        var twin = honest with { Statements = new Dictionary<string, StatementOnFile> { [item.Id] = statement with { Statement = statement.Statement with { By = signer } } } };

        Assert.Equal(Standing.Good, Human(item, honest).Standing);
        Assert.NotEqual(Standing.Good, Human(item, twin).Standing);
        Assert.Contains(signer, Human(item, twin).Verdict.Says, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Shapes))]
    public async Task Evidence_of_an_older_data_version(Shape shape)
    {
        using var project = HonestProject.Make(shape);
        var item = Pages.Find("leakage-safe-split")!;
        var then = await ProjectFolder.SubjectsAsync(project.Contract, project.Root, TestContext.Current.CancellationToken);
        var record = new CheckRecord
        {
            Check = "leakage-safe-split/rows",
            CheckVersion = Checks.All[PartId.Parse("leakage-safe-split/rows")!.Value].Version,
            Answer = Answer.Met,
            Says = "0 of 700 dev rows are copies.",
            Subject = then.Of(item),
            By = new Writer(WriterKind.Ci, "ci-1"),
            At = new DateTimeOffset(2026, 2, 28, 9, 0, 0, TimeSpan.Zero),
        };

        var file = Directory.EnumerateFiles(Path.Combine(project.Root, "data")).Order(StringComparer.Ordinal).First();
        var lines = File.ReadAllLines(file);
        File.WriteAllLines(file, [.. lines[..^1], lines[^2]]);
        Assert.Equal(then.Of(item), (await ProjectFolder.SubjectsAsync(project.Contract, project.Root, TestContext.Current.CancellationToken)).Of(item));
        var dataset = project.Contract.Data!.Dataset!;
        var paths = new ManifestFiles(project.Root).Read(dataset).Manifest!.Newest!.Files!;
        await VersionAdding.AddAsync(project.Root, project.Contract, new Addition(dataset, project.Root, paths), TimeProvider.System, TestContext.Current.CancellationToken);
        var now = await ProjectFolder.SubjectsAsync(project.Contract, project.Root, TestContext.Current.CancellationToken);

        Assert.Equal(Standing.Good, Part(item, Evidence(project, then) with { Records = [record] }).Standing);
        var stale = Part(item, Evidence(project, now) with { Records = [record] });
        Assert.Equal(Standing.Stale, stale.Standing);
        Assert.Contains("data", stale.Verdict.Says, StringComparison.Ordinal);

        static PartState Part(Item item, Evidence evidence) => Evaluation.Of(item, evidence).Parts.Single(p => p.Part.Id.Part == "rows");
    }

    [Theory]
    [InlineData(0, true)]       // the last day counts
    [InlineData(1, false)]
    [InlineData(90, false)]
    public void A_waiver_past_its_date(int daysLater, bool holds)
    {
        var item = Pages.Find("dev-set-power")!;
        var waiver = new Waiver
        {
            Item = item.Id,
            Risk = "A gain of half a point cannot be seen on this dev split.",
            Because = "The recount of the winter months is not in before March.",
            Mitigation = "Nothing is promoted on a gain below two points until then.",
            By = "jonas.berg",
            ApprovedBy = ["ana.silva", "sofia.marin"],
            On = new DateOnly(2026, 2, 1),
            Until = new DateOnly(2026, 3, 1),
        };
        var evidence = Honest(Shape.Deliveries) with { Today = waiver.Until.AddDays(daysLater), Waivers = [waiver] };

        var state = Evaluation.Of(item, evidence);

        Assert.Equal(holds, state.Waived is not null);
        Assert.True(holds || Waivers.WhyVoid(waiver, item, evidence)!.Contains("2026-03-01", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ci/ran", RunOutcome.Unfinished, 0, Answer.Unknown, "No finished run was found")]           // there is a workflow, and no change ever had a finished run
    [InlineData("ci/blocks", RunOutcome.Red, 12, Answer.Unmet, "although its run was red")] // every run was red, and everything was merged
    public async Task CI_never_green(string part, RunOutcome outcome, int red, Answer expected, string says)
    {
        var never = HonestProject.Ci with { Merged = [.. HonestProject.Ci.Merged.Select(m => m with { Run = outcome })], RedRuns = red, GreenRuns = 0, LastOnDefault = null, RequiresCheck = null };

        await Differs(part, new Defect.Seen("a CI is outside of any folder", never), says, expected);
    }

    [Theory]
    [InlineData("<testsuite name=\"unit\" tests=\"240\"></testsuite>", "No test was collected")] // the head of the report counts 240
    [InlineData("<testsuite><testcase name=\"a\"><skipped message=\"later\"/></testcase><testcase name=\"b\"><skipped message=\"later\"/></testcase></testsuite>", "All 2 tests were skipped")]
    public Task Zero_tests_collected(string report, string says) =>
        Differs("unit-tests/ran", Defect.Writing(".airworthy/store/reports/junit.xml", report), says);

    [Fact]
    public Task Zero_tests_collected_by_the_CI() =>
        Differs("ci/ran", new Defect.Seen("a CI is outside of any folder", HonestProject.Ci with { Tests = 0 }), "executed no test");

    /// <summary>The honest project keeps a part, and with the defect it does not, in both shapes.</summary>
    private static async Task Differs(string part, Defect defect, string says, Answer expected = Answer.Unmet)
    {
        var id = PartId.Parse(part)!.Value;
        foreach (var shape in s_shapes)
        {
            using var twin = await PlantAsync(shape, defect);
            Assert.Equal(Answer.Met, (await JudgeAsync(HonestProject.Shared(shape).Root, id)).Answer);
            var verdict = await JudgeAsync(twin.Root, id, twin.Given);
            Assert.Equal(expected, verdict.Answer);
            Assert.Contains(says, verdict.Says, StringComparison.Ordinal);
        }
    }

    private static Task Lies(Shape shape, string part, string sql, string named, params (string Path, string? Yaml)[] fields) => Lies(shape, part, sql, named, [], fields);

    /// <param name="common">Statements for both, the honest and the lying one.</param>
    /// <param name="fields">Contract fields of both, so that only the rows tell them apart; a column that only the lie adds is not spoken of before.</param>
    private static async Task Lies(Shape shape, string part, string sql, string named, string[] common, params (string Path, string? Yaml)[] fields)
    {
        var id = PartId.Parse(part)!.Value;
        using var honest = await PlantAsync(shape, Defect.Planting(_ => string.Join("; ", [.. common, "select 1"]), [.. fields.Where(f => f.Path != "data.available_after")]));
        using var twin = await PlantAsync(shape, Defect.Planting(_ => string.Join("; ", [.. common, sql]), fields));

        var before = await JudgeAsync(honest.Root, id);
        var after = await JudgeAsync(twin.Root, id);

        Assert.True(before.Answer == Answer.Met, $"The honest one: {before.Answer}: {before.Says}");
        Assert.True(after.Answer is Answer.Unmet or Answer.Undecided, $"The lying one: {after.Answer}: {after.Says}");
        Assert.Contains(named, after.Says, StringComparison.Ordinal);
        Assert.Matches("[0-9]", after.Says);
    }

    private static async Task<Drill> PlantAsync(Shape shape, Defect defect)
    {
        var project = HonestProject.Shared(shape);
        return await Drill.PlantAsync(project.Root, project.Contract, defect, defect, DefectSize.FarAbove, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static async Task<Verdict> JudgeAsync(string root, PartId part, Observation? given = null)
    {
        var item = Pages.Find(part.Item)!;
        return (await TwinsTests.JudgeAsync(root, given, [(item, item[part.Part]!)]))[part].Verdict;
    }

    private static PartState Human(Item item, Evidence evidence) => StatementStanding.Of(item, item["statement"]!, evidence);

    /// <summary>The honest project's own evidence, with statements that somebody else has reviewed.</summary>
    private static Evidence Honest(Shape shape)
    {
        var project = HonestProject.Shared(shape);
        var evidence = Evidence(project, new Subjects(project.Contract, new Dictionary<Bound, string>()));
        var item = Pages.Find("business-goal")!;
        var bound = evidence.Subjects.Of(item);
        return evidence with
        {
            Statements = evidence.Statements.ToDictionary(s => s.Key, s => s.Value with { Grade = Grade.Reviewed, Statement = s.Value.Statement with { Binds = bound } }),
        };
    }

    private static Evidence Evidence(HonestProject project, Subjects subjects)
    {
        var files = ProjectFolder.Read(project.Root);
        return new Evidence
        {
            Contract = project.Contract,
            Subjects = subjects,
            Today = HonestProject.Today,
            Now = new DateTimeOffset(HonestProject.Today, new TimeOnly(9, 0), TimeSpan.Zero),
            Statements = files.Statements,
            People = files.People,
        };
    }

    private static string Sample()
    {
        var folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "samples", "flight-delays")))
        {
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))!;
        }

        return Path.Combine(folder, "samples", "flight-delays");
    }
}
