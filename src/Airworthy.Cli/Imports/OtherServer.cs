using System.Globalization;
using System.Runtime.CompilerServices;

using Airworthy.Client;

namespace Airworthy.Cli.Imports;

/// <summary>The runs and registered models of another server, by the MLflow REST protocol.</summary>
internal sealed class OtherServer(TrackingClient server) : IForeignRuns, IDisposable
{
    private readonly HashSet<string> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _homes = new(StringComparer.Ordinal);

    public IEnumerable<string> Notes => _places.Select(p => $"Artifacts at {p} were not imported: they do not lie on the server.").Append("Traces, and logged models that are no version of a registered one, were not imported.");

    public async IAsyncEnumerable<ForeignRun> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var experiment in server.SearchExperimentsAsync(cancel: cancel))
        {
            await foreach (var run in server.SearchRunsByIdAsync([experiment.Id], view: View.All, cancel: cancel))
            {
                _homes[run.Id] = run.ArtifactUri.TrimEnd('/');
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

    public async IAsyncEnumerable<ForeignModel> ModelsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var versions = (await server.Models.SearchVersionsAsync(cancel: cancel).ToListAsync(cancel)).ToLookup(v => v.Name, StringComparer.Ordinal);
        await foreach (var model in server.Models.SearchAsync(cancel: cancel))
        {
            var read = new List<ForeignVersion>();
            foreach (var version in versions[model.Name])
            {
                read.Add(await VersionAsync(version, cancel));
            }

            yield return new ForeignModel(model.Name, model.Description, model.Tags, model.Aliases.ToDictionary(a => a.Key, a => Number(a.Value), StringComparer.Ordinal), read);
        }
    }

    private async Task<ForeignVersion> VersionAsync(ModelVersion version, CancellationToken cancel)
    {
        var lies = await server.Models.AddressAsync(version.Name, version.Version, cancel);
        var inRun = version.RunId is { } run && _homes.TryGetValue(run, out var home) && home.StartsWith("mlflow-artifacts:", StringComparison.Ordinal) && (lies + "/").StartsWith(home + "/", StringComparison.Ordinal) ? lies[home.Length..].Trim('/') : null;
        return new ForeignVersion(Number(version.Version), version.Description, version.Source, version.RunId, version.RunLink, version.Stage, version.Tags)
        {
            Path = inRun,
            Files = inRun is null && lies.StartsWith("mlflow-artifacts:", StringComparison.Ordinal) ? token => FilesBelowAsync(lies, token) : null,
        };
    }

    private async IAsyncEnumerable<ForeignFile> FilesBelowAsync(string address, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var file in server.Artifacts.ListAllAsync(address, cancel: cancel))
        {
            yield return new ForeignFile(file.Path, token => server.Artifacts.OpenAsync(address, file.Path, token));
        }
    }

    private static long Number(string version) => long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new Refusal(1, $"The server says that a model has a version '{version}'; a number was expected.");

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
