using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Core.Statements;
using Airworthy.Probes;
using Airworthy.Probes.Repository;

namespace Airworthy.Cli.Answers;

/// <summary>A project as it lies before somebody who answers for it: its people, its files, and how its items stand right now.</summary>
internal sealed record Answering(Project Project, Evidence Evidence, IReadOnlyList<ItemState> States)
{
    /// <summary>The handle of whoever git says is sitting here; null when it is nobody of the project.</summary>
    public string? Me { get; } = GitUser.Email(Project.Root) is { } email ? Evidence.People.HandleOf(email) : null;

    public ItemState this[Item item] => States.First(s => s.Item.Id == item.Id);

    /// <summary>Opens a project and judges the machine parts of some items; of the others the newest records count.</summary>
    /// <exception cref="Refusal">The contract or the people cannot be read.</exception>
    public static async Task<Answering> OpenAsync(string folder, IReadOnlyCollection<Item> items, CancellationToken cancel)
    {
        var project = Project.Open(folder);
        if (project.Files.Problems.Where(p => p.At.File.EndsWith("people.yaml", StringComparison.Ordinal)).ToList() is { Count: > 0 } wrong)
        {
            throw new Refusal(3, [.. wrong.Select(p => p.ToString())]);
        }

        var wanted = items.Select(i => i.Id).ToHashSet();
        var seen = await Checkup.RunAsync(project, new CheckupOrder(part => wanted.Contains(part.Id.Item), Keep: false), cancel);
        return new Answering(seen.Settled.Project, seen.Evidence, seen.States);
    }

    /// <summary>The item of a name that a user wrote.</summary>
    /// <exception cref="Refusal">There is none.</exception>
    /// <param name="folder">The project's folder, whose packs may hold it.</param>
    public static Item ItemNamed(string name, string folder)
    {
        var id = name.Split('/')[0];
        IReadOnlyList<Item> items = [.. Pages.Items, .. ProjectFolder.ReadPacks(Path.GetFullPath(folder)).Items];
        return items.FirstOrDefault(i => i.Id == id) ?? throw new Refusal(64,
            $"{id} is not an item of the checklist. {(Nearest.To(id, items.Select(i => i.Id)) is { } meant ? $"Did you mean {meant}?" : "`airworthy status --all` lists them.")}");
    }

    /// <summary>Refuses when the file that would be rewritten cannot be read: what a person wrote is never thrown away.</summary>
    public void RefuseUnreadable(string path)
    {
        if (Project.Files.Problems.Where(p => p.At.File == path).ToList() is { Count: > 0 } wrong)
        {
            throw new Refusal(1, [.. wrong.Select(p => p.ToString()), $"{path} is left as it is. Correct it or delete it, then answer again."]);
        }
    }

    /// <summary>The refusal that says everything that speaks against an answer.</summary>
    public static Refusal Refuse(string what, IEnumerable<Objection> against) =>
        new(1, [$"Nothing was written: {what}.", .. against.Select(o => $"  - {o.Says}\n    → {o.Next}")]);

    /// <summary>The text of a file of the project; null when there is none.</summary>
    public string? Text(string path) => Path.Combine(Project.Root, path) is var full && File.Exists(full) ? File.ReadAllText(full) : null;
}
