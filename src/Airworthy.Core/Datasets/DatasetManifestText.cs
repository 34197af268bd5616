using System.Globalization;
using System.Text;

using Airworthy.Core.Reading;

namespace Airworthy.Core.Datasets;

/// <summary>Writes a manifest so that a review shows one version as one block.</summary>
public static class DatasetManifestText
{
    /// <summary>The whole file; reading it gives an equal manifest.</summary>
    public static string Write(DatasetManifest manifest)
    {
        var text = new StringBuilder($"dataset: {YamlFlow.Text(manifest.Dataset)}\nversions:{(manifest.Versions.Count == 0 ? " []" : "")}\n");
        foreach (var version in manifest.Versions)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - id: {YamlFlow.Text(version.Id)}\n");
            Line(text, "digest", version.Digest);
            Line(text, "rows", Number(version.Rows));
            Line(text, "bytes", Number(version.Bytes));
            Line(text, "made", version.Made?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Line(text, "from", Map(("source", Text(version.From?.Source)), ("parent", Text(version.From?.Parent))));
            Line(text, "files", version.Files is { } files ? YamlFlow.List(files) : null);
            Line(text, "read", Map(("encoding", Text(version.Read?.Encoding)), ("delimiter", Text(version.Read?.Delimiter)), ("quote", Text(version.Read?.Quote))));
            Line(text, "splits", version.Splits is { Count: > 0 } splits
                ? Map([.. splits.Select(s => (YamlFlow.Text(s.Key), Map(("digest", s.Value.Digest), ("rows", Number(s.Value.Rows)))))])
                : null);
            Line(text, "labels", Map(("changed", Number(version.Labels?.Changed)), ("added", Number(version.Labels?.Added)), ("log", Text(version.Labels?.Log))));
            Line(text, "profile", version.Profile);
            Line(text, "withdrawn", Map(("on", version.Withdrawn?.On?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("by", Text(version.Withdrawn?.By)), ("why", Text(version.Withdrawn?.Why))));
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string key, string? value)
    {
        if (value is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {key}: {value}\n");
        }
    }

    private static string? Map(params IReadOnlyList<(string Key, string? Value)> entries) =>
        entries.Where(e => e.Value is not null).Select(e => $"{e.Key}: {e.Value}").ToList() is { Count: > 0 } written ? $"{{{string.Join(", ", written)}}}" : null;

    private static string? Text(string? text) => text is null ? null : YamlFlow.Text(text);

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
