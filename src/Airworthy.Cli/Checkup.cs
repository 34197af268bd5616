using System.Security.Cryptography;
using System.Text;

using Airworthy.Core.Checklist;
using Airworthy.Core.Datasets;
using Airworthy.Core.Observations;
using Airworthy.Core.Packs;
using Airworthy.Core.Reading;
using Airworthy.Core.Records;
using Airworthy.Core.Reporting;
using Airworthy.Data.Records;
using Airworthy.Pipelines.Packs;
using Airworthy.Probes;
using Airworthy.Probes.Links;
using Airworthy.Probes.Repository;

namespace Airworthy.Cli;

/// <summary>What a checkup shall do.</summary>
/// <param name="Parts">The parts to judge again; null for all.</param>
/// <param name="Fast">Leave out what is costly; its newest record counts.</param>
/// <param name="Writer">Who runs it.</param>
/// <param name="Keep">Whether records are written.</param>
internal sealed record CheckupOrder(Func<Part, bool>? Parts = null, bool Fast = false, Writer? Writer = null, bool Keep = true)
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether the commands of packs are run. They are the project's own code.</summary>
    public bool PackCommands { get; init; }

    /// <summary>Whether the contract's test commands are run first. They are the project's own code.</summary>
    public bool Here { get; init; }

    /// <summary>The stage of another state of the same project, which is not asked for again.</summary>
    public SettledStage? Stage { get; init; }

    /// <summary>Told each part as it is judged, and how many there will be.</summary>
    public Action<PartSeen, int>? Progress { get; init; }

    /// <summary>Told in a few words what takes long at the moment.</summary>
    public Action<string>? Doing { get; init; }
}

/// <summary>What a checkup found: all statuses at one instant, and how it went.</summary>
/// <param name="Settled">The project as it counts.</param>
/// <param name="Judged">Parts that were looked at and judged now.</param>
/// <param name="Reused">Parts whose inputs had not changed since their record.</param>
/// <param name="Crashed">Parts whose probe or check crashed.</param>
internal sealed record CheckupResult(SettledStage Settled, Evidence Evidence, IReadOnlyList<ItemState> States, int Judged, int Reused, IReadOnlyList<PartSeen> Crashed, TimeSpan Took)
{
    /// <summary>The report of it.</summary>
    public Report Report => Core.Reporting.Report.Of(Evidence, States) with
    {
        Problems = Settled.Project.Files.Problems,
        Run = Judged + Reused == 0 ? null : new RunStatistics(Judged, Reused, Crashed.Count, Took),
    };
}

/// <summary>Runs a whole check of a project: looks, judges, evaluates, keeps records.</summary>
internal static class Checkup
{
    /// <summary>Judges the ordered parts and evaluates every item.</summary>
    public static async Task<CheckupResult> RunAsync(Project project, CheckupOrder order, CancellationToken cancel)
    {
        var began = order.Clock.GetTimestamp();
        var store = new RecordStore(project.Root);
        var records = store.Read();
        await using var around = new Surroundings
        {
            Root = project.Root,
            Contract = project.Contract,
            Clock = order.Clock,
            Files = project.Files,
            Records = records,
            OwnRuns = OwnRuns.Of(project.Root),
            Doing = order.Doing,
        };
        var subjects = await ProjectFolder.SubjectsAsync(project.Contract, project.Root, cancel); // of what is written: going live makes no evidence old
        var wanted = project.Items
            .SelectMany(item => item.Parts.Select(part => (Item: item, Part: part, Check: part.IsStatement ? null : Checks.Of(item, part))))
            .Where(x => x.Check is not null && x.Part.Tier is not null && (order.Parts?.Invoke(x.Part) ?? true) && !(order.Fast && Inspection.IsCostly(x.Check)) && (x.Check is not CommandEnds || order.PackCommands))
            .ToList();

        var stage = order.Stage is { } settled ? SettledStage.Of(project, settled.Fact) : await SettledStage.OfAsync(project, around, wanted.Any(x => Inspection.IsCostly(x.Check!)), cancel);
        project = stage.Project;
        around.Contract = project.Contract;
        var inputs = Inputs(project, subjects, around.Today);
        if (order.Here)
        {
            await RunningHere.RunAsync(project, wanted.Select(x => x.Check!), order, cancel);
        }

        var seen = new Dictionary<PartId, PartSeen>();
        foreach (var x in wanted.Where(x => Inspection.IsSettled(x.Check!)))
        {
            if (records.LastOrDefault(r => r.Check == x.Part.Id.ToString() && r.Inputs == inputs && r.Answer != Answer.Unknown && r.By.Kind != WriterKind.Drill) is { } known)
            {
                seen[x.Part.Id] = new PartSeen(x.Part.Id, known.Verdict, known.Subject, known.At) { Reused = true, Record = known.Id };
            }
        }

        var links = order is { Keep: true, Fast: false } ? LookAtLinksAsync(project, order, around, cancel) : Task.FromResult<IReadOnlyList<LinkLook>>([]);
        var reused = seen.Count;
        var toJudge = wanted.Where(x => !seen.ContainsKey(x.Part.Id)).ToList();
        var now = toJudge.Where(x => !IsLate(x.Check!)).Select(x => (x.Item, x.Part));
        var late = toJudge.Where(x => IsLate(x.Check!)).Select(x => (x.Item, x.Part)).ToList();

        var inspection = new Inspection(around, subjects, part => order.Progress?.Invoke(part, toJudge.Count))
        {
            Given = order.PackCommands
                ? new Dictionary<Type, Observation> { [typeof(PackRuns)] = await PackCommands.RunAsync(project.Root, toJudge.Where(x => x.Check is CommandEnds).Select(x => x.Item), order.Doing, cancel) }
                : [],
        };
        Merge(seen, await inspection.RunAsync(now, cancel));
        var evidence = EvidenceOf(stage, subjects, around, seen, records);
        await JudgeLateAsync(late, seen, evidence, around, order, project, toJudge.Count, cancel);

        if (order.Keep)
        {
            var (looks, stored) = (await links, records);
            records = await KeepAsync(store, order, [.. toJudge.Select(x => (x.Check!, seen[x.Part.Id]))], by => [.. looks.Select(l => l.Record(by)), .. stage.Record(by, order.Clock.GetUtcNow(), stored)], inputs, subjects.Makeup, records, cancel);
            foreach (var x in toJudge)
            {
                seen[x.Part.Id] = seen[x.Part.Id] with { Record = records.LastOrDefault(r => r.Check == x.Part.Id.ToString())?.Id };
            }
        }

        evidence = Tracing.In(evidence with { Seen = seen, Records = records }, project.Items, () => around.Git.History);
        return new CheckupResult(stage, evidence, Evaluation.Of(project.Items, evidence), toJudge.Count, reused,
            [.. seen.Values.Where(s => s.Crash is not null)], order.Clock.GetElapsedTime(began));
    }

    /// <summary>
    /// Judges the parts that ask how other items stand. One such item may hold up another (a law held by the impact document), so they are judged
    /// again until no answer changes. What records say of them from earlier runs does not count while they are judged anew.
    /// </summary>
    private static async Task JudgeLateAsync(
        List<(Item Item, Part Part)> late, Dictionary<PartId, PartSeen> seen, Evidence evidence, Surroundings around, CheckupOrder order, Project project, int parts, CancellationToken cancel)
    {
        const int MaxRounds = 5;
        var names = late.Select(l => l.Part.Id.ToString()).ToHashSet();
        var others = evidence with { Records = [.. evidence.Records.Where(r => !names.Contains(r.Check))] };
        for (var round = 0; round < MaxRounds && late.Count > 0; round++)
        {
            var inspection = new Inspection(around, evidence.Subjects, round == 0 ? part => order.Progress?.Invoke(part, parts) : null)
            {
                Given = new Dictionary<Type, Observation> { [typeof(ChecklistSoFar)] = SoFar(Evaluation.Of(project.Items, others), others) },
            };
            var judged = await inspection.RunAsync(late, cancel);
            var isSettled = judged.All(j => seen.TryGetValue(j.Key, out var before) && before.Verdict.Answer == j.Value.Verdict.Answer);
            Merge(seen, judged);
            if (isSettled)
            {
                return;
            }
        }
    }

    /// <summary>Evaluates every item from the records alone: nothing is looked at.</summary>
    public static async Task<CheckupResult> LastKnownAsync(Project project, TimeProvider clock, CancellationToken cancel)
    {
        var records = new RecordStore(project.Root).Read();
        await using var around = new Surroundings { Root = project.Root, Contract = project.Contract, Clock = clock, Files = project.Files, Records = records };
        var subjects = await ProjectFolder.SubjectsAsync(project.Contract, project.Root, cancel);
        var stage = SettledStage.Of(project, LiveByFact.Newest(records, clock.GetUtcNow()));
        around.Contract = stage.Project.Contract;
        var evidence = Tracing.In(EvidenceOf(stage, subjects, around, new Dictionary<PartId, PartSeen>(), records), project.Items, () => around.Git.History);
        return new CheckupResult(stage, evidence, Evaluation.Of(project.Items, evidence), 0, 0, [], TimeSpan.Zero);
    }

    /// <summary>How every item stands before those are judged that hold others up.</summary>
    public static ChecklistSoFar SoFar(IReadOnlyList<ItemState> states, Evidence evidence) => new(states.ToDictionary(s => s.Item.Id, s => s.Status))
    {
        Points = Score.Of(states, evidence).Sections.ToDictionary(s => s.Section, s => s.Strict),
    };

    private static bool IsLate(ICheck check) => Checks.Reads(check).Contains(typeof(ChecklistSoFar));

    private static Evidence EvidenceOf(SettledStage stage, Subjects subjects, Surroundings around, IReadOnlyDictionary<PartId, PartSeen> seen, IReadOnlyList<CheckRecord> records) => new()
    {
        Contract = stage.Project.Contract,
        LiveByFact = stage.Fact,
        Subjects = subjects,
        Today = around.Today,
        Now = around.Clock.GetUtcNow(),
        Seen = seen,
        Records = records,
        Statements = stage.Project.Files.Statements,
        People = stage.Project.Files.People,
        Waivers = stage.Project.Files.Waivers,
        NotApplicable = stage.Project.Files.NotApplicable,
    };

    private static void Merge(Dictionary<PartId, PartSeen> into, IReadOnlyDictionary<PartId, PartSeen> from)
    {
        foreach (var (id, part) in from)
        {
            into[id] = part;
        }
    }

    /// <summary>A digest of everything that a verdict about the table depends on: the whole contract, the data, the schema, the day, and this program.</summary>
    private static string Inputs(Project project, Subjects subjects, DateOnly today)
    {
        var text = new StringBuilder(Subjects.Slice(project.Contract, Field.Of(project.Contract.GetType()).Select(f => f.Key)));
        foreach (var (bound, digest) in subjects.Digests.OrderBy(d => d.Key))
        {
            text.Append('\n').Append(bound).Append('=').Append(digest);
        }

        if (Path.Combine(project.Root, SplitManifest.PathOf(project.Contract)) is var split && File.Exists(split))
        {
            text.Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(split))));
        }

        text.Append('\n').Append(subjects.Beside).Append('\n').Append($"{today:yyyy-MM-dd}");
        foreach (var assembly in (Type[])[typeof(Pages), typeof(RecordStore), typeof(Inspection)])
        {
            text.Append('\n').Append(assembly.Module.ModuleVersionId);
        }

        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Looks at what the statements of the ordered parts name, while the rest is judged.</summary>
    private static Task<IReadOnlyList<LinkLook>> LookAtLinksAsync(Project project, CheckupOrder order, Surroundings around, CancellationToken cancel) => LinkLooking.LookAsync(
        project.Files.Statements.Values.Select(s => s.Statement).Where(s => project.Find(s.Item)?[PartId.Statement] is { } part && (order.Parts?.Invoke(part) ?? true)),
        around.Records, around.Variable, order.Clock, cancel);

    private static async Task<IReadOnlyList<CheckRecord>> KeepAsync(RecordStore store, CheckupOrder order,
        IReadOnlyList<(ICheck Check, PartSeen Seen)> judged, Func<Writer, IReadOnlyList<CheckRecord>> beside, string inputs, Makeup makeup, IReadOnlyList<CheckRecord> stored, CancellationToken cancel)
    {
        try
        {
            var writer = order.Writer ?? new Writer(WriterKind.Person, store.LocalWriter());
            var state = makeup.Id;
            var fresh = judged.Select(x => new CheckRecord
            {
                Check = x.Seen.Id.ToString(),
                CheckVersion = x.Check.Version,
                Answer = x.Seen.Verdict.Answer,
                Says = x.Seen.Verdict.Says,
                Next = x.Seen.Verdict.Next,
                Measured = x.Seen.Verdict.Numbers,
                Concerns = x.Seen.Verdict.Concerns,
                Shown = x.Seen.Verdict.Shown,
                Plots = x.Seen.Verdict.Plots,
                Blind = x.Seen.Verdict.Blind,
                Subject = x.Seen.Subject,
                State = state,
                Inputs = Inspection.IsSettled(x.Check) ? inputs : null,
                By = writer,
                At = x.Seen.At,
                TookMs = x.Seen.TookMs,
            }).Where(r => !SaysNothingNew(r, stored)).OrderBy(r => r.Check, StringComparer.Ordinal).ToList();
            if (fresh.Count > 0 && !stored.Any(r => r.State == state && r.MadeOf is not null))
            {
                fresh[0] = fresh[0] with { MadeOf = makeup.Kinds };
            }

            var kept = await store.AppendAsync(writer.Id, [.. fresh, .. beside(writer)], cancel);
            return [.. stored, .. kept];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Terminal.Note($"The records of this run could not be kept ({e.Message}). The report below is whole all the same.");
            return stored;
        }
    }

    // The same answer about the same thing on the same day adds a line and no knowledge.
    private static bool SaysNothingNew(CheckRecord record, IReadOnlyList<CheckRecord> stored) =>
        stored.LastOrDefault(r => r.Check == record.Check && r.By.Id == record.By.Id) is { } last
        && last.Answer == record.Answer && last.Says == record.Says && last.CheckVersion == record.CheckVersion && last.Inputs == record.Inputs
        && last.At.UtcDateTime.Date == record.At.UtcDateTime.Date
        && Evaluation.ChangedSince(last.Subject, record.Subject).Count == 0;
}
