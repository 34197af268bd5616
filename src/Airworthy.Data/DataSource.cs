using Airworthy.Core.Datasets;

namespace Airworthy.Data;

/// <summary>Files that are read together as one relation.</summary>
/// <param name="Split">The split that their rows belong to, when files tell.</param>
/// <param name="Shown">What a person calls them.</param>
/// <param name="Files">Full paths, all of one format, at least one.</param>
/// <param name="Form">How text is read, where that cannot be seen from it.</param>
internal sealed record DataSource(string? Split, string Shown, IReadOnlyList<string> Files, TextForm? Form = null)
{
    /// <exception cref="TableException">No file matches.</exception>
    public static DataSource Of(string root, string pattern, string? split = null)
    {
        var files = DataFiles.Find(root, pattern);
        if (files.Count == 0)
        {
            throw Directory.Exists(Path.GetFullPath(Path.Combine(root, pattern)))
                ? new TableException($"{pattern} is a folder.", $"Name the files in it: {pattern.TrimEnd('/')}/*.csv")
                : new TableException($"{pattern} is not there.", "Correct its name, or bring the file.");
        }

        return new DataSource(split, pattern, files);
    }

    /// <summary>The same files, one source per format: a dataset may hold tables of several.</summary>
    public static IEnumerable<DataSource> ByFormat(string? split, string shown, IEnumerable<string> files, TextForm? form) =>
        files.GroupBy(DataFiles.FormatOf).Select(g => new DataSource(split, shown, [.. g.Order(StringComparer.Ordinal)], form));
}
