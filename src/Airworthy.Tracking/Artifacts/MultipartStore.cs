using System.Globalization;
using System.Security.Cryptography;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Artifacts;

/// <summary>Uploads in parts: each part is a file until all are joined, in order, into the artifact. They outlive a restart.</summary>
public sealed class MultipartStore(ArtifactStore artifacts, TimeProvider clock)
{
    /// <summary>The most parts one upload may have, as with S3.</summary>
    public const int MostParts = 10_000;

    private const int Chunk = 128 * 1024;

    /// <summary>An upload nobody wrote to for so long is given up.</summary>
    private static readonly TimeSpan s_givenUp = TimeSpan.FromDays(7);

    /// <summary>Begins an upload.</summary>
    /// <returns>Its id: 32 random hexadecimal digits. Whoever knows it may upload parts.</returns>
    /// <exception cref="RefusedException">No file can stand there.</exception>
    public string Create(ArtifactPath place)
    {
        artifacts.RefuseUnlessFile(place);
        Sweep();
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var folder = Directory.CreateDirectory(Path.Combine(artifacts.Incoming.Uploads, id)).FullName;
        File.WriteAllText(Path.Combine(folder, "place"), place.Text);
        return id;
    }

    /// <summary>Takes one part in; sent again, it replaces the earlier one.</summary>
    /// <param name="number">Counted from 1.</param>
    /// <returns>Its tag: SHA-256 of its bytes, in hexadecimal digits, in quotation marks.</returns>
    /// <exception cref="RefusedException">There is no such upload.</exception>
    public async Task<string> PutAsync(string id, int number, Stream content, CancellationToken cancel)
    {
        var folder = FolderOf(id);
        if (number is < 1 or > MostParts)
        {
            throw RefusedException.Invalid($"Part {number}: parts are numbered from 1 to {MostParts:N0}.");
        }

        var incoming = artifacts.Incoming.New();
        try
        {
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using (var file = ArtifactStore.New(incoming))
            {
                var buffer = new byte[Chunk];
                int read;
                while ((read = await content.ReadAsync(buffer, cancel)) > 0)
                {
                    digest.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancel);
                }
            }

            var tag = Convert.ToHexStringLower(digest.GetHashAndReset());
            foreach (var earlier in Directory.EnumerateFiles(folder, $"part-{number}-*"))
            {
                File.Delete(earlier);
            }

            File.Move(incoming, Path.Combine(folder, $"part-{number}-{tag}"), overwrite: true);
            return $"\"{tag}\"";
        }
        catch (DirectoryNotFoundException)
        {
            throw NoSuch(id); // Aborted meanwhile.
        }
        finally
        {
            File.Delete(incoming);
        }
    }

    /// <summary>Joins the parts into the artifact and ends the upload.</summary>
    /// <param name="parts">Number and tag of each part.</param>
    /// <exception cref="RefusedException">There is no such upload at this place, or a part is not there as the client sent it.</exception>
    public async Task CompleteAsync(string id, ArtifactPath place, IReadOnlyList<(int Number, string Tag)> parts, CancellationToken cancel)
    {
        var folder = FolderOf(id, place);
        var files = new List<string>(parts.Count);
        foreach (var (number, tag) in parts.OrderBy(p => p.Number))
        {
            var plain = tag.Trim('"');
            var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"part-{number}-{plain}"));
            files.Add(plain.Length == 64 && plain.All(char.IsAsciiHexDigit) && File.Exists(file)
                ? file
                : throw RefusedException.Invalid($"Part {number} with etag {tag} was not uploaded. Upload it again, or abort."));
        }

        if (files.Count == 0 || parts.DistinctBy(p => p.Number).Count() != parts.Count)
        {
            throw RefusedException.Invalid("'parts' must name each uploaded part once, and at least one.");
        }

        var incoming = artifacts.Incoming.New();
        try
        {
            await using (var whole = ArtifactStore.New(incoming))
            {
                foreach (var file in files)
                {
                    await using var part = File.OpenRead(file);
                    await part.CopyToAsync(whole, Chunk, cancel);
                }

                whole.Flush(flushToDisk: true);
            }

            artifacts.PutInPlace(incoming, place);
        }
        finally
        {
            File.Delete(incoming);
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Gives an upload up and removes its parts.</summary>
    /// <exception cref="RefusedException">There is no such upload at this place.</exception>
    public void Abort(string id, ArtifactPath place) => Directory.Delete(FolderOf(id, place), recursive: true);

    private string FolderOf(string id, ArtifactPath? place = null)
    {
        var folder = id.Length == 32 && id.All(char.IsAsciiHexDigitLower) ? Path.Combine(artifacts.Incoming.Uploads, id) : throw NoSuch(id);
        return Directory.Exists(folder) && (place is null || File.ReadAllText(Path.Combine(folder, "place")) == place.Text) ? folder : throw NoSuch(id);
    }

    private void Sweep()
    {
        var all = new DirectoryInfo(artifacts.Incoming.Uploads);
        foreach (var old in all.Exists ? all.GetDirectories().Where(d => clock.GetUtcNow() - d.LastWriteTimeUtc > s_givenUp) : [])
        {
            old.Delete(recursive: true);
        }
    }

    private static RefusedException NoSuch(string id) => RefusedException.NotFound($"No upload with id={id} exists");
}
