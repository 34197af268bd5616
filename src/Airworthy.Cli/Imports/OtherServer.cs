using System.Runtime.CompilerServices;

using Airworthy.Client;

namespace Airworthy.Cli.Imports;

/// <summary>The runs of another server, by the MLflow REST protocol.</summary>
internal sealed class OtherServer(TrackingClient server) : IForeignRuns, IDisposable
{
    private readonly HashSet<string> _places = new(StringComparer.Ordinal);

    public IEnumerable<string> Notes => _places.Select(p => $"Artifacts at {p} were not imported: they do not lie on the server.").Append("Registered models, logged models and traces were not imported.");

    public async IAsyncEnumerable<ForeignRun> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var experiment in server.SearchExperimentsAsync(cancel: cancel))
        {
            await foreach (var run in server.SearchRunsByIdAsync([experiment.Id], view: View.All, cancel: cancel))
            {
                yield return new ForeignRun("mlflow:" + Uri.EscapeDataString(run.Id), run.Id, experiment.Name, run.Name, run.User, run.Status, run.StartedAt, run.EndedAt, run.Deleted)
                {
                    Params = run.Params,
                    Tags = run.Tags,
                    Inputs = run.Inputs,
                    Metrics = token => MetricsAsync(run, token),
                    Files = token => FilesAsync(run, token),
                };
            }
        }
    }

    private async IAsyncEnumerable<MetricValue> MetricsAsync(Run run, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var key in run.Metrics.Keys)
        {
            await foreach (var value in server.HistoryAsync(run.Id, key, cancel))
            {
                yield return value;
            }
        }
    }

    private async IAsyncEnumerable<ForeignFile> FilesAsync(Run run, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!run.ArtifactUri.StartsWith("mlflow-artifacts:", StringComparison.Ordinal))
        {
            _places.Add(run.ArtifactUri.Split(run.Id)[0]);
            yield break;
        }

        await foreach (var file in server.Artifacts.ListAllAsync(run, cancel: cancel))
        {
            yield return new ForeignFile(file.Path, token => server.Artifacts.OpenAsync(run, file.Path, token));
        }
    }

    public void Dispose() => server.Dispose();
}
