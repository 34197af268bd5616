using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Probes;

namespace Airworthy.Cli;

/// <summary>What a command's words name: a project's folder, and items or parts of the checklist.</summary>
internal sealed record What(string Folder, IReadOnlyList<string> Items, IReadOnlyList<PartId> Parts)
{
    /// <summary>Tells items and parts from a folder.</summary>
    /// <exception cref="Refusal">A word is none of them.</exception>
    public static What Read(IReadOnlyList<string> words)
    {
        string? folder = null;
        var project = words.FirstOrDefault(w => Pages.Find(w) is null && Directory.Exists(w)) ?? ".";
        IReadOnlyList<Item> known = [.. Pages.Items, .. ProjectFolder.ReadPacks(Path.GetFullPath(project)).Items];
        Item? Find(string id) => known.FirstOrDefault(i => i.Id == id);
        var items = new List<string>();
        var parts = new List<PartId>();
        foreach (var word in words)
        {
            if (Find(word) is not null)
            {
                items.Add(word);
            }
            else if (PartId.Parse(word) is { } id && Find(id.Item)?[id.Part] is not null)
            {
                parts.Add(id);
            }
            else if (folder is null && Directory.Exists(word))
            {
                folder = word;
            }
            else
            {
                var meant = Nearest.To(word, known.Select(i => i.Id).Concat(known.SelectMany(i => i.Parts.Select(p => p.Id.ToString()))));
                throw new Refusal(64, $"{word} is neither a folder nor an item of the checklist. {(meant is null ? "`airworthy status --all` lists the items." : $"Did you mean {meant}?")}");
            }
        }

        return new What(folder ?? ".", items, parts);
    }

    /// <summary>Whether a part was named, or nothing was.</summary>
    public bool Includes(Part part) => (Items.Count == 0 && Parts.Count == 0) || Items.Contains(part.Id.Item) || Parts.Contains(part.Id);
}
