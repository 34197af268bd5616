using System.Runtime.CompilerServices;

using Airworthy.Client.Protocol;

namespace Airworthy.Client;

/// <summary>A file or folder among the artifacts of a run.</summary>
/// <param name="Path">From the top of the run's artifacts.</param>
/// <param name="Size">Bytes; null for a folder.</param>
public sealed record Artifact(string Path, long? Size)
{
    public bool IsFolder => Size is null;
}

/// <summary>Files of runs, through the server. Of any size: they are streamed.</summary>
public sealed class ArtifactClient
{
    private const string Scheme = "mlflow-artifacts:";
    private const string Base = "mlflow-artifacts/artifacts";

    private readonly Connection _connection;

    internal ArtifactClient(Connection connection)
    {
        _connection = connection;
    }

    /// <summary>Uploads a file, or a folder with all it holds. Links in a folder are left out.</summary>
    /// <param name="path">A file or folder here.</param>
    /// <param name="folder">The folder among the run's artifacts; null: at the top.</param>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    public async Task UploadAsync(Run run, string path, string? folder = null, CancellationToken cancel = default)
    {
        if (!Directory.Exists(path))
        {
            await UploadFileAsync(run, path, Joined(folder, Path.GetFileName(path)), cancel);
            return;
        }

        var top = Path.GetFullPath(path);
        foreach (var file in new DirectoryInfo(top).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            await UploadFileAsync(run, file.FullName, Joined(folder, Path.GetRelativePath(top, file.FullName).Replace('\\', '/')), cancel);
        }
    }

    /// <summary>Uploads what a stream holds.</summary>
    /// <param name="file">The path of the file among the run's artifacts.</param>
    public async Task UploadAsync(Run run, Stream content, string file, CancellationToken cancel = default)
    {
        var target = AddressOf(run.ArtifactUri, file);
        using var answer = await _connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Put, target) { Content = new StreamContent(content, 128 * 1024) }, again: false, cancel);
    }

    /// <summary>What lies in a folder.</summary>
    /// <param name="folder">Null: at the top.</param>
    public Task<IReadOnlyList<Artifact>> ListAsync(Run run, string? folder = null, CancellationToken cancel = default) => ListAsync(run.ArtifactUri, folder, cancel);

    /// <summary>What lies in a folder below an address: of a run, or of a model version.</summary>
    public async Task<IReadOnlyList<Artifact>> ListAsync(string address, string? folder = null, CancellationToken cancel = default)
    {
        var answer = await _connection.GetAsync(Base, [("path", Joined(PlaceOf(address), folder))], ClientJson.Default.FilesAnswer, cancel);
        return [.. (answer.Files ?? []).Select(f => new Artifact(Joined(folder, f.Path), f.IsDir ? null : f.FileSize ?? 0))];
    }

    /// <summary>All files, of all folders below one.</summary>
    public IAsyncEnumerable<Artifact> ListAllAsync(Run run, string? folder = null, CancellationToken cancel = default) => ListAllAsync(run.ArtifactUri, folder, cancel);

    /// <summary>All files, of all folders below an address.</summary>
    public async IAsyncEnumerable<Artifact> ListAllAsync(string address, string? folder = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        foreach (var one in await ListAsync(address, folder, cancel))
        {
            if (!one.IsFolder)
            {
                yield return one;
                continue;
            }

            await foreach (var inner in ListAllAsync(address, one.Path, cancel))
            {
                yield return inner;
            }
        }
    }

    /// <summary>Opens a file to read. The caller disposes the stream.</summary>
    public Task<Stream> OpenAsync(Run run, string file, CancellationToken cancel = default) => OpenAsync(run.ArtifactUri, file, cancel);

    /// <summary>Opens a file below an address: of a run, or of a model version.</summary>
    /// <param name="address">For example <c>mlflow-artifacts:/1/…/artifacts</c>.</param>
    public async Task<Stream> OpenAsync(string address, string file, CancellationToken cancel = default)
    {
        var target = AddressOf(address, file);
        var answer = await _connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, target), again: true, cancel);
        return await answer.Content.ReadAsStreamAsync(cancel);
    }

    /// <summary>Downloads a file, or a folder with all it holds. A file appears under its name when it is whole.</summary>
    /// <param name="path">From the top of the run's artifacts; null: all.</param>
    /// <param name="into">A folder here, made where there is none.</param>
    /// <returns>The file, or the folder <paramref name="into"/>.</returns>
    public async Task<string> DownloadAsync(Run run, string? path, string into, CancellationToken cancel = default)
    {
        var (found, last) = (0, into);
        await foreach (var file in ListAllAsync(run, path, cancel))
        {
            var inside = string.IsNullOrEmpty(path) ? file.Path : file.Path[(path.TrimEnd('/').Length + 1)..];
            await DownloadFileAsync(run, file.Path, Below(into, inside), cancel);
            found++;
        }

        if (found == 0 && !string.IsNullOrEmpty(path))
        {
            last = Below(into, path[(path.LastIndexOf('/') + 1)..]);
            await DownloadFileAsync(run, path, last, cancel);
        }

        return last;
    }

    /// <summary>Removes a file, or a folder with all it holds.</summary>
    public async Task DeleteAsync(Run run, string path, CancellationToken cancel = default)
    {
        var target = AddressOf(run.ArtifactUri, path);
        using var answer = await _connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Delete, target), again: false, cancel);
    }

    private async Task UploadFileAsync(Run run, string file, string target, CancellationToken cancel)
    {
        await using var content = new FileStream(file, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 });
        await UploadAsync(run, content, target, cancel);
    }

    private async Task DownloadFileAsync(Run run, string path, string file, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var partial = $"{file}.{Guid.NewGuid():n}.part";
        try
        {
            await using (var content = await OpenAsync(run, path, cancel))
            await using (var target = File.Create(partial))
            {
                await content.CopyToAsync(target, 128 * 1024, cancel);
            }

            File.Move(partial, file, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>A server is not believed when it names a file that would lie elsewhere.</summary>
    private static string Below(string folder, string path)
    {
        var top = Path.GetFullPath(folder);
        var file = Path.GetFullPath(Path.Combine(top, path));
        return file.StartsWith(top.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? file
            : throw new TrackingException("UNREADABLE", null, $"The server names an artifact '{path}', which would be written outside of {folder}. Nothing was written there.");
    }

    private static string PlaceOf(string address)
    {
        if (!address.StartsWith(Scheme, StringComparison.Ordinal))
        {
            throw new NotSupportedException($"The artifacts lie at {address}, not on the tracking server; this client reads and writes those of the server alone.");
        }

        var rest = address[Scheme.Length..];
        return (rest.StartsWith("//", StringComparison.Ordinal) ? rest.IndexOf('/', 2) is var path and > 0 ? rest[path..] : "" : rest).Trim('/');
    }

    private static string AddressOf(string address, string path) =>
        $"api/2.0/{Base}/{string.Join('/', Joined(PlaceOf(address), path).Split('/').Select(Uri.EscapeDataString))}";

    private static string Joined(string? folder, string? path) => string.IsNullOrEmpty(folder) ? path ?? "" : string.IsNullOrEmpty(path) ? folder : $"{folder.TrimEnd('/')}/{path}";
}
