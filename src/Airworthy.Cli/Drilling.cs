using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;
using Airworthy.Core.Records;
using Airworthy.Data.Records;
using Airworthy.Pipelines.Drills;
using Airworthy.Probes;

namespace Airworthy.Cli;

/// <summary>How a drill ended.</summary>
internal enum DrillEnd { Seen, Missed, NotDrilled }

/// <summary>One part, drilled.</summary>
/// <param name="Before">The verdict on a copy without the defect; null when no copy could be made.</param>
/// <param name="After">The verdict on the copy with it; null when it was not planted.</param>
/// <param name="Planted">What was planted, in words; when nothing was, why not.</param>
internal sealed record Drilled(Item Item, Part Part, DrillEnd End, PartSeen? Before, PartSeen? After, string Planted, string? Next);

/// <summary>Rehearses the checks on throw-away copies of a project: each is fed its own known defect and must see red.</summary>
internal sealed class Drilling
{
    private readonly Project _project;
    private readonly IReadOnlyList<(Item Item, Part Part)> _parts;
    private readonly DefectSize _size;
    private readonly CancellationToken _cancel;
    private readonly Lazy<Task<IReadOnlyDictionary<PartId, PartSeen>>> _asItIs;
    private readonly Lazy<Task<IReadOnlyDictionary<PartId, PartSeen>>> _rewritten;
    private readonly Lazy<Task<ChecklistSoFar>> _soFar;

    /// <param name="parts">The parts that will be drilled; a copy without a defect is looked at once for all of them.</param>
    public Drilling(Project project, IReadOnlyList<(Item Item, Part Part)> parts, DefectSize size, CancellationToken cancel)
    {
        (_project, _parts, _size, _cancel) = (project, parts, size, cancel);
        _asItIs = new(() => BeforeAsync(parts.Select(DefectOf).FirstOrDefault(d => d is not Defect.Rows)));
        _rewritten = new(() => BeforeAsync(parts.Select(DefectOf).FirstOrDefault(d => d is Defect.Rows)));
        _soFar = new(SoFarAsync);
    }

    /// <summary>The parts that a drill exists for.</summary>
    public static IEnumerable<(Item Item, Part Part)> All => Pages.Items.SelectMany(item => item.Parts
        .Where(part => part.Tier is not null && !part.IsStatement && Checks.Of(item, part) is not null)
        .Select(part => (item, part)));

    /// <summary>Drills all parts, as many at a time as the machine has processors, and returns them in their order.</summary>
    /// <param name="ended">Told each part that is done, one after the other.</param>
    public async Task<IReadOnlyList<Drilled>> RunAsync(Func<Drilled, Task> ended)
    {
        var done = new Drilled[_parts.Count];
        using var turn = new SemaphoreSlim(1);
        await Parallel.ForEachAsync(_parts.Index(), new ParallelOptions { CancellationToken = _cancel, MaxDegreeOfParallelism = Environment.ProcessorCount }, async (x, _) =>
        {
            done[x.Index] = await RunAsync(x.Item.Item, x.Item.Part);
            await turn.WaitAsync(_cancel);
            try
            {
                await ended(done[x.Index]);
            }
            finally
            {
                turn.Release();
            }
        });
        return done;
    }

    private async Task<Drilled> RunAsync(Item item, Part part)
    {
        var defect = DefectOf((item, part));
        try
        {
            var before = (await (defect is Defect.Rows ? _rewritten : _asItIs).Value).GetValueOrDefault(part.Id);
            if (before?.Verdict.Answer != Answer.Met)
            {
                return new Drilled(item, part, DrillEnd.NotDrilled, before, null, "It does not hold before anything is planted, so the drill would show nothing.", before?.Verdict.Next);
            }

            using var drill = await Drill.PlantAsync(_project.Root, _project.Contract, defect, defect, _size, TimeProvider.System, _cancel);
            var after = (await JudgeAsync(drill.Root, drill.Given, [(item, part)]))[part.Id];
            var isSeen = after.Crash is null && Drill.IsSeen(defect, _size, before.Verdict, after.Verdict);
            return new Drilled(item, part, isSeen ? DrillEnd.Seen : DrillEnd.Missed, before, after, drill.Planted, after.Verdict.Next);
        }
        catch (DrillException e)
        {
            return new Drilled(item, part, DrillEnd.NotDrilled, null, null, e.Message, e.Next);
        }
    }

    /// <summary>Keeps what a drill showed. It counts as a drill and as nothing else.</summary>
    public static async Task KeepAsync(Project project, Drilled drilled, TimeProvider clock, CancellationToken cancel)
    {
        if (drilled.After is not { } after)
        {
            return;
        }

        var store = new RecordStore(project.Root);
        var writer = new Writer(WriterKind.Drill, $"drill-{store.LocalWriter()}");
        var record = new CheckRecord
        {
            Check = drilled.Part.Id.ToString(),
            CheckVersion = Checks.Of(drilled.Item, drilled.Part)!.Version,
            Answer = after.Verdict.Answer,
            Says = after.Verdict.Says,
            Next = after.Verdict.Next,
            Measured = after.Verdict.Numbers,
            Concerns = [$"Planted: {drilled.Planted}"],
            Subject = after.Subject,
            By = writer,
            At = clock.GetUtcNow(),
            TookMs = after.TookMs,
        };
        await store.AppendAsync(writer.Id, [record], cancel);
    }

    private static Defect DefectOf((Item Item, Part Part) of) => Checks.Of(of.Item, of.Part)!.Defect;

    /// <summary>The parts on a copy without a defect; made once for those that change rows and once for the others.</summary>
    /// <param name="kind">A defect of those parts, whose way is gone.</param>
    private async Task<IReadOnlyDictionary<PartId, PartSeen>> BeforeAsync(Defect? kind)
    {
        using var copy = await Drill.PlantAsync(_project.Root, _project.Contract, null, kind!, _size, TimeProvider.System, _cancel);
        return await JudgeAsync(copy.Root, null, [.. _parts.Where(x => DefectOf(x) is Defect.Rows == kind is Defect.Rows)]);
    }

    private async Task<IReadOnlyDictionary<PartId, PartSeen>> JudgeAsync(string root, Observation? given, IReadOnlyList<(Item Item, Part Part)> judged)
    {
        var copy = Project.Open(root);
        await using var around = new Surroundings
        {
            Root = copy.Root,
            Contract = copy.Contract,
            Clock = TimeProvider.System,
            Files = copy.Files,
            Records = new RecordStore(_project.Root).Read(),
            OwnRuns = OwnRuns.Of(_project.Root),
        };
        var instead = new Dictionary<Type, Observation>();
        if (given is not null)
        {
            instead[given.GetType()] = given;
        }

        if (given is not ChecklistSoFar && judged.Any(x => Checks.Reads(Checks.Of(x.Item, x.Part)!).Contains(typeof(ChecklistSoFar))))
        {
            instead[typeof(ChecklistSoFar)] = await _soFar.Value;
        }

        var subjects = await ProjectFolder.SubjectsAsync(copy.Contract, copy.Root, _cancel);
        return await new Inspection(around, subjects) { Given = instead }.RunAsync(judged, _cancel);
    }

    /// <summary>How every item of the project stands, looked at now: what was never checked here has no records to tell it.</summary>
    private async Task<ChecklistSoFar> SoFarAsync()
    {
        var seen = await Checkup.RunAsync(_project, new CheckupOrder(Keep: false), _cancel);
        return Checkup.SoFar(seen.States, seen.Evidence);
    }
}
