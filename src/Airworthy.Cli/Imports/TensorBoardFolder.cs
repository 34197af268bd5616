using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

using Airworthy.Client;

namespace Airworthy.Cli.Imports;

/// <summary>A log folder of TensorBoard: each folder with event files is a run, its scalars are metrics.</summary>
internal sealed partial class TensorBoardFolder(string folder, string experiment) : IForeignRuns
{
    private static readonly EnumerationOptions s_below = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly List<string> _notes = [];

    public IEnumerable<string> Notes => _notes;

    /// <summary>Whether there are event files in a folder or below it.</summary>
    public static bool Is(string folder) => Directory.EnumerateFiles(folder, "*tfevents*", s_below).Any();

    public async IAsyncEnumerable<ForeignRun> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var run in Directory.EnumerateFiles(folder, "*tfevents*", s_below).GroupBy(f => Path.GetDirectoryName(f)!).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(folder, run.Key).Replace('\\', '/') is var below && below == "." ? experiment : below;
            var files = run.Order(StringComparer.Ordinal).ToList();
            var (first, last) = Span(files);
            yield return new ForeignRun($"tensorboard:{Uri.EscapeDataString(experiment)}/{Uri.EscapeDataString(name)}", null, experiment, name, null, RunStatus.Finished, first, last, Deleted: false)
            {
                Metrics = _ => Values(files).ToAsyncEnumerable(),
            };
        }

        await Task.CompletedTask;
    }

    private IEnumerable<MetricValue> Values(IReadOnlyList<string> files)
    {
        foreach (var file in files)
        {
            var events = new TensorBoardEvents(file);
            foreach (var scalar in events.Scalars())
            {
                yield return new MetricValue(Key(scalar.Tag), scalar.Value, scalar.Step, scalar.Time);
            }

            if (events.Others > 0)
            {
                _notes.Add($"{file}: {events.Others:N0} images, histograms, texts and other things that are no scalars were not imported.");
            }

            if (events.Problem is { } problem)
            {
                _notes.Add(problem);
            }
        }
    }

    /// <summary>From the first event to the last.</summary>
    private static (DateTimeOffset? First, DateTimeOffset? Last) Span(IReadOnlyList<string> files)
    {
        (DateTimeOffset? first, DateTimeOffset? last) = (null, null);
        foreach (var time in files.SelectMany(f => new TensorBoardEvents(f).Times()))
        {
            first = first is null || time < first ? time : first;
            last = last is null || time > last ? time : last;
        }

        return (first, last);
    }

    // Tags may have characters, and steps of a path, that keys of metrics may not.
    private static string Key(string tag)
    {
        var key = string.Join('/', Odd().Replace(tag, "_").Split('/').Where(step => step is not ("" or "." or "..")));
        return key.Length == 0 ? "_" : key.Length <= 250 ? key : key[..250].TrimEnd('/');
    }

    [GeneratedRegex(@"[^/\w.\- :]")]
    private static partial Regex Odd();
}
