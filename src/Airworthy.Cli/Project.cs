using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
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

        using var history = GitHistory.Open(root, Environment.GetEnvironmentVariable).History;
        return new Project(root, reading.Contract, ProjectFolder.Read(root, history, reading.Contract.AsOf?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))) { Own = own };
    }
}
