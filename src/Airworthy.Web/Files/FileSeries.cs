using System.Text.RegularExpressions;

using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Runs;

namespace Airworthy.Web.Files;

/// <summary>Files that differ in one number alone, <c>roc_step_100.png</c> and <c>roc_step_200.png</c>, as one file at several steps.</summary>
internal sealed partial class FileSeries(string name)
{
    private const int MostFolders = 50;

    private readonly SortedDictionary<long, string> _files = [];

    /// <summary>The name with <c>#</c> for the number.</summary>
    public string Name { get; } = name;

    /// <summary>The steps there are, rising; one empty text for a file without a number.</summary>
    public IReadOnlyList<string> Steps => [.. _files.Keys.Select(k => k < 0 ? "" : k.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    public void Add(long? step, string path) => _files.TryAdd(step ?? -1, path);

    /// <param name="index">Of a step.</param>
    public string At(int index) => _files.Values.ElementAt(index);

    /// <summary>The name and the step in a path; the last number of its last part counts.</summary>
    public static (string Name, long? Step) Split(string path)
    {
        var match = Number().Match(path, path.LastIndexOf('/') + 1);
        return match.Success && long.TryParse(match.Value, System.Globalization.CultureInfo.InvariantCulture, out var step)
            ? (string.Concat(path.AsSpan(0, match.Index), "#", path.AsSpan(match.Index + match.Length)), step)
            : (path, null);
    }

    /// <summary>Every file of a run, folder by folder, a bounded number of folders.</summary>
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
                else
                {
                    yield return path;
                }
            }
        }
    }

    /// <summary>Whether a run has a file.</summary>
    public static bool Has(RunFiles files, RunInfo run, string path, Caller caller)
    {
        var end = path.LastIndexOf('/');
        return files.List(run, end < 0 ? "" : path[..end], caller)?.Any(e => !e.IsFolder && e.Name == path[(end + 1)..]) == true;
    }

    [GeneratedRegex(@"\d+(?=\D*$)")]
    private static partial Regex Number();
}
