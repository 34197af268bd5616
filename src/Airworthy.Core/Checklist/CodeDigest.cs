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
}
