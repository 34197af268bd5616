using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;

using Airworthy.Core.Trials;
using Airworthy.Data;
using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Ci;

/// <summary>What a tool left behind: where, and when it was made.</summary>
internal abstract record ReportFile(string Path, DateTimeOffset MadeAt);

/// <summary>Reports of one kind that count.</summary>
/// <param name="Used">Those that are younger than the code, or all where none is; a report of an earlier run may lie about.</param>
/// <param name="ChangedAfter">What of the code changed after them, in words; null when nothing did.</param>
/// <param name="Broken">Which file could not be read, and why.</param>
internal sealed record ReportsFound<T>(IReadOnlyList<T> Used, string? ChangedAfter, string? Broken) where T : ReportFile
{
    public IReadOnlyList<string> Paths => [.. Used.Select(r => r.Path)];

    public DateTimeOffset MadeAt => Used.Min(r => r.MadeAt);
}

/// <summary>Finds the reports that tests leave behind, and says whether they are younger than the code.</summary>
internal static partial class ReportFiles
{
    /// <summary>Where a report goes when a command's placeholder asks for a place.</summary>
    public const string Folder = TestRun.Folder;

    private const int MaxDepth = 6;
    private const int MaxFiles = 500;
    private const long MaxBytes = 100_000_000;

    /// <summary>File systems keep times more coarsely than clocks.</summary>
    private static readonly TimeSpan s_grain = TimeSpan.FromSeconds(2);

    /// <summary>Reads the reports of one kind among some files.</summary>
    /// <param name="read">Null for a file that is no report of the kind.</param>
    /// <param name="also">Files beside the code that a report must be younger than.</param>
    public static ReportsFound<T> Read<T>(Surroundings around, IEnumerable<string> paths, Func<string, string, T?> read, CancellationToken cancel, params IReadOnlyList<string> also) where T : ReportFile
    {
        var reports = new List<T>();
        string? broken = null;
        foreach (var path in paths)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                if (read(around.Root, path) is { } report)
                {
                    reports.Add(report);
                }
            }
            catch (Exception e) when (e is XmlException or JsonException)
            {
                broken ??= $"{path} cannot be read: {e.Message}";
            }
        }

        var fresh = reports.Where(r => ChangedAfter(around, r.MadeAt, also) is null).ToList();
        return fresh.Count > 0 || reports.Count == 0 ? new ReportsFound<T>(fresh, null, broken) : new ReportsFound<T>(reports, ChangedAfter(around, reports.Max(r => r.MadeAt), also), broken);
    }

    /// <summary>XML files with names that test tools use, in the report folder, and where the declared command writes; never those of the functionality tests, nor the one prediction of <c>features.trace</c>.</summary>
    public static IReadOnlyList<string> Find(Surroundings around)
    {
        var others = OutputsOf(around.Contract.Commands?.FunctionalityTests);
        return Find(around, around.Contract.Commands?.UnitTests, n => UsualName().IsMatch(n), n => !OfFunctionality().IsMatch(n), p => !others.Contains(p));
    }

    /// <summary>The same for the functionality tests: files whose name begins so, and where the declared command writes.</summary>
    public static IReadOnlyList<string> FindOfFunctionality(Surroundings around) =>
        Find(around, around.Contract.Commands?.FunctionalityTests, n => OfFunctionality().IsMatch(n), n => OfFunctionality().IsMatch(n), _ => true);

    private static List<string> Find(Surroundings around, string? command, Func<string, bool> isUsual, Func<string, bool> isKept, Func<string, bool> isMeant)
    {
        var kept = ProjectTree.Files(Path.Combine(around.Root, Folder), 1, n => IsXml(n) && isKept(n)).Select(f => $"{Folder}/{f}");
        return [.. OutputsOf(command).Where(p => File.Exists(Path.Combine(around.Root, p)))
            .Concat(kept)
            .Concat(ProjectTree.Files(around.Root, MaxDepth, n => IsXml(n) && isUsual(n) && isKept(n)))
            .Distinct().Where(p => isMeant(p) && p is not (TeethTrial.Report or PreviousTrial.Report) && p != around.Contract.Features?.Trace?.Report && new FileInfo(Path.Combine(around.Root, p)).Length <= MaxBytes).Take(MaxFiles)];
    }

    /// <summary>The files that a command says it writes its report to.</summary>
    private static List<string> OutputsOf(string? command) => [.. OutputOf().Matches(command ?? "").Select(m => m.Groups[1].Value.Trim('"', '\'')).Where(Core.Reading.Binding.IsInside)];

    /// <summary>Reads a report as the hostile text it may be: no document types, no entities, bounded size.</summary>
    public static XmlReader Open(string file) => XmlReader.Create(file, new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxBytes,
        MaxCharactersFromEntities = 1_000_000,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    });

    /// <summary>When a report was made: its own stamp with a time zone, but never later than its file.</summary>
    public static DateTimeOffset MadeAt(string file, string? stamp)
    {
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero);
        return stamp is not null && (stamp.EndsWith('Z') || Zone().IsMatch(stamp)) && DateTimeOffset.TryParse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.None, out var own) && own < written ? own : written;
    }

    /// <summary>Where a file that a report names lies in the project: tools write paths from their own folder, or whole ones of the machine that ran them.</summary>
    /// <param name="sources">Folders from which the report names files, if it says so.</param>
    public static string Place(string root, string name, IReadOnlyList<string> sources, IReadOnlyList<string> features)
    {
        var flat = name.Replace('\\', '/');
        foreach (var start in sources.Select(s => s.Replace('\\', '/')).Prepend("").Distinct())
        {
            var full = Path.GetFullPath(Path.Combine(root, start, flat));
            if (full.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal) && File.Exists(full))
            {
                return Path.GetRelativePath(root, full).Replace('\\', '/');
            }
        }

        return features.Where(f => f == flat || f.EndsWith("/" + flat, StringComparison.Ordinal) || flat.EndsWith("/" + f, StringComparison.Ordinal)).ToList() is [var only] ? only : flat;
    }

    /// <summary>
    /// What of the code changed after a moment, in words; null when nothing did. A file that is committed changed when it was written here or when
    /// it was committed, whichever came first: a checkout writes old files anew, and people commit after they have tested.
    /// </summary>
    /// <param name="also">Other files that count like code.</param>
    public static string? ChangedAfter(Surroundings around, DateTimeOffset moment, params IEnumerable<string> also)
    {
        var changed = around.Git.History?.Changed().ToHashSet();
        (string Text, DateTimeOffset At)? newest = null;
        foreach (var path in CodeFiles.Find(around.Contract, around.Root).Concat(also))
        {
            var written = new DateTimeOffset(File.GetLastWriteTimeUtc(Path.Combine(around.Root, path)), TimeSpan.Zero);
            if (written <= moment + s_grain)
            {
                continue;
            }

            var commit = changed is null || changed.Contains(path) ? null : around.Git.History!.NewestTouching(path);
            var at = commit is not null && commit.Committer.At < written ? commit.Committer.At : written;
            if (at > moment + s_grain && (newest is null || at > newest.Value.At))
            {
                newest = (commit is null ? $"{(path.StartsWith("../", StringComparison.Ordinal) ? Path.GetFileName(path) : path)} was changed after it, at {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : $"commit {commit.ShortId} of {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC changed {path} after it", at);
            }
        }

        return newest?.Text;
    }

    private static bool IsXml(string name) => name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"(?:--junit-?xml[= ]|LogFilePath=|--output-file[= ]|--cov-report[= ]xml:)\s*([^\s;{}]+\.xml)")]
    private static partial Regex OutputOf();

    [GeneratedRegex(@"junit|^test-|test[-_.]?(results?|report)|pytest|nosetests|^unit|^coverage|cobertura", RegexOptions.IgnoreCase)]
    private static partial Regex UsualName();

    [GeneratedRegex("^functionality", RegexOptions.IgnoreCase)]
    private static partial Regex OfFunctionality();

    [GeneratedRegex(@"[+-]\d\d:?\d\d$")]
    private static partial Regex Zone();
}
