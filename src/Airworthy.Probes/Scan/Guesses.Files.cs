using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Data.Media;

namespace Airworthy.Probes.Scan;

/// <summary>What folders of images and texts, or a table that names some, say of the data.</summary>
public sealed partial record Guesses
{
    /// <param name="ofTable">What the table beside the files would be about.</param>
    private static (ProjectKind Kind, double Confidence, string Seen) KindOf(MediaGuess media, ProjectKind? ofTable)
    {
        var isClasses = media.HasLabels || ofTable == ProjectKind.TabularClassification;
        return (isClasses || (media.Column is null && media.Kind == MediaKind.Image), media.Kind) switch
        {
            (false, _) => (ProjectKind.Other, 0.5, media.Seen),
            (_, MediaKind.Image) => (ProjectKind.ImageClassification, isClasses ? 0.8 : 0.6, media.Seen),
            _ => (ProjectKind.TextClassification, 0.8, media.Seen),
        };
    }

    private static void Files(MediaGuess media, Action<string, string, double, string> add)
    {
        var kind = WordAttribute.Of(media.Kind);
        add("data.media", media.Column is null ? kind : $"{{kind: {kind}, path: {YamlFlow.Text(media.Column)}}}", 0.9, media.Seen);
        if (media.Column is not null)
        {
            return;
        }

        if (media.Folder is not null)
        {
            add("data.files", YamlFlow.List([media.Folder]), 0.9, media.Seen);
        }

        add("data.id", MediaColumns.File, 0.95, "each file is a row");
        if (media.HasLabels)
        {
            add("data.label", MediaColumns.Label, 0.8, "the folders that files lie in");
        }

        if (media.HasSplits || media.Splits.Count > 0)
        {
            add("data.split.method", "given", 0.9, "folders called after splits");
            add(media.HasSplits ? "data.split.column" : "data.split.files", media.HasSplits ? MediaColumns.Split : $"{{{string.Join(", ", media.Splits.Select(s => $"{s.Key}: {YamlFlow.Text(s.Value)}"))}}}", 0.9, "folders called after splits");
        }
    }
}
