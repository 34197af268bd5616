using Airworthy.Cli.Evaluations;
using Airworthy.Client;
using Airworthy.Core.Evaluations;
using Airworthy.Probes;
using Airworthy.Probes.Runs;

namespace Airworthy.Cli.Benching;

/// <summary>A model that is asked: a file, or a registered version.</summary>
/// <param name="File">An ONNX file, its <c>MLmodel</c> beside it.</param>
/// <param name="Version">Null of a file.</param>
/// <param name="Digest">Of the version's files; null where they cannot be read.</param>
internal sealed record AskedModel(string File, ModelVersion? Version = null, Run? Run = null, string? Digest = null)
{
    /// <summary>Finds it, and brings the files of a version into a folder.</summary>
    /// <param name="word">A file, or what names a version: its number, <c>champion</c>, <c>NAME@ALIAS</c>, <c>models:/NAME/VERSION</c>.</param>
    /// <param name="project">Null where there is no project here.</param>
    /// <exception cref="Refusal">There is no such thing, or it has no ONNX file.</exception>
    public static async Task<AskedModel> FindAsync(string word, Project? project, string folder, CancellationToken cancel)
    {
        if (System.IO.File.Exists(word))
        {
            return new AskedModel(word);
        }

        if (project is null || word.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            throw new Refusal(1, $"{word} is no file here.", project is null ? "Name an ONNX file, or go to a project's folder to name a version of its model." : "Name an ONNX file, or a version of the project's model.");
        }

        return await RunsAsync(project, async client =>
        {
            if (await NamedRun.FindAsync(client, project.Contract, word, cancel) is not { Version: { } version, Run: var run })
            {
                var known = await NamedRun.VersionsAsync(client, project.Contract.Project, cancel);
                throw new Refusal(1, $"{word} is no file here and no version of {project.Contract.Project}{(known.Length == 0 ? ", which has none yet" : $". Versions: {known}")}.", "Name an ONNX file or a registered version.");
            }

            var inside = ModelDigest.Folder(run, version) ?? throw new Refusal(1, $"The files of version {version.Version} of {version.Name} are not among the artifacts of its run.", "Name its ONNX file.");
            foreach (var name in (string[])["model.onnx", "MLmodel"])
            {
                try
                {
                    await client.Artifacts.DownloadAsync(run, $"{inside}/{name}", folder, cancel);
                }
                catch (TrackingException e) when (e.IsNotFound)
                {
                    if (name == "model.onnx")
                    {
                        throw new Refusal(1, $"Version {version.Version} of {version.Name} has no file model.onnx.", "Register the model as ONNX.");
                    }
                }
            }

            return new AskedModel(Directory.EnumerateFiles(folder, "model.onnx", SearchOption.AllDirectories).First(), version, run, await ModelDigest.OfAsync(client, run, version, cancel));
        }, cancel);
    }

    /// <summary>Keeps the figures with the version's run, under a name that is their digest.</summary>
    public Task KeepAsync(Project project, LoadReport report, CancellationToken cancel) => RunsAsync(project, async client =>
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(LoadJson.Of(report));
        using var content = new MemoryStream(bytes);
        await client.Artifacts.UploadAsync(Run!, content, LoadTestsProbe.NameOf(bytes), cancel);
        return true;
    }, cancel);

    private static async Task<T> RunsAsync<T>(Project project, Func<TrackingClient, Task<T>> work, CancellationToken cancel)
    {
        await using var around = new Surroundings { Root = project.Root, Contract = project.Contract, Clock = TimeProvider.System, OwnRuns = OwnRuns.Of(project.Root) };
        var (place, because, next) = await RunsPlace.FindAsync(around, cancel);
        if (place is null)
        {
            throw new Refusal(1, $"The project's runs cannot be read: {because}", next);
        }

        await using var open = place;
        try
        {
            return await work(place.Client);
        }
        catch (Exception e) when (e is TrackingException or NotSupportedException or HttpRequestException)
        {
            throw new Refusal(1, $"The tracking server refuses: {e.Message.Split('\n')[0]}", "Measure again when it can be reached and written to; --dry-run keeps nothing.");
        }
    }
}
