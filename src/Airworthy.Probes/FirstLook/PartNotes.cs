using Airworthy.Core.Checklist;

namespace Airworthy.Probes.FirstLook;

/// <summary>What the parts of the checklist say that need no promise.</summary>
internal static class PartNotes
{
    /// <summary>What is judged, in the order in which it is told among things of equal weight.</summary>
    private static readonly (string Item, string Part, string About, bool NeedsTest, bool NeedsLabel)[] s_parts =
    [
        ("leakage-safe-split", "rows", "copies across the files", true, false),
        ("leakage-safe-split", "proxy", "columns that give the label away", false, true),
        ("leakage-safe-split", "entity", "groups across the files", true, false),
        ("leakage-safe-split", "time", "time across the files", true, false),
        ("data-schema", "labels", "contradicting labels", false, true),
        ("leakage-safe-split", "order", "ids and the order of rows", false, false),
        ("data-schema", "missing", "values that may mean \"not known\", and caps", false, false),
        ("data-schema", "forms", "how values are written", false, false),
    ];

    public static async Task AddAsync(LookNotes notes, Inspection inspection, bool hasTest, ColumnRoles roles, CancellationToken cancel)
    {
        var wanted = s_parts.Where(p => (hasTest || !p.NeedsTest) && (roles.Label is not null || !p.NeedsLabel) && (p.Part != "time" || roles.Time is not null)).ToList();
        var parts = wanted.Select(p => (Item: Pages.Find(p.Item)!, p.Part)).Where(p => p.Item[p.Part] is not null).Select(p => (p.Item, p.Item[p.Part]!));
        var seen = await inspection.RunAsync(parts, cancel);
        foreach (var part in wanted)
        {
            if (!seen.TryGetValue(new PartId(part.Item, part.Part), out var answer))
            {
                continue;
            }

            Tell(notes, part.Part, part.About, answer.Verdict);
        }

        if (roles.Label is null)
        {
            notes.NotLookedAt("what gives the label away, contradicting labels and baselines: no column looks like the label; name it with --label");
        }

        if (hasTest && roles.Time is null)
        {
            notes.NotLookedAt("time: no column holds times");
        }
    }

    private static void Tell(LookNotes notes, string part, string about, Verdict verdict)
    {
        if (verdict.Answer == Answer.Unknown)
        {
            notes.NotLookedAt($"{about}: {verdict.Says}");
            return;
        }

        notes.LookedAt(about);
        if (verdict.Answer != Answer.Met)
        {
            // A column that names a row is wrong only in a model, and nobody said yet what the model reads.
            var weight = verdict.Answer == Answer.Undecided || part == "order" ? Weight.Ask : Weight.Wrong;
            notes.Notice(weight, about, verdict.Says, verdict.Shown);
        }

        // The sentence of a verdict that is Met carries the number of copies; its concerns only say what they mean.
        IReadOnlyList<string> concerns = part == "rows" && verdict is { Answer: Answer.Met, Concerns.Count: > 0 } ? [$"{verdict.Says} {verdict.Concerns[0]}"] : verdict.Concerns;
        foreach (var concern in concerns.Take(6))
        {
            notes.Notice(part is "missing" or "rows" ? Weight.Ask : Weight.Note, about, concern, verdict.Answer == Answer.Met && part != "proxy" && concern == concerns[0] ? verdict.Shown : null);
        }

        if (concerns.Count > 6)
        {
            notes.Notice(Weight.Note, about, $"And {concerns.Count - 6} more.");
        }
    }
}
