using Airworthy.Core.Datasets;

namespace Airworthy.Data;

/// <summary>Files that are read together as one relation.</summary>
/// <param name="Split">The split that their rows belong to, when files tell.</param>
/// <param name="Shown">What a person calls them.</param>
/// <param name="Files">Full paths, all of one format, at least one.</param>
/// <param name="Form">How text is read, where that cannot be seen from it.</param>
/// <param name="Folder">Set where the files are no tables but images or texts: the folder that they are called from.</param>
internal sealed record DataSource(string? Split, string Shown, IReadOnlyList<string> Files, TextForm? Form = null, string? Folder = null)
{
    /// <exception cref="TableException">No file matches.</exception>
    /// <param name="media">What the rows stand for; then the pattern may be a folder.</param>
    public static DataSource Of(string root, string pattern, string? split = null, Core.Contracts.Media? media = null)
    {
        if (media is not null && Directory.Exists(Path.GetFullPath(Path.Combine(root, pattern))))
        {
            return OfFolder(root, pattern, split, media);
        }

        var files = DataFiles.Find(root, pattern);
        if (files.Count == 0)
        {
            throw Directory.Exists(Path.GetFullPath(Path.Combine(root, pattern)))
                ? new TableException($"{pattern} is a folder.", $"Name the files in it: {pattern.TrimEnd('/')}/*.csv")
                : new TableException($"{pattern} is not there.", "Correct its name, or bring the file.");
        }

        return new DataSource(split, pattern, files);
    }

    private static DataSource OfFolder(string root, string pattern, string? split, Core.Contracts.Media media)
    {
        if (!Path.IsPathRooted(pattern) && !Core.Reading.Binding.IsInside(pattern.TrimEnd('/')))
        {
            throw new TableException($"{pattern} leaves the project.", "Name folders below the project's folder.");
        }

        if (media.Path is not null)
        {
            throw new TableException($"{pattern} is a folder, and data.media.path speaks of a column of a table.", "Name the table that lists the files in data.files, or take data.media.path away.");
        }

        var folder = Path.GetFullPath(Path.Combine(root, pattern));
        return Media.MediaListing.In(folder) is { Count: > 0 } found
            ? new DataSource(split, pattern, found, Folder: folder)
            : throw new TableException($"{pattern} holds no file.", "Name the folder that holds the images or texts.");
    }

    /// <summary>The same files, one source per format: a dataset may hold tables of several.</summary>
    public static IEnumerable<DataSource> ByFormat(string? split, string shown, IEnumerable<string> files, TextForm? form) =>
        files.GroupBy(DataFiles.FormatOf).Select(g => new DataSource(split, shown, [.. g.Order(StringComparer.Ordinal)], form));
}
