using System.Collections.Concurrent;

using Airworthy.Client;
using Airworthy.Core.Contracts;

namespace Airworthy.Probes.Runs;

/// <summary>What came of asking the tracking server for a project: what it keeps, or why that could not be seen.</summary>
internal sealed record TrackedSighting(TrackedProject? Project, string Because = "", string Next = "");

/// <summary>A project's runs and model versions on its tracking server, asked for once for all probes.</summary>
internal sealed class TrackedProject : IAsyncDisposable
{
    /// <summary>Runs that are read, newest first.</summary>
    public const int MostRuns = 10_000;

    /// <summary>How long a server may take until it answers the first call.</summary>
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(20);

    private readonly RunsPlace _place;
    private readonly ProjectContract _contract;
    private readonly ModelVersion? _candidate;
    private readonly ConcurrentDictionary<string, Task<IReadOnlyList<string>>> _files = new();

    private TrackedProject(RunsPlace place, ProjectContract contract, ModelVersion? candidate) => (_place, _contract, _candidate) = (place, contract, candidate);

    public string Place => _place.Name;

    public TrackingClient Client => _place.Client;

    public string Experiment => RunsPlace.ExperimentOf(_contract);

    /// <summary>The registered model, named like the project.</summary>
    public string Model => _contract.Project;

    /// <summary>Finished runs, newest first; those that only gather others are left out.</summary>
    public IReadOnlyList<Run> Runs { get; private set; } = [];

    /// <summary>Whether there are older ones that were not read.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Versions of the model that carry an alias, the champion first, then the newest.</summary>
    public IReadOnlyList<ModelVersion> Promoted { get; private set; } = [];

    public ModelVersion? Champion => Promoted.FirstOrDefault(v => v.Aliases.Contains("champion"));

    /// <summary>The version that stands to be judged: the candidate that was named, else the champion.</summary>
    public ModelVersion? Judged => _candidate ?? Champion;

    /// <summary>Asks the server that <see cref="RunsPlace"/> finds.</summary>
    public static async Task<TrackedSighting> ReadAsync(Surroundings around, CancellationToken cancel)
    {
        var (place, because, next) = await RunsPlace.FindAsync(around, cancel);
        if (place is null)
        {
            return new TrackedSighting(null, because, next);
        }

        var project = new TrackedProject(place, around.Contract, around.Candidate);
        try
        {
            await project.ReadAsync(cancel);
            return new TrackedSighting(project);
        }
        catch (TrackingException e)
        {
            await project.DisposeAsync();
            return e.Status is System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden
                ? new TrackedSighting(null, $"{place.Name} refuses: {Line(e.Message)}", $"Set MLFLOW_TRACKING_URI to {place.Name} and MLFLOW_TRACKING_TOKEN to a token that may read the experiment {project.Experiment}.")
                : new TrackedSighting(null, $"The runs of {project.Experiment} cannot be read: {Line(e.Message)}", "Start the tracking server, or correct its address in runs.url or MLFLOW_TRACKING_URI.");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            await project.DisposeAsync();
            return new TrackedSighting(null, $"{place.Name} did not answer within {s_first.TotalSeconds:0} seconds.", "Look whether the tracking server runs, and correct its address in runs.url or MLFLOW_TRACKING_URI.");
        }
    }

    /// <summary>Files of a run at the top of its artifacts and in the folders that matter here; empty when they do not lie on the server.</summary>
    public Task<IReadOnlyList<string>> FilesAsync(Run run, CancellationToken cancel) => _files.GetOrAdd(run.Id, _ => ListAsync(run, cancel));

    /// <summary>A run by its id, also of another experiment; null when there is none, or it was deleted.</summary>
    public async Task<Run?> FindAsync(string? id, CancellationToken cancel) => Runs.FirstOrDefault(r => r.Id == id) ?? await CandidateRuns.FindAsync(Client, id, cancel);

    /// <summary>Runs that may have made the model that is the candidate: see <see cref="CandidateRuns"/>.</summary>
    public IAsyncEnumerable<Run> CandidatesAsync(CancellationToken cancel) => CandidateRuns.OfAsync(Client, _contract, Judged, cancel);

    private async Task ReadAsync(CancellationToken cancel)
    {
        Experiment? experiment;
        using (var first = CancellationTokenSource.CreateLinkedTokenSource(cancel))
        {
            first.CancelAfter(s_first);
            experiment = await Client.FindExperimentAsync(Experiment, first.Token);
            if (experiment is null)
            {
                // Any web page answers "not found"; only a tracking server lists its experiments.
                await using var all = Client.SearchExperimentsAsync(cancel: first.Token).GetAsyncEnumerator(first.Token);
                await all.MoveNextAsync();
            }
        }

        if (experiment is { Deleted: false })
        {
            var runs = new List<Run>();
            await foreach (var run in Client.SearchRunsByIdAsync([experiment.Id], "attributes.status = 'FINISHED'", ["attributes.start_time DESC"], cancel: cancel))
            {
                if (runs.Count == MostRuns)
                {
                    HasMore = true;
                    break;
                }

                runs.Add(run);
            }

            var parents = runs.Select(r => r.Tags.GetValueOrDefault("mlflow.parentRunId")).ToHashSet();
            Runs = [.. runs.Where(r => r.Metrics.Count > 0 || !parents.Contains(r.Id))];
        }

        var promoted = new List<ModelVersion>();
        foreach (var version in ((await Client.Models.FindAsync(Model, cancel))?.Aliases ?? new Dictionary<string, string>()).GroupBy(a => a.Value, a => a.Key))
        {
            promoted.Add(await Client.Models.GetVersionAsync(Model, version.Key, cancel) with { Aliases = [.. version.Order(StringComparer.Ordinal)] });
        }

        Promoted = [.. promoted.OrderByDescending(v => v.Aliases.Contains("champion")).ThenByDescending(v => v.CreatedAt)];
    }

    private async Task<IReadOnlyList<string>> ListAsync(Run run, CancellationToken cancel)
    {
        var files = new List<string>();
        try
        {
            foreach (var top in await Client.Artifacts.ListAsync(run, cancel: cancel))
            {
                files.AddRange(!top.IsFolder ? [top.Path]
                    : !RunFacts.Folders.Contains(top.Path) ? []
                    : (await Client.Artifacts.ListAsync(run, top.Path, cancel)).Where(f => !f.IsFolder).Select(f => f.Path));
            }
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            // Kept elsewhere, or nowhere: then there is nothing that could be computed again from here.
        }

        return files;
    }

    private static string Line(string message) => message.Split('\n')[0];

    public ValueTask DisposeAsync() => _place.DisposeAsync();
}
