using System.Globalization;
using System.Text;

using Airworthy.Core.Reading;

namespace Airworthy.Core.Datasets;

/// <summary>What came of reading a split's manifest: the manifest, or everything that is wrong with it.</summary>
public sealed record SplitManifestReading(SplitManifest? Manifest, IReadOnlyList<Problem> Problems);

/// <summary>Writes and reads <c>.airworthy/data/&lt;table&gt;.split.yaml</c>: one line per split or fold, so that a review shows which of them changed.</summary>
public static class SplitManifestText
{
    private const string Head = "# Which rows are in which split. Written by `airworthy data split`; checks compare it with the table.\n";

    /// <param name="file">The file as the user named it, for messages.</param>
    public static SplitManifestReading Read(string text, string file)
    {
        var problems = new List<Problem>();
        var root = YamlText.Read(text, file, problems);
        var manifest = root is null ? null : Binding.Read<SplitManifest>(root, problems);
        return new SplitManifestReading(problems.Count == 0 ? manifest : null, problems);
    }

    /// <summary>The whole file; reading it gives an equal manifest.</summary>
    public static string Write(SplitManifest manifest)
    {
        var text = new StringBuilder(Head);
        foreach (var (key, value) in SplitYaml.Fields(manifest.Way).Prepend(("table", YamlFlow.Text(manifest.Table)))
            .Append(("id", manifest.Id is { } id ? YamlFlow.List(id) : null)).Append(("rows", Number(manifest.Rows))).Append(("left_out", Number(manifest.LeftOut))))
        {
            text.Append(value is null ? "" : $"{key}: {value}\n");
        }

        if (manifest.Splits is { Count: > 0 } splits)
        {
            text.Append("splits:\n");
            foreach (var (name, part) in splits)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {YamlFlow.Text(name)}: {SplitYaml.Map([("rows", Number(part.Rows)), .. About(part.First, part.Last, part.LabelRate, part.LabelMean), ("digest", part.Digest)])}\n");
            }
        }

        if (manifest.Folds is { Count: > 0 } folds)
        {
            text.Append("folds:\n");
            foreach (var fold in folds)
            {
                text.Append(CultureInfo.InvariantCulture, $"  - {SplitYaml.Map([("train", Number(fold.Train)), ("dev", Number(fold.Dev)), ("test", Number(fold.Test)), .. About(fold.First, fold.Last, fold.LabelRate, fold.LabelMean), ("digest", fold.Digest)])}\n");
            }
        }

        return text.ToString();
    }

    private static (string, string?)[] About(string? first, string? last, IReadOnlyDictionary<string, double>? rates, double? mean) =>
    [
        ("first", Text(first)),
        ("last", Text(last)),
        ("label_rate", rates is { Count: > 0 } ? SplitYaml.Map([.. rates.Select(r => (YamlFlow.Text(r.Key), (string?)SplitYaml.Real(r.Value)))]) : null),
        ("label_mean", mean is { } m ? SplitYaml.Real(m) : null),
    ];

    private static string? Text(string? text) => text is null ? null : YamlFlow.Text(text);

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
