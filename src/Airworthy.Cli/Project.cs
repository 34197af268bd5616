using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Probes;
using Airworthy.Probes.Repository;

namespace Airworthy.Cli;

/// <summary>The project a command works on.</summary>
/// <param name="Root">Its folder, as a full path.</param>
internal sealed record Project(string Root, ProjectContract Contract, ProjectFiles Files)
{
    /// <summary>Items that its packs add to the checklist.</summary>
    public IReadOnlyList<Item> Own { get; init; } = [];

    /// <summary>The checklist's own items, then those of its packs.</summary>
    public IReadOnlyList<Item> Items => field ??= [.. Pages.Items, .. Own];

    /// <summary>An item by its id, of the checklist or of a pack.</summary>
    public Item? Find(string id) => Pages.Find(id) ?? Own.FirstOrDefault(i => i.Id == id);

    /// <summary>Opens the project of a folder.</summary>
    /// <exception cref="Refusal">There is no readable contract, or a pack cannot be read (exit code 3): an item that is not shown would be missed by nobody.</exception>
    public static Project Open(string folder)
    {
        var root = Path.GetFullPath(folder);
        var reading = ProjectFolder.ReadContract(root);
        if (reading.Contract is null)
        {
            throw new Refusal(3, [.. reading.Problems.Select(p => p.ToString())]);
        }

        var (own, problems) = ProjectFolder.ReadPacks(root);
        if (problems.Count > 0)
        {
            throw new Refusal(3, [.. problems.Select(p => p.ToString())]);
        }

        var project = new Project(root, reading.Contract, FilesOf(root, reading.Contract)) { Own = own };
        return reading.Contract is { Stage: Stage.Live, AsOf: not null } ? project.Live("The contract says that the project is live.") : project;
    }

    /// <summary>The project as it counts when it is live: at that stage, and on no other day than today.</summary>
    /// <param name="because">Why it is, as a sentence.</param>
    public Project Live(string because)
    {
        var live = this with { Contract = LiveByFact.In(Contract) };
        return LiveByFact.Refused(Contract, because) is { } refused ? (live with { Files = FilesOf(Root, live.Contract) }).Saying(refused) : live;
    }

    /// <summary>The project with something that every report says first.</summary>
    public Project Saying(Problem problem) => this with { Files = Files with { Problems = [.. Files.Problems, problem] } };

    // Keys are valid on the day that counts as today.
    private static ProjectFiles FilesOf(string root, ProjectContract contract)
    {
        using var history = GitHistory.Open(root, Environment.GetEnvironmentVariable).History;
        return ProjectFolder.Read(root, history, contract.AsOf?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
    }
}
