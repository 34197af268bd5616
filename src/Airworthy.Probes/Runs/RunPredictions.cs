using Airworthy.Client;

namespace Airworthy.Probes.Runs;

/// <summary>Fetches the predictions that a run has kept.</summary>
internal static class RunPredictions
{
    /// <summary>Bytes of one file of predictions.</summary>
    private const long MostBytes = 500_000_000;

    /// <returns>The file, or why it could not be fetched; neither where the run has none.</returns>
    public static async Task<(string? File, string? WhyNot)> FetchAsync(TrackedProject project, Run run, string split, string folder, CancellationToken cancel)
    {
        if (RunFacts.PredictionsOf(split, await project.FilesAsync(run, cancel)) is not { } path)
        {
            return (null, null);
        }

        var file = Path.Combine(folder, Guid.NewGuid().ToString("n") + Path.GetExtension(path));
        try
        {
            await using var content = await project.Client.Artifacts.OpenAsync(run, path, cancel);
            await using var target = File.Create(file);
            var buffer = new byte[128 * 1024];
            for (var (read, all) = (0, 0L); (read = await content.ReadAsync(buffer, cancel)) > 0;)
            {
                if ((all += read) > MostBytes)
                {
                    return (null, $"{path} has more than {MostBytes / 1_000_000} MB, which is the most that is fetched.");
                }

                await target.WriteAsync(buffer.AsMemory(0, read), cancel);
            }

            return (file, null);
        }
        catch (Exception e) when (e is TrackingException or HttpRequestException or IOException)
        {
            return (null, $"{path} could not be fetched: {e.Message.Split('\n')[0]}");
        }
    }
}
