using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;
using Airworthy.Data;
using Airworthy.Probes;

namespace Airworthy.Cli.Splits;

/// <summary>A proposed split, made and looked at before anything is written.</summary>
/// <param name="Text">The contract's text with it.</param>
/// <param name="Changes">What changes in the contract, as dotted paths with their YAML; null for what goes.</param>
/// <param name="Verdicts">What the leakage parts say, of folds the worst; by the part's name.</param>
/// <param name="Refused">Why it is not written, line by line; empty when it may be.</param>
internal sealed record SplitTrial(SplitMethod Method, string Text, IReadOnlyList<KeyValuePair<string, string?>> Changes, SplitManifest? Manifest,
    IReadOnlyList<(string Part, int? Fold, Verdict Verdict)> Verdicts, IReadOnlyList<string> Refused)
{
    private const string Item = "leakage-safe-split";

    /// <summary>The parts that a split must not break. The others of the item are about columns, whatever the split.</summary>
    private static readonly string[] s_parts = ["rows", "entity", "time"];

    /// <summary>Makes a split in an open table, measures it and asks the leakage parts.</summary>
    public static async Task<SplitTrial> OfAsync(Project project, string text, Table table, Split split, CancellationToken cancel)
    {
        var changes = SplitYaml.Changes(project.Contract, split);
        var edited = ContractEdit.SetAll(text, changes);
        if (edited.Text is null)
        {
            throw new Refusal(3, [.. edited.Problems.Select(p => p.ToString())]);
        }

        var contract = ContractReader.Read(edited.Text, ContractReader.FileName).Contract!;
        var trial = new SplitTrial(split.Method!.Value, edited.Text, changes, null, [], []);
        await table.ReadAsAsync(contract, cancel);
        if (table.Splits.Count < 2)
        {
            return trial with { Refused = [table.WhyNoSplits ?? $"Only {string.Join(", ", table.Splits.DefaultIfEmpty("no split"))} can be made; train and a held-out split are needed."] };
        }

        var manifest = await table.RecordAsync(cancel);
        trial = trial with { Manifest = manifest };
        if (Empty(manifest).ToList() is { Count: > 0 } empty)
        {
            return trial with { Refused = empty };
        }

        var verdicts = await JudgeAsync(project, table, contract, cancel);
        return trial with
        {
            Verdicts = verdicts,
            Refused = [.. verdicts.Where(v => v.Verdict.Answer == Answer.Unmet).Select(v => $"{(v.Fold is { } fold ? $"Fold {fold}: " : "")}{v.Verdict.Says} → {v.Verdict.Next}")],
        };
    }

    private static IEnumerable<string> Empty(SplitManifest manifest) =>
        (manifest.Splits ?? new Dictionary<string, SplitPart>()).Where(s => s.Value.Rows == 0).Select(s => $"{s.Key} would have no row of {manifest.Rows:N0}.")
        .Concat((manifest.Folds ?? []).Index().Where(f => f.Item is { Train: 0 } or { Dev: 0 } or { Test: 0 })
            .Select(f => $"Fold {f.Index + 1} would have {f.Item.Train:N0} train, {f.Item.Dev:N0} dev and {f.Item.Test:N0} test rows; each needs some."));

    private static async Task<IReadOnlyList<(string Part, int? Fold, Verdict Verdict)>> JudgeAsync(Project project, Table table, ProjectContract contract, CancellationToken cancel)
    {
        var item = Pages.Find(Item)!;
        var split = contract.Data!.Split!;
        var worst = new Dictionary<string, (int? Fold, Verdict Verdict)>();
        for (var fold = 1; fold <= (split.Nested ?? 1); fold++)
        {
            // Whether rows leak is a fact, whoever confirmed what.
            var one = contract with { Guessed = null, Data = contract.Data with { Split = split with { Fold = fold } } };
            if (split.Nested is not null)
            {
                await table.ReadAsAsync(one, cancel);
            }

            await using var around = new Surroundings { Root = project.Root, Contract = one, Clock = TimeProvider.System, Files = project.Files, Lent = table };
            var inspection = new Inspection(around, new Subjects(one, new Dictionary<Bound, string>()));
            foreach (var (id, seen) in await inspection.RunAsync(s_parts.Select(p => (item, item[p]!)), cancel))
            {
                if (seen.Crash is not null)
                {
                    throw new Refusal(4, $"{id} could not be looked at: {seen.Verdict.Says}");
                }

                if (!worst.TryGetValue(id.Part, out var known) || Badness(seen.Verdict) > Badness(known.Verdict))
                {
                    // What the manifest on disk says of an earlier split is no news about this one.
                    worst[id.Part] = (split.Nested is null ? null : fold, seen.Verdict with { Concerns = [.. seen.Verdict.Concerns.Where(c => !c.Contains(SplitManifest.Ending, StringComparison.Ordinal))] });
                }
            }
        }

        return [.. s_parts.Select(p => (p, worst[p].Fold, worst[p].Verdict))];
    }

    private static int Badness(Verdict verdict) => verdict.Answer switch { Answer.Unmet => 3, Answer.Undecided => 2, Answer.Unknown => 1, _ => 0 };
}
