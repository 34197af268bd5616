using System.Globalization;
using System.Text.RegularExpressions;

using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Runs;

namespace Airworthy.Web.Files;

/// <summary>Files that differ in their step alone, <c>roc_step_100.png</c> and <c>roc_step_200.png</c>, as one file at several steps, of several runs.</summary>
internal sealed partial class FileSeries
{
    private const int MostFolders = 50;

    private readonly SortedDictionary<long, Dictionary<string, string>> _files = [];

    /// <summary>The steps there are, rising; one empty text for a file without a number.</summary>
    public IReadOnlyList<string> Steps => [.. _files.Keys.Select(k => k < 0 ? "" : k.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Adds the file of a run. Of several at one step the last in the alphabet counts: the newest, where the name holds a time.</summary>
    public void Add(long? step, string run, string path)
    {
        var at = step ?? -1;
        var files = _files.TryGetValue(at, out var known) ? known : _files[at] = [];
        if (!files.TryGetValue(run, out var other) || string.CompareOrdinal(other, path) < 0)
        {
            files[run] = path;
        }
    }

    /// <param name="index">Of a step.</param>
    /// <returns>The path of a run's file at that step; null: the run has none.</returns>
    public string? At(int index, string run) => _files.Values.ElementAt(index).GetValueOrDefault(run);

    /// <summary>The name, with <c>#</c> for the step, and the step in a path: as <c>log_image</c> of MLflow's clients writes it, else the last
    /// number of the last part, else that of a folder called after steps.</summary>
    public static (string Name, long? Step) Split(string path)
    {
        var match = Logged().Match(path) is { Success: true } logged ? logged
            : Number().Match(path, path.LastIndexOf('/') + 1) is { Success: true } number ? number
            : StepFolder().Match(path);
        return match.Success && long.TryParse(match.Groups["step"].Value, CultureInfo.InvariantCulture, out var step)
            ? (match.Groups["key"] is { Success: true } key ? $"{key.Value} #{match.Groups["end"].Value}" : Without(path, match.Groups["step"]), step)
            : (path, null);
    }

    /// <summary>Every file of a run, folder by folder, a bounded number of folders; without the small copies that <c>log_image</c> adds to its pictures.</summary>
    public static IEnumerable<string> AllOf(RunFiles files, RunInfo run, Caller caller)
    {
        var folders = new Queue<string>([""]);
        for (var looked = 0; folders.TryDequeue(out var folder) && looked < MostFolders; looked++)
        {
            foreach (var entry in files.List(run, folder, caller) ?? [])
            {
                var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
                if (entry.IsFolder)
                {
                    folders.Enqueue(path);
                }
                else if (!SmallCopy().IsMatch(path))
                {
                    yield return path;
                }
            }
        }
    }

    private static string Without(string path, Group step) => string.Concat(path.AsSpan(0, step.Index), "#", path.AsSpan(step.Index + step.Length));

    // images/KEY%step%STEP%timestamp%MILLISECONDS%UUID.png; older clients wrote + for %.
    [GeneratedRegex(@"^(?<key>.+)[%+]step[%+](?<step>\d+)[%+]timestamp[%+]\d+[%+][^%+/]+?(?<end>\.\w+)$")]
    private static partial Regex Logged();

    [GeneratedRegex(@"[%+]timestamp[%+]\d+[%+][^%+/]+[%+]compressed\.\w+$")]
    private static partial Regex SmallCopy();

    [GeneratedRegex(@"(?<step>\d+)(?=\D*$)")]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<=(?:^|/)(?:step|epoch|iter|iteration|checkpoint|ckpt)[-_=]?)(?<step>\d+)(?=/)", RegexOptions.IgnoreCase | RegexOptions.RightToLeft)]
    private static partial Regex StepFolder();
}
