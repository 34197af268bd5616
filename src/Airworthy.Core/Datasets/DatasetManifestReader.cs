using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Datasets;

/// <summary>What came of reading a manifest: the manifest, or everything that is wrong with it.</summary>
public sealed record DatasetManifestReading(DatasetManifest? Manifest, IReadOnlyList<Problem> Problems);

/// <summary>Reads <c>.airworthy/data/&lt;dataset&gt;.versions.yaml</c>.</summary>
public static class DatasetManifestReader
{
    private static readonly string[] s_encodings = ["utf-8", "utf-16", "latin-1"];

    /// <param name="file">The file as the user named it, for messages.</param>
    public static DatasetManifestReading Read(ReadOnlySpan<byte> bytes, string file)
    {
        var problems = new List<Problem>();
        return Read(YamlText.Read(bytes, file, problems), file, problems);
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, string)"/>
    public static DatasetManifestReading Read(string text, string file)
    {
        var problems = new List<Problem>();
        return Read(YamlText.Read(text, file, problems), file, problems);
    }

    private static DatasetManifestReading Read(Yaml? root, string file, List<Problem> problems)
    {
        var manifest = root is null ? null : Binding.Read<DatasetManifest>(root, problems);
        if (manifest is not null)
        {
            manifest = manifest with { Source = new ContractSource(file, root) };
            problems.AddRange(Wrong(manifest));
        }

        return new DatasetManifestReading(problems.Count == 0 ? manifest : null, [.. problems.OrderBy(p => p.At.Line).ThenBy(p => p.At.Column)]);
    }

    private static IEnumerable<Problem> Wrong(DatasetManifest manifest)
    {
        var name = manifest.Source.File[(manifest.Source.File.LastIndexOfAny(['/', '\\']) + 1)..];
        if (name.EndsWith(DatasetManifest.Ending, StringComparison.Ordinal) && name[..^DatasetManifest.Ending.Length] != manifest.Dataset)
        {
            yield return new Problem(manifest.Source.At("dataset"), $"dataset is {Problem.Cut(manifest.Dataset)}, expected {name[..^DatasetManifest.Ending.Length]}, as the file is called. Make them equal.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < manifest.Versions.Count; i++)
        {
            var version = manifest.Versions[i];
            Problem At(string field, string message) => new(manifest.Source.At($"versions[{i}].{field}"), $"versions[{i}].{field} {message}");

            if (version.Number == 0)
            {
                yield return At("id", $"is {Problem.Cut(version.Id)}, expected v and a number such as v0014. Correct it.");
            }

            if (version.From?.Parent is { } parent && !seen.Contains(parent))
            {
                yield return At("from.parent", $"is {Problem.Cut(parent)}, expected a version that stands above it. Correct it, or move the versions into their order.");
            }

            if (!seen.Add(version.Id))
            {
                yield return At("id", $"is {version.Id}, which stands above already. Keep one of them.");
            }

            foreach (var (field, digest) in new[] { ("digest", version.Digest), ("profile", version.Profile) }.Concat((version.Splits ?? new Dictionary<string, VersionSplit>()).Select(s => ($"splits.{s.Key}.digest", (string?)s.Value.Digest))))
            {
                if (digest is not null && !DatasetVersion.IsDigest(digest))
                {
                    yield return At(field, $"is {Problem.Cut(digest)}, expected sha256: and 64 hexadecimal digits in lower case. Take it from the history of this file.");
                }
            }

            if (version.Read?.Encoding is { } encoding && !s_encodings.Contains(encoding))
            {
                yield return At("read.encoding", $"is {Problem.Cut(encoding)}, expected {Expectation.Listed(s_encodings, "or")}. {(Nearest.To(encoding, s_encodings) is { } near ? $"Did you mean {near}?" : "Choose one of them.")}");
            }

            if (version.Read is { Delimiter: { } delimiter, Separator: null })
            {
                yield return At("read.delimiter", $"is {Problem.Cut(delimiter)}, expected one character, tab or space. Correct it.");
            }

            if (version.Read?.Quote is { Length: not 1 } quote)
            {
                yield return At("read.quote", $"is {Problem.Cut(quote)}, expected one character. Correct it.");
            }
        }
    }
}
