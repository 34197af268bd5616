using System.Text.RegularExpressions;

using Airworthy.Pipelines.Training;

namespace Airworthy.Pipelines.Reproduction;

/// <summary>Says why a rebuild came out differently: what was seen to differ first, then what the code shows.</summary>
public static class LikelyCause
{
    /// <summary>Bytes of a file of code that is read.</summary>
    private const long MostBytes = 1_000_000;

    private static readonly string[] s_code = [".py", ".r", ".R", ".jl", ".cs", ".sh", ".js", ".ts", ".java", ".scala", ".go", ".rs", ".sql", ".yaml", ".yml", ".toml", ".json", ""];

    /// <param name="root">The clean checkout.</param>
    /// <param name="untracked">Files that lay beside the committed ones when the first run was made.</param>
    /// <param name="withDiff">Whether the recorded changes were put on top.</param>
    /// <param name="rebuildsAgree">Whether two rebuilds with one seed came out the same; null when there was one only.</param>
    /// <returns>The most likely first; never empty.</returns>
    public static IReadOnlyList<string> Of(RunOutcome first, RunOutcome rebuilt, string root, IReadOnlyList<string> untracked, bool withDiff, bool? rebuildsAgree)
    {
        var causes = new List<string>();
        if (first.Tag(TrackedCommand.DataDigestTag) is { } data && rebuilt.Tag(TrackedCommand.DataDigestTag) is var now && data != now)
        {
            causes.Add($"data: the run read {Short(data)}, the rebuild {(now is null ? "none" : Short(now))}.");
        }

        var clock = Find(root, ClockPattern);
        if (rebuildsAgree == false)
        {
            var seen = Seeds(root);
            causes.AddRange(clock is null ? [] : [$"clock: {clock} reads the time, and two rebuilds with one seed differ."]);
            causes.AddRange(seen.Count > 0 || clock is not null ? seen
                : ["seed: two rebuilds with one seed differ, so something draws at random without it, or depends on the order of threads. The seed is in AIRWORTHY_SEED."]);
        }

        if (first.Tag("mlflow.source.git.dirty") == "true" && !withDiff)
        {
            causes.Add($"commit: the run was made with changes that are not committed{(first.Tag(TrackedCommand.DiffTag) is null ? " and not recorded" : "; `--with-diff` puts them on top")}.");
        }

        if (first.Tag(TrackedCommand.EnvironmentTag) is var was && rebuilt.Tag(TrackedCommand.EnvironmentTag) is var locks && was != locks)
        {
            causes.Add($"package: the lock files were {was ?? "none"} and are {locks ?? "none"}.");
        }

        // What the rebuild made itself was not missing.
        var folder = first.Tag(TrackedCommand.FolderTag) is { } below and not "." ? below.TrimEnd('/') + "/" : "";
        causes.AddRange(untracked.Select(f => f.StartsWith(folder, StringComparison.Ordinal) ? f[folder.Length..] : f).Where(f => !Path.Exists(Path.Combine(root, f)))
            .Select(f => (File: f, Where: Find(root, Regex.Escape(f.TrimEnd('/').Split('/')[^1])))).Where(x => x.Where is not null)
            .Select(x => $"untracked file: {x.Where} names {x.File}, which is not committed. Commit it, or make it a dataset version."));
        if (rebuildsAgree != false && clock is not null)
        {
            causes.Add($"clock: {clock} reads the time; two rebuilds made one after the other need not show it.");
        }

        return causes.Count > 0 ? causes : ["unknown: the rebuilds agree with each other, so it is something of the first run's machine that was not recorded (a package outside the lock files, hardware, a file outside the project)."];
    }

    private static List<string> Seeds(string root) => Find(root, RandomPattern) is { } where ? [$"seed: {where} draws at random, and two rebuilds with one seed differ. The seed is in AIRWORTHY_SEED."] : [];

    private const string ClockPattern = @"datetime\.(now|utcnow|today)|date\.today|time\.time(_ns)?\(|Sys\.time|DateTime(Offset)?\.(Utc)?Now|Date\.now|\$\(date\b|`date\b|current_timestamp|\bnow\(\)";

    private const string RandomPattern = @"\bRANDOM\b|/dev/u?random|\brandom\b|\bshuffle\b|np\.random|default_rng|Random\.Shared|new Random\(\)|\bsrand\b|uuid4";

    private static string? Find(string root, string pattern)
    {
        foreach (var file in new DirectoryInfo(root).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden }).OrderBy(f => f.FullName, StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(root, file.FullName).Replace('\\', '/');
            if (!s_code.Contains(file.Extension) || file.Length > MostBytes || path.Split('/').Any(s => s.StartsWith('.')) || path == "airworthy.yaml")
            {
                continue;
            }

            var line = 0;
            foreach (var text in File.ReadLines(file.FullName))
            {
                line++;
                if (Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) && !text.TrimStart().StartsWith('#'))
                {
                    return $"{path}:{line}";
                }
            }
        }

        return null;
    }

    private static string Short(string digest) => digest.Split(':')[^1] is { Length: > 12 } hex ? hex[..12] : digest;
}
