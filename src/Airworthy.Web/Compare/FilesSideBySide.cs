using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Runs;
using Airworthy.Web.Files;
using Airworthy.Web.Runs;

namespace Airworthy.Web.Compare;

/// <summary>What runs were made from, and one file of each beside the others.</summary>
/// <param name="Runs">With all they logged.</param>
/// <param name="Made">What they were made from: a name, and one cell per run, null where it was not logged.</param>
/// <param name="Paths">The files there are; <c>#</c> stands for a number that counts steps.</param>
/// <param name="Path">The file that is shown; null: there is none.</param>
/// <param name="Steps">The steps of that file.</param>
/// <param name="Step">Which of the steps is shown.</param>
/// <param name="Files">The file of each run.</param>
public sealed record FilesSideBySide(
    IReadOnlyList<RunRow> Runs, IReadOnlyList<(string Name, IReadOnlyList<string?> Cells)> Made,
    IReadOnlyList<string> Paths, string? Path, IReadOnlyList<string> Steps, int Step, IReadOnlyList<FileBeside> Files)
{
    /// <summary>Runs that are set side by side, at most.</summary>
    public const int MostRuns = 12;
    private const int MostParams = 100;
    // Of each run.
    private const int MostPaths = 500;

    internal static async Task<FilesSideBySide> ReadAsync(CompareReading.Page page, Caller caller, RunTableStore table, RunFiles files, CancellationToken cancel)
    {
        var runs = await table.FindAsync([.. page.Shown.Take(MostRuns).Select(r => r.Info.Id)], RunKeys.All, cancel);
        var made = await MadeAsync(runs, table, cancel);
        var series = new SortedDictionary<string, FileSeries>(StringComparer.Ordinal);
        foreach (var (run, path) in runs.SelectMany(r => FileSeries.AllOf(files, r.Info, caller).Take(MostPaths), (run, path) => (run, path)))
        {
            var (name, step) = FileSeries.Split(path);
            (series.TryGetValue(name, out var known) ? known : series[name] = new FileSeries()).Add(step, run.Info.Id, path);
        }

        IReadOnlyList<string> paths = [.. series.Keys];
        if ((page.Query.Query["path"] is { } asked && series.ContainsKey(asked) ? asked : paths is [var first, ..] ? first : null) is not { } chosen)
        {
            return new(runs, made, paths, null, [], 0, []);
        }

        var steps = series[chosen].Steps;
        var at = page.Query.Query.Number("step", steps.Count - 1, 0, steps.Count - 1);
        return new(runs, made, paths, chosen, steps, at, await BesideAsync(runs, run => series[chosen].At(at, run.Info.Id), caller, files, cancel));
    }

    private static async Task<IReadOnlyList<FileBeside>> BesideAsync(IReadOnlyList<RunRow> runs, Func<RunRow, string?> path, Caller caller, RunFiles files, CancellationToken cancel)
    {
        var beside = new List<FileBeside>();
        string? against = null;
        foreach (var run in runs)
        {
            var preview = path(run) is { } own ? await files.ReadAsync(run.Info, own, caller, cancel) : null;
            var text = preview is Preview.Text { Cut: false } whole ? whole.Content : null;
            // Texts are compared with the first run that has one.
            var diff = text is not null && against is not null ? LineDiff.Of(against, text) : null;
            against ??= text;
            beside.Add(new FileBeside(run, path(run) ?? "", preview, diff));
        }

        return beside;
    }

    private static async Task<IReadOnlyList<(string, IReadOnlyList<string?>)>> MadeAsync(IReadOnlyList<RunRow> runs, RunTableStore table, CancellationToken cancel)
    {
        var inputs = await table.InputsAsync([.. runs.Select(r => r.Info.No)], cancel);
        string? Data(RunRow run) => inputs.GetValueOrDefault(run.Info.No) is { Datasets: [_, ..] data }
            ? string.Join("; ", data.Select(d => $"{d.Context} {d.Dataset.Name} {d.Dataset.Digest}".Trim()))
            : null;
        IReadOnlyList<string?> Of(Func<RunRow, string?> cell) => [.. runs.Select(cell)];
        var varying = runs.SelectMany(r => r.Params.Keys).Distinct().Order(StringComparer.Ordinal)
            .Select(k => (Name: "Param " + k, Cells: Of(r => r.Params.GetValueOrDefault(k)))).Where(p => p.Cells.Distinct().Skip(1).Any());
        // Data is known by a version, or by the datasets that a client logged. Where one tells nothing and the other does, it is left out.
        (string Name, IReadOnlyList<string?> Cells)[] data = [("Data version", Of(Recipe.DataVersion)), ("Data", Of(Data))];
        var told = data.Where(d => d.Cells.Any(c => c is not null)).ToArray();
        return
        [
            ("Commit", Of(r => r.Tags.GetValueOrDefault("mlflow.source.git.commit"))),
            ("Source", Of(r => r.Tags.GetValueOrDefault("mlflow.source.name"))),
            .. told is [] ? data[..1] : told,
            .. varying.Take(MostParams),
            ("Notes", Of(r => r.Tags.GetValueOrDefault("mlflow.note.content"))),
        ];
    }
}

/// <summary>The file of one run, among those of others.</summary>
/// <param name="Shown">Null: the run has no such file.</param>
/// <param name="Diff">How its text differs from that of the first run that has one: empty where it does not; null where it is the first, no text, or all different.</param>
public sealed record FileBeside(RunRow Run, string Path, Preview? Shown, IReadOnlyList<DiffLine>? Diff);
