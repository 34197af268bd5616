using System.Security.Cryptography;
using System.Text;

namespace Airworthy.Core.Checklist;

/// <summary>What counts as the project's code, file by file, so that a change can be named.</summary>
/// <param name="Files">SHA-256 of each file's content in lower-case hexadecimal, by path; line endings do not matter.</param>
public sealed record CodeDigest(IReadOnlyDictionary<string, string> Files)
{
    /// <summary>One digest over all paths and contents.</summary>
    public string Digest => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Manifest)));

    /// <summary>One line per file, in the order of paths: digest, two spaces, path.</summary>
    public string Manifest => string.Concat(Files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Value}  {f.Key}\n"));

    /// <summary>Reads a manifest back; lines that are none are passed over.</summary>
    public static CodeDigest Parse(string manifest) => new(manifest.Split('\n')
        .Select(line => line.Split("  ", 2)).Where(parts => parts.Length == 2 && parts[0].Length == 64)
        .GroupBy(parts => parts[1]).ToDictionary(g => g.Key, g => g.First()[0], StringComparer.Ordinal));

    /// <summary>Paths that were added, removed or changed since an earlier state, in order.</summary>
    public IReadOnlyList<string> ChangedSince(CodeDigest then) =>
        [.. Files.Keys.Union(then.Files.Keys).Where(p => Files.GetValueOrDefault(p) != then.Files.GetValueOrDefault(p)).Order(StringComparer.Ordinal)];
}
