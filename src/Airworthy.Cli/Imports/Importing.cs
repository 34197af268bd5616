using Airworthy.Client;

namespace Airworthy.Cli.Imports;

/// <summary>How much was imported.</summary>
/// <param name="Known">Runs that an earlier import brought.</param>
/// <param name="Models">Registered models.</param>
/// <param name="KnownVersions">Model versions that an earlier import brought.</param>
internal sealed record Imported(int Runs, long Values, int Files, int Known, int Models, int Versions, int KnownVersions, IEnumerable<string> Notes);

/// <summary>Brings foreign runs and models into a store. Each carries where it comes from, and a second tag once it is whole; so an import can be repeated.</summary>
internal sealed class Importing(TrackingClient to)
{
    public const string FromTag = "airworthy.importedFrom";
    public const string WholeTag = "airworthy.imported";
    private const string NameTag = "mlflow.runName";
    private const string ParentTag = "mlflow.parentRunId";

    /// <summary>This moment, as it stands in the tag.</summary>
    public static string Now => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];

    /// <param name="doing">Called with the name of each run at hand.</param>
    public async Task<Imported> RunAsync(IForeignRuns from, Action<string> doing, CancellationToken cancel)
    {
        var (whole, values, files, known) = (new List<(Run Run, ForeignRun From)>(), 0L, 0, 0);
        await foreach (var foreign in from.ReadAsync(cancel))
        {
            doing($"{foreign.Experiment}/{foreign.Name}");
            try
            {
                var (run, isWhole) = await PlaceAsync(foreign, cancel);
                if (isWhole)
                {
                    known++;
                    continue;
                }

                var (logged, uploaded) = await FillAsync(run, foreign, cancel);
                (values, files) = (values + logged, files + uploaded);
                whole.Add((run, foreign));
            }
            catch (TrackingException e) when (e.Code == "INVALID_PARAMETER_VALUE")
            {
                // A run that cannot be kept as it is stops no other.
                _notes.Add($"The run {foreign.Name} of {foreign.Experiment} was not brought whole: {e.Message}");
            }
        }

        // Now that all are there, parents are known by their new ids.
        foreach (var (run, foreign) in whole)
        {
            await FinishAsync(run, foreign, cancel);
        }

        var models = new ImportingModels(to, _ids);
        await models.RunAsync(from, doing, cancel);
        return new Imported(whole.Count, values, files, known, models.Models, models.Versions, models.Known, [.. _notes, .. models.Notes]);
    }

    /// <summary>The run here, made where it is not there yet; and whether an earlier import brought all of it.</summary>
    private async Task<(Run Run, bool IsWhole)> PlaceAsync(ForeignRun foreign, CancellationToken cancel)
    {
        var home = await to.GetOrCreateExperimentAsync(foreign.Experiment.Trim() is { Length: > 0 } name ? name : "unnamed", cancel);
        var run = await to.SearchRunsByIdAsync([home.Id], $"tags.`{FromTag}` = '{foreign.Source}'", view: View.All, cancel: cancel).FirstOrDefaultAsync(cancel)
            ?? await to.CreateRunAsync(home.Id, foreign.Name, [new(FromTag, foreign.Source)], foreign.StartedAt, foreign.User, cancel);
        if (foreign.Id is not null)
        {
            _ids[foreign.Id] = run.Id;
        }

        return (run, run.Tags.ContainsKey(WholeTag));
    }

    private async Task<(long Values, int Files)> FillAsync(Run run, ForeignRun foreign, CancellationToken cancel)
    {
        var (values, files) = (0L, 0);
        var log = to.LogTo(run);
        foreach (var (key, value) in foreign.Params)
        {
            log.LogParam(key, value);
        }

        foreach (var (key, value) in foreign.Tags.Where(t => t.Key is not (NameTag or ParentTag or FromTag or WholeTag)))
        {
            log.SetTag(key, value);
        }

        await foreach (var metric in foreign.Metrics(cancel))
        {
            log.LogMetric(metric.Key, metric.Value, metric.Step, metric.Timestamp);
            values++;
        }

        await log.FlushAsync();
        if (foreign.Inputs.Count > 0)
        {
            await to.LogInputsAsync(run.Id, foreign.Inputs, cancel);
        }

        await foreach (var file in foreign.Files(cancel))
        {
            await using var content = await file.OpenAsync(cancel);
            await to.Artifacts.UploadAsync(run, content, file.Path, cancel);
            files++;
        }

        await log.EndAsync(foreign.Status, foreign.EndedAt ?? (foreign.Status is RunStatus.Running or RunStatus.Scheduled ? null : foreign.StartedAt));
        return (values, files);
    }

    private async Task FinishAsync(Run run, ForeignRun foreign, CancellationToken cancel)
    {
        var tags = new List<KeyValuePair<string, string>> { new(WholeTag, Now) };
        if (foreign.Tags.GetValueOrDefault(ParentTag) is { } parent && _ids.TryGetValue(parent, out var id))
        {
            tags.Add(new(ParentTag, id));
        }

        await to.LogBatchAsync(run.Id, tags: tags, cancel: cancel);
        if (foreign.Deleted)
        {
            await to.DeleteRunAsync(run.Id, cancel);
        }
    }
}
