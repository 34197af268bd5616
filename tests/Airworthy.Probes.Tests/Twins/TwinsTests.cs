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
public sealed class TwinsTests
{
    /// <summary>Parts that the honest project cannot keep, and why.</summary>
    private static readonly IReadOnlyDictionary<string, string> s_notShown = new Dictionary<string, string>
    {
    };

    private static readonly ConcurrentDictionary<(Shape, bool), Lazy<Task<IReadOnlyDictionary<PartId, PartSeen>>>> s_honest = new();

    public static TheoryData<string> Parts => [.. All.Select(x => x.Part.Id.ToString())];

    public static TheoryData<string> Judged => [.. All.Where(x => Checks.All.ContainsKey(x.Part.Id)).Select(x => x.Part.Id.ToString())];

    private static IEnumerable<(Item Item, Part Part, ICheck Check)> All => Pages.Items
        .SelectMany(item => item.Parts.Where(p => p.Tier is not null && !p.IsStatement).Select(part => (item, part, Check: Checks.Of(item, part))))
        .Where(x => x.Check is not null)
        .Select(x => (x.item, x.part, x.Check!));

    [Theory, MemberData(nameof(Parts))]
    public async Task The_honest_project_keeps(string part)
    {
        var verdict = (await HonestAsync(Shape.Deliveries, rewritten: false))[PartId.Parse(part)!.Value].Verdict;
        Assert.SkipWhen(s_notShown.ContainsKey(part), s_notShown.GetValueOrDefault(part, ""));

        Assert.True(verdict.Answer == Answer.Met, $"{verdict.Answer}: {verdict.Says}");
    }

    private static Task<IReadOnlyDictionary<PartId, PartSeen>> HonestAsync(Shape shape, bool rewritten) =>
        s_honest.GetOrAdd((shape, rewritten), key => new Lazy<Task<IReadOnlyDictionary<PartId, PartSeen>>>(async () =>
        {
            using var project = HonestProject.Make(key.Item1);
            return await JudgeAsync(project.Root, null, All.Select(x => (x.Item, x.Part)));
        })).Value;

    internal static async Task<IReadOnlyDictionary<PartId, PartSeen>> JudgeAsync(string root, Observation? given, IEnumerable<(Item, Part)> parts)
    {
        var cancel = TestContext.Current.CancellationToken;
        var reading = ProjectFolder.ReadContract(root);
        Assert.Empty(reading.Problems.Select(p => p.ToString()));
        var contract = reading.Contract!;
        await using var around = new Surroundings
        {
            Root = root, Contract = contract, Clock = TimeProvider.System, Files = ProjectFolder.Read(root), Variable = _ => null,
        };
        var subjects = await ProjectFolder.SubjectsAsync(contract, root, cancel);
        var instead = new Dictionary<Type, Observation> { [typeof(ChecklistSoFar)] = new ChecklistSoFar(new Dictionary<string, Status>()) };
        if (given is not null)
        {
            instead[given.GetType()] = given;
        }

        return await new Inspection(around, subjects) { Given = instead }.RunAsync(parts, cancel);
    }
}
