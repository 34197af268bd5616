using System.Security.Cryptography;
using System.Text;

using Airworthy.Client;

namespace Airworthy.Probes.Runs;

/// <summary>What tells the files of a model version from those of another.</summary>
public static class ModelDigest
{
    /// <summary>Files of one model.</summary>
    private const int MostFiles = 10_000;

    /// <summary>The folder of the version among the artifacts of its run; null where it lies elsewhere.</summary>
    public static string? Folder(Run run, ModelVersion version)
    {
        var (top, source) = (run.ArtifactUri.TrimEnd('/') + "/", version.Source.TrimEnd('/'));
        return top.Length > 1 && source.StartsWith(top, StringComparison.Ordinal) && source.Length > top.Length ? source[top.Length..]
            : source == $"runs:/{run.Id}" ? null
            : source.StartsWith($"runs:/{run.Id}/", StringComparison.Ordinal) ? source[(run.Id.Length + 7)..]
            : null;
    }

    /// <summary>SHA-256 over the paths and the SHA-256 of all its files, in order of path.</summary>
    /// <returns>Null where the files cannot be read here.</returns>
    public static async Task<string?> OfAsync(TrackingClient client, Run run, ModelVersion version, CancellationToken cancel)
    {
        if (Folder(run, version) is not { } folder)
        {
            return null;
        }

        try
        {
            var lines = new List<string>();
            await foreach (var file in client.Artifacts.ListAllAsync(run, folder, cancel))
            {
                await using var content = await client.Artifacts.OpenAsync(run, file.Path, cancel);
                lines.Add($"{file.Path} {Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel))}\n");
                if (lines.Count > MostFiles)
                {
                    return null;
                }
            }

            return lines.Count == 0 ? null : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines.Order(StringComparer.Ordinal)))));
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            return null;
        }
    }
}
