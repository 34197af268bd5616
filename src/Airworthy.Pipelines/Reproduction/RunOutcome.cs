using System.Security.Cryptography;

using Airworthy.Client;
using Airworthy.Pipelines.Training;

namespace Airworthy.Pipelines.Reproduction;

/// <summary>What came of a run, as far as another run of the same can be compared with it.</summary>
/// <param name="Metrics">Latest values.</param>
/// <param name="Artifacts">SHA-256 in hexadecimal of each file that the command itself left, by path; what is recorded about the run is not among them.</param>
/// <param name="Predictions">Files of predictions, fetched: the artifact's path, and where it lies here.</param>
public sealed record RunOutcome(
    Run Run, IReadOnlyDictionary<string, double> Metrics, IReadOnlyDictionary<string, string> Artifacts, IReadOnlyDictionary<string, string> Predictions)
{
    /// <summary>Bytes of a file that is compared.</summary>
    private const long MostBytes = 500_000_000;

    public bool IsDone => Run.Status == RunStatus.Finished;

    public string? Tag(string name) => Run.Tags.GetValueOrDefault(name);

    /// <summary>Reads a run and fetches its predictions.</summary>
    /// <param name="folder">Where predictions are put.</param>
    /// <exception cref="TrackingException">The server refuses or is not there.</exception>
    public static async Task<RunOutcome> ReadAsync(TrackingClient client, Run run, string folder, CancellationToken cancel)
    {
        var (digests, predictions) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        await foreach (var file in client.Artifacts.ListAllAsync(run, cancel: cancel))
        {
            if (IsRecord(file.Path) || file.Size > MostBytes)
            {
                continue;
            }

            var here = Path.Combine(folder, Guid.NewGuid().ToString("n") + Path.GetExtension(file.Path));
            await using (var content = await client.Artifacts.OpenAsync(run, file.Path, cancel))
            await using (var target = File.Create(here))
            {
                await content.CopyToAsync(target, cancel);
            }

            await using (var read = File.OpenRead(here))
            {
                digests[file.Path] = Convert.ToHexStringLower(await SHA256.HashDataAsync(read, cancel));
            }

            if (file.Path.StartsWith("predictions/", StringComparison.Ordinal) && Path.GetExtension(file.Path) is ".csv" or ".parquet")
            {
                predictions[file.Path] = here;
            }
            else
            {
                File.Delete(here);
            }
        }

        return new RunOutcome(run, run.Metrics.ToDictionary(m => m.Key, m => m.Value.Value, StringComparer.Ordinal), digests, predictions);
    }

    private static bool IsRecord(string path) => path == TrackedCommand.OutputFile || path.StartsWith("source/", StringComparison.Ordinal) || path.StartsWith("environment/", StringComparison.Ordinal);
}
