using System.Collections.Concurrent;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Pipelines.Drills;

namespace Airworthy.Probes.Tests.Twins;

/// <summary>
/// For every check: an honest project of which it says yes, twins of it that only claim to keep the promise, and an empty project of which it
/// says that nothing is known. A new check is picked up by itself.
/// </summary>
[Trait("Category", "slow")]
public sealed class TwinsTests
{
    /// <summary>Parts that no project in a folder can keep by itself, and why. Everything else must be kept by the honest one.</summary>
    private static readonly Dictionary<string, string> s_notShown = [];

    /// <summary>What lies outside of any folder and is given to the honest project as seen: how its CI ran, how its data came in, who read test, what its tracking server shows, and how its other items stand.</summary>
    private static readonly Observation[] s_given = [HonestProject.Ci, HonestProject.SoFar, HonestProject.TestReads, HonestProject.Growth, .. HonestRuns.All];

    /// <summary>Parts that look at the same stored answers.</summary>
    private static readonly string[] s_ofAnswers =
        ["slice-quality/bars", "slice-quality/search", "inclusion/gap", "fat-requirements/gap", "error-costs/expected", "error-costs/threshold", "good-enough/met", "good-enough/baseline", "dev-set-power/mde", "dev-set-power/slices", "data-schema/label-noise", "leakage-safe-split/copies",
         "baselines-in-place/gain", "baselines-in-place/cost", "simpler-model/gain", "simpler-model/cost", "validation-tests/ran"];

    /// <summary>Parts that are known to turn with another one's defect, because both look at the same thing.</summary>
    private static readonly Dictionary<string, string[]> s_turnTogether = new()
    {
        ["model-spec-unit-tests/kinds"] = ["unit-tests/ran"], // a test of the training code that fails is a unit test that fails
        ["score-data/sum"] = ["score-model/sum", "score-infra-monitoring/sum"], // points of all sections are one observation
        ["score-model/sum"] = ["score-data/sum", "score-infra-monitoring/sum"],
        ["score-infra-monitoring/sum"] = ["score-data/sum", "score-model/sum"],
        ["leakage-safe-split/proxy"] = ["representative-dev-test/sizes", "slice-quality/bars", "slice-quality/search"], // it overwrites the feature that a slice is made of
        ["dev-set-power/mde"] = ["representative-dev-test/sizes", "inclusion/presence", .. s_ofAnswers], // sixty rows of dev leave its slices without
        ["dev-set-power/slices"] = ["representative-dev-test/sizes", "inclusion/presence", .. s_ofAnswers],
        ["data-schema/label-noise"] = ["prediction-mode/features"], // its label is a column that no schema gives a source
        ["freshness-need/curve"] = ["prediction-mode/features"], // its label is a column that no schema gives a source
        ["staleness-impact/curve"] = ["prediction-mode/features"],
        ["data-schema/labels"] = ["prediction-mode/features", "slice-quality/search"], // its label is a column that no schema gives a source
        ["representative-dev-test/traffic"] = ["dev-test-same-distribution/columns", "dev-test-same-distribution/classifier"], // test rows that are unlike the recent ones are unlike dev
        ["leakage-safe-split/order"] = ["dev-test-same-distribution/columns", "dev-test-same-distribution/classifier"], // what counts the rows goes on in test where dev ended
        ["data-schema/missing"] = ["dev-test-same-distribution/columns"], // values that dev alone lacks are a shift between dev and test
        ["representative-dev-test/recent"] = ["privacy-controls/retention"], // rows of long ago are older than they may be kept
        ["leakage-safe-split/entity"] = ["prediction-mode/features"],
        ["slice-quality/bars"] = s_ofAnswers, // worse answers on a slice are worse on average, cost more, and are served to some group
        ["slice-quality/search"] = s_ofAnswers,
        ["inclusion/gap"] = s_ofAnswers,
        ["fat-requirements/gap"] = s_ofAnswers,
        ["error-costs/expected"] = s_ofAnswers,
        ["error-costs/threshold"] = s_ofAnswers,
        ["good-enough/met"] = s_ofAnswers,
        ["validation-tests/ran"] = s_ofAnswers,
        ["unit-tests/mutants"] = ["feature-code-tested/mutants"], // the same reports
        ["feature-code-tested/mutants"] = ["unit-tests/mutants"],
        ["unit-tests/covers"] = ["feature-code-tested/covers"],
        ["feature-code-tested/covers"] = ["unit-tests/covers"],
        ["training-pipeline-tests/end-to-end"] = ["pipeline-integration-test/end-to-end"],
        ["pipeline-integration-test/end-to-end"] = ["training-pipeline-tests/end-to-end"],
        ["baselines-in-place/gain"] = s_ofAnswers,
        ["baselines-in-place/cost"] = s_ofAnswers,
        ["simpler-model/gain"] = s_ofAnswers,
        ["simpler-model/cost"] = s_ofAnswers,
    };

    /// <summary>Planted rows and columns are not what the schema says, nor what serving meets, and these say so whatever was planted.</summary>
    private static readonly string[] s_schema = ["data-schema/complete", "data-schema/holds", "representative-dev-test/traffic"];

    private static readonly ConcurrentDictionary<(Shape, Way), Lazy<Task<Honest>>> s_honest = new();

    /// <summary>How a copy comes about: as it is, or with its rows written anew.</summary>
    private enum Way { AsItIs, Rewritten }

    private sealed record Honest(HonestProject Project, ProjectContract Contract, IReadOnlyDictionary<PartId, PartSeen> Parts);

    public static TheoryData<string> Every => [.. All.Select(x => x.Part.Id.ToString())];

    public static TheoryData<string> WithRows => [.. All.Where(x => x.Check.Defect is Defect.Rows).Select(x => x.Part.Id.ToString())];

    /// <summary>What is just above a limit is seen of every part; far above it, every sixteenth is tried, and all with full repetitions.</summary>
    public static TheoryData<string> FarAbove => One(of: 16);

    /// <summary>Judging everything beside a defect takes seconds: every fiftieth is judged so, and all with full repetitions.</summary>
    public static TheoryData<string> BesideAll => One(of: 50);

    private static TheoryData<string> One(int of) =>
        [.. All.Where(x => Checks.All.ContainsKey(x.Part.Id)).Select(x => x.Part.Id.ToString()).Where((_, i) => i % of == 0 || Environment.GetEnvironmentVariable("AIRWORTHY_LONG") is not null)];

    private static IEnumerable<(Item Item, Part Part, ICheck Check)> All => Pages.Items
        .SelectMany(item => item.Parts.Where(p => p.Tier is not null && !p.IsStatement).Select(part => (item, part, Check: Checks.Of(item, part))))
        .Where(x => x.Check is not null)
        .Select(x => (x.item, x.part, x.Check!));

    [Theory, MemberData(nameof(Every))]
    public async Task The_honest_project_keeps(string part)
    {
        Assert.SkipWhen(s_notShown.ContainsKey(part), s_notShown.GetValueOrDefault(part, ""));
        foreach (var shape in Enum.GetValues<Shape>())
        {
            var verdict = (await HonestAsync(shape, Way.AsItIs)).Parts[PartId.Parse(part)!.Value].Verdict;
            Assert.True(verdict.Answer == Answer.Met, $"{shape}, {verdict.Answer}: {verdict.Says}");
        }
    }

    [Theory, MemberData(nameof(WithRows))]
    public async Task A_defect_in_rows_just_below_the_limit_is_no_alarm(string part)
    {
        var (verdict, before, defect, _) = await DrillAsync(part, DefectSize.JustBelow);

        Assert.False(Drill.IsSeen(defect, DefectSize.JustBelow, before, verdict), $"{verdict.Answer}: {verdict.Says}");
    }

    [Theory, MemberData(nameof(Every))]
    public async Task A_defect_just_above_the_limit_is_seen(string part) => Seen(await DrillAsync(part, DefectSize.JustAbove), DefectSize.JustAbove);

    [Theory, MemberData(nameof(FarAbove))]
    public async Task A_defect_far_above_the_limit_is_seen(string part) => Seen(await DrillAsync(part, DefectSize.FarAbove), DefectSize.FarAbove);

    [Theory, MemberData(nameof(BesideAll))]
    public async Task Of_a_defect_far_above_the_limit_nothing_else_turns(string part)
    {
        var drilled = await DrillAsync(part, DefectSize.FarAbove, alone: false);

        var item = Pages.Find(PartId.Parse(part)!.Value.Item)!;
        var touched = Fields(drilled.Defect).ToList();
        var alarms = drilled.Others
            .Where(o => o.Value.Item2.Answer is Answer.Unmet or Answer.Undecided && o.Value.Item1.Answer == Answer.Met)
            .Where(o => o.Key.Item != item.Id && !s_turnTogether.GetValueOrDefault(part, []).Contains(o.Key.ToString()))
            .Where(o => drilled.Defect is not Defect.Seen instead || !Checks.Reads(All.Single(x => x.Part.Id == o.Key).Check).Contains(instead.Instead.GetType())) // one observation
            .Where(o => drilled.Defect is not Defect.Rows || !s_schema.Contains(o.Key.ToString()))
            .Where(o => !touched.Contains("as_of") || !Checks.Reads(All.Single(x => x.Part.Id == o.Key).Check).Contains(typeof(Today)))
            .Where(o => !touched.Exists(t => Pages.Find(o.Key.Item)!.Read.Any(r => r.StartsWith(t, StringComparison.Ordinal) || t.StartsWith(r, StringComparison.Ordinal))))
            .Select(o => $"{o.Key}: {o.Value.Item2.Says}");
        Assert.Empty(alarms);
    }

    [Theory, MemberData(nameof(Every))]
    public async Task Of_an_empty_project_nothing_is_known(string part)
    {
        var verdict = (await s_empty.Value)[PartId.Parse(part)!.Value].Verdict;

        Assert.True(verdict.Answer is not (Answer.Met or Answer.Undecided), $"{verdict.Answer}: {verdict.Says}");
        Assert.False(string.IsNullOrWhiteSpace(verdict.Next), "It says what to do next.");
    }

    private static readonly Lazy<Task<IReadOnlyDictionary<PartId, PartSeen>>> s_empty = new(async () =>
    {
        var root = Directory.CreateTempSubdirectory("airworthy-empty-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(root, "airworthy.yaml"), "airworthy: 1\nproject: empty\n");
            return await JudgeAsync(root, new ChecklistSoFar(new Dictionary<string, Status>()), All.Select(x => (x.Item, x.Part)), isHonest: false);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    });

    private static void Seen(Drilled drilled, DefectSize size)
    {
        var (after, before, defect, _) = drilled;
        Assert.True(Drill.IsSeen(defect, size, before, after), $"{after.Answer}: {after.Says}");
        var sentence = after.Says + string.Join(' ', after.Concerns);
        Assert.True(sentence.Any(char.IsDigit) || sentence.Contains('.', StringComparison.Ordinal) || sentence.Contains('/', StringComparison.Ordinal), $"A number or a name is missing in: {sentence}");
        Assert.NotEqual(before.Says, sentence);
        Assert.False(string.IsNullOrWhiteSpace(after.Next) && after.Answer != Answer.Met, "It says what to do next.");
    }

    private sealed record Drilled(Verdict After, Verdict Before, Defect Defect, IReadOnlyDictionary<PartId, (Verdict, Verdict)> Others);

    /// <summary>Plants the defect of a part in the first honest shape that it fits.</summary>
    private static async Task<Drilled> DrillAsync(string part, DefectSize size, bool alone = true)
    {
        var cancel = TestContext.Current.CancellationToken;
        var id = PartId.Parse(part)!.Value;
        var (item, own, check) = All.Single(x => x.Part.Id == id);
        var defect = check.Defect;
        var why = "";
        foreach (var shape in Enum.GetValues<Shape>())
        {
            var honest = await HonestAsync(shape, defect is Defect.Rows ? Way.Rewritten : Way.AsItIs);
            if (honest.Parts[id].Verdict is { Answer: not Answer.Met } open)
            {
                why += $"{shape}: {open.Answer}: {open.Says} ";
                continue;
            }

            try
            {
                using var drill = await Drill.PlantAsync(honest.Project.Root, honest.Contract, defect, defect, size, TimeProvider.System, cancel);
                var seen = await JudgeAsync(drill.Root, drill.Given, alone ? [(item, own)] : All.Select(x => (x.Item, x.Part)));
                return new Drilled(seen[id].Verdict, honest.Parts[id].Verdict, defect,
                    seen.Where(s => s.Key != id).ToDictionary(s => s.Key, s => (honest.Parts[s.Key].Verdict, s.Value.Verdict)));
            }
            catch (DrillException e)
            {
                why += $"{shape}: {e.Message} ";
            }
        }

        Assert.SkipWhen(s_notShown.ContainsKey(part), s_notShown.GetValueOrDefault(part, ""));
        throw new Xunit.Sdk.XunitException($"No honest project can show it. {why}");
    }

    private static IEnumerable<string> Fields(Defect defect) => defect switch
    {
        Defect.Promise p => p.Fields.Keys,
        Defect.Rows r => r.Fields.Keys,
        Defect.Files f => f.Fields.Keys,
        Defect.Commits c => c.Fields.Keys,
        Defect.Seen s => s.Fields.Keys,
        _ => [],
    };

    private static Task<Honest> HonestAsync(Shape shape, Way way) => s_honest.GetOrAdd((shape, way), key => new Lazy<Task<Honest>>(async () =>
    {
        var project = HonestProject.Shared(key.Item1);
        var contract = project.Contract;
        var parts = All.Select(x => (x.Item, x.Part));
        if (key.Item2 == Way.AsItIs)
        {
            return new Honest(project, contract, await JudgeAsync(project.Root, null, parts));
        }

        var any = Defect.Planting(_ => "select 1");
        using var drill = await Drill.PlantAsync(project.Root, contract, null, any, DefectSize.JustAbove, TimeProvider.System, CancellationToken.None);
        return new Honest(project, contract, await JudgeAsync(drill.Root, null, parts));
    })).Value;

    /// <param name="given">An observation in place of looking, or of the honest one.</param>
    internal static async Task<IReadOnlyDictionary<PartId, PartSeen>> JudgeAsync(string root, Observation? given, IEnumerable<(Item, Part)> parts, bool isHonest = true)
    {
        var reading = ProjectFolder.ReadContract(root);
        Assert.Empty(reading.Problems.Select(p => p.ToString()));
        var contract = reading.Contract!;
        await using var around = new Surroundings
        {
            Root = root,
            Contract = contract,
            Clock = TimeProvider.System,
            Files = ProjectFolder.Read(root),
            Variable = _ => null,
        };
        var subjects = await ProjectFolder.SubjectsAsync(contract, root, CancellationToken.None);
        var instead = (isHonest ? s_given : []).ToDictionary(o => o.GetType());
        if (given is not null)
        {
            instead[given.GetType()] = given;
        }

        return await new Inspection(around, subjects) { Given = instead }.RunAsync(parts, CancellationToken.None);
    }
}
