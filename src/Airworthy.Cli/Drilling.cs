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
/// <param name="parts">The parts that will be drilled; a copy without a defect is looked at once for all of them.</param>
internal sealed class Drilling(Project project, IReadOnlyList<(Item Item, Part Part)> parts, DefectSize size)
{
    private readonly Dictionary<bool, IReadOnlyDictionary<PartId, PartSeen>> _before = [];
    private ChecklistSoFar? _soFar;

    /// <summary>The parts that a drill exists for.</summary>
    public static IEnumerable<(Item Item, Part Part)> All => Pages.Items.SelectMany(item => item.Parts
        .Where(part => part.Tier is not null && !part.IsStatement && Checks.Of(item, part) is not null)
        .Select(part => (item, part)));

    public async Task<Drilled> RunAsync(Item item, Part part, CancellationToken cancel)
    {
        var check = Checks.Of(item, part)!;
        var defect = check.Defect;
        try
        {
            var before = (await BeforeAsync(defect, cancel)).GetValueOrDefault(part.Id);
            if (before?.Verdict.Answer != Answer.Met)
            {
                return new Drilled(item, part, DrillEnd.NotDrilled, before, null, "It does not hold before anything is planted, so the drill would show nothing.", before?.Verdict.Next);
            }

            using var drill = await Drill.PlantAsync(project.Root, project.Contract, defect, defect, size, TimeProvider.System, cancel);
            var after = (await JudgeAsync(drill.Root, drill.Given, [(item, part)], cancel))[part.Id];
            var isSeen = after.Crash is null && Drill.IsSeen(defect, size, before.Verdict, after.Verdict);
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

    /// <summary>The parts on a copy without a defect; made once for those that change rows and once for the others.</summary>
    private async Task<IReadOnlyDictionary<PartId, PartSeen>> BeforeAsync(Defect defect, CancellationToken cancel)
    {
        var rewrites = defect is Defect.Rows;
        if (!_before.TryGetValue(rewrites, out var before))
        {
            using var copy = await Drill.PlantAsync(project.Root, project.Contract, null, defect, size, TimeProvider.System, cancel);
            var same = parts.Where(x => Checks.Of(x.Item, x.Part)!.Defect is Defect.Rows == rewrites);
            _before[rewrites] = before = await JudgeAsync(copy.Root, null, same, cancel);
        }

        return before;
    }

    private async Task<IReadOnlyDictionary<PartId, PartSeen>> JudgeAsync(string root, Observation? given, IEnumerable<(Item, Part)> judged, CancellationToken cancel)
    {
        var copy = Project.Open(root);
        await using var around = new Surroundings
        {
            Root = copy.Root,
            Contract = copy.Contract,
            Clock = TimeProvider.System,
            Files = copy.Files,
            Records = new RecordStore(project.Root).Read(),
        };
        var instead = new Dictionary<Type, Observation>();
        if (given is not null)
        {
            instead[given.GetType()] = given;
        }

        if (given is not ChecklistSoFar)
        {
            instead[typeof(ChecklistSoFar)] = _soFar ??= await SoFarAsync(cancel);
        }

        var subjects = await ProjectFolder.SubjectsAsync(copy.Contract, copy.Root, cancel);
        return await new Inspection(around, subjects) { Given = instead }.RunAsync(judged, cancel);
    }

    private async Task<ChecklistSoFar> SoFarAsync(CancellationToken cancel)
    {
        var known = await Checkup.LastKnownAsync(project, TimeProvider.System, cancel);
        return Checkup.SoFar(known.States, known.Evidence);
    }
}
