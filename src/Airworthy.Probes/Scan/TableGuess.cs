using System.Text.RegularExpressions;

using Airworthy.Data;

namespace Airworthy.Probes.Scan;

/// <summary>The table that a project seems to be about.</summary>
/// <param name="Pattern">A path or a pattern below the project's folder.</param>
/// <param name="Splits">A file per split, where file names say so; else empty.</param>
/// <param name="Unreadable">Candidates that were no tables: path and why.</param>
public sealed partial record TableGuess(string? Pattern, Glance? Glance, double Confidence, string Seen, IReadOnlyDictionary<string, string> Splits, IReadOnlyList<string> Unreadable)
{
    private const int MostTried = 6;

    private static readonly IReadOnlyDictionary<string, string> s_noSplits = new Dictionary<string, string>();

    /// <summary>Chooses among the tables of a project: those that its code reads first, then by place and size.</summary>
    public static async Task<TableGuess> OfAsync(string root, Found found, CancellationToken cancel)
    {
        var reads = found.Hints.Where(h => h.Kind == HintKind.Reads).GroupBy(h => h.Value[(h.Value.LastIndexOfAny(['/', '\\']) + 1)..])
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);
        var writes = found.Hints.Where(h => h.Kind == HintKind.Writes).Select(h => h.Value[(h.Value.LastIndexOfAny(['/', '\\']) + 1)..]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var candidates = found.Data
            .Where(f => f.Bytes > 0 && !Byproduct().IsMatch(f.Name) && !f.IsBelow("tests") && !f.IsBelow("test") && !f.IsBelow("docs"))
            .OrderByDescending(f => reads.ContainsKey(f.Name)).ThenBy(f => writes.Contains(f.Name)).ThenByDescending(f => f.IsBelow("data")).ThenByDescending(f => SplitOf(f) == "train").ThenByDescending(f => f.Bytes)
            .ToList();
        var unreadable = new List<string>();
        foreach (var file in candidates.Take(MostTried))
        {
            try
            {
                var glance = await Glance.AtAsync(root, file.Path, cancel);
                if (glance.Rows == 0 || glance.Columns.Count < 2)
                {
                    unreadable.Add($"{file.Path} has {(glance.Rows == 0 ? "no rows" : "one column")}");
                    continue;
                }

                var hint = reads.GetValueOrDefault(file.Name);
                var others = candidates.Where(f => f != file && f.Ending == file.Ending && Folder(f) == Folder(file)).ToList();
                var splits = await SplitsAsync(root, file, glance, others, cancel);
                if (splits.Count > 1)
                {
                    return new TableGuess(null, glance, 0.95, $"names of {string.Join(" and ", splits.Values)}", splits, unreadable);
                }

                return new TableGuess(file.Path, glance, hint is null ? (candidates.Count == 1 ? 0.9 : 0.6) : 0.95,
                    hint?.Where ?? (candidates.Count == 1 ? "the only table here" : $"the likeliest of {candidates.Count} tables"), s_noSplits, unreadable);
            }
            catch (TableException e)
            {
                unreadable.Add(e.Message);
            }
        }

        return new TableGuess(null, null, 0, "", s_noSplits, unreadable);
    }

    /// <summary>Files beside a file whose names say train, dev and test, and whose columns are the same.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> SplitsAsync(string root, SeenFile file, Glance glance, List<SeenFile> others, CancellationToken cancel)
    {
        if (SplitOf(file) is not { } own)
        {
            return s_noSplits;
        }

        var splits = new SortedDictionary<string, string>(Comparer<string>.Create((a, b) => Order(a).CompareTo(Order(b)))) { [own] = file.Path };
        foreach (var other in others.Where(o => SplitOf(o) is { } split && StemOf(o) == StemOf(file) && !splits.ContainsKey(split)))
        {
            try
            {
                var seen = await Glance.AtAsync(root, other.Path, cancel);
                if (seen.Columns.Select(c => c.Name).Order(StringComparer.Ordinal).SequenceEqual(glance.Columns.Select(c => c.Name).Order(StringComparer.Ordinal)))
                {
                    splits[SplitOf(other)!] = other.Path;
                }
            }
            catch (TableException)
            {
                // A sibling that is no table is no split.
            }
        }

        return splits.Count > 1 && splits.ContainsKey("train") ? splits : s_noSplits;

        static int Order(string split) => split switch { "train" => 0, "dev" => 1, _ => 2 };
    }

    private static string? SplitOf(SeenFile file) => SplitName().Match(file.Name) is { Success: true } match
        ? match.Groups["s"].Value.ToLowerInvariant() switch { "train" or "training" => "train", "test" or "testing" or "holdout" => "test", _ => "dev" }
        : null;

    private static string StemOf(SeenFile file) => SplitName().Replace(file.Name, "");

    private static string Folder(SeenFile file) => file.Path[..(file.Path.Length - file.Name.Length)];

    [GeneratedRegex(@"(?<![A-Za-z])(?<s>train|training|test|testing|holdout|dev|val|valid|validation)(?![A-Za-z])", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 500)]
    private static partial Regex SplitName();

    [GeneratedRegex(@"submission|prediction|predicted|result|metric|importance|leaderboard|\bscores?\b|confusion", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex Byproduct();
}
