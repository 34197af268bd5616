using Airworthy.Core.Reading;

namespace Airworthy.Data.Versions;

/// <summary>A file that becomes part of a version.</summary>
/// <param name="Full">Where it lies.</param>
/// <param name="Path">What it is called in the version.</param>
internal sealed record NamedFile(string Full, string Path, EntryKind Kind);

/// <summary>Finds the files that the words of a command mean: files, patterns, folders of partitions, folders of images or texts.</summary>
internal static class NamedFiles
{
    private static readonly string[] s_tables = [".parquet", ".csv", ".tsv", ".json", ".jsonl", ".ndjson"];

    /// <summary>Endings that hold a table when the file is named by itself, and a text when it is one of many in a folder.</summary>
    private static readonly string[] s_maybeTables = [".txt", ".data"];

    /// <param name="root">The project's folder. What lies in it keeps its path below it; what lies outside is called from its own folder on.</param>
    /// <param name="from">The folder that the words are meant from.</param>
    /// <exception cref="TableException">A word means nothing that is there, or two files would be called the same.</exception>
    public static IReadOnlyList<NamedFile> Of(string root, string from, IEnumerable<string> words)
    {
        var inside = Real(root);
        var found = new List<NamedFile>();
        foreach (var word in words)
        {
            var full = Path.GetFullPath(Path.Combine(from, word));
            if (word.Contains("://", StringComparison.Ordinal))
            {
                throw new TableException($"{word} is an address; files are read.", "Bring the file here first, and give its address with --source.");
            }

            found.AddRange(Directory.Exists(full)
                ? Folder(full, word).Select(f => Named(inside, Path.GetDirectoryName(full)!, f.Full, f.Kind))
                : Files(full, word).Select(f => Named(inside, Path.GetDirectoryName(f)!, f, KindOf(f, isAlone: true))));
        }

        foreach (var file in found.Where(f => f.Kind == EntryKind.File))
        {
            DataFiles.MustBeReadable(file.Full, file.Full, mayBeEmpty: true);
        }

        var all = found.DistinctBy(f => f.Full).OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        foreach (var pair in all.Zip(all.Skip(1)).Where(p => p.First.Path == p.Second.Path))
        {
            throw new TableException($"{pair.First.Full} and {pair.Second.Full} would both be called {pair.First.Path}.", "Add the folder that holds both.");
        }

        return all.FirstOrDefault(f => !Binding.IsInside(f.Path) || f.Path.Any(char.IsControl)) is { } odd
            ? throw new TableException($"{odd.Full} has a name that is not stored: it holds a backslash or a control character.", "Rename it.")
            : all;
    }

    /// <summary>A file that the rows of a table name, from the table's own folder on.</summary>
    public static NamedFile Beside(string root, NamedFile table, string name)
    {
        var full = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(table.Full)!, name));
        return !Binding.IsInside(name) || !File.Exists(full)
            ? throw new TableException($"{table.Path} names the file {Problem.Cut(name)}, which is not {(Binding.IsInside(name) ? "there" : "below the table's folder")}.", "Bring it, or correct the table.")
            : Named(Real(root), Path.GetDirectoryName(table.Full)!, full, EntryKind.File);
    }

    private static NamedFile Named(string root, string own, string full, EntryKind kind) =>
        new(full, Path.GetRelativePath(full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? root : own, full).Replace(Path.DirectorySeparatorChar, '/'), kind);

    private static IReadOnlyList<string> Files(string full, string word)
    {
        var files = DataFiles.Find(Path.GetDirectoryName(full)!, full);
        return files.Count > 0 ? files : throw new TableException(
            File.Exists(full) ? $"{word} is no regular file." : $"{word} is not there.",
            File.Exists(full) ? "Copy what it holds into a file, and name that." : "Correct its name, or bring the file.");
    }

    private static IEnumerable<(string Full, EntryKind Kind)> Folder(string full, string word)
    {
        var files = Directory.EnumerateFiles(full, "*", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(full, f).Split(Path.DirectorySeparatorChar).Any(step => step.StartsWith('.')))
            .Order(StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? files.Select(f => (f, KindOf(f, isAlone: false)))
            : throw new TableException($"The folder {word} holds no file.", "Name the folder that holds the data.");
    }

    private static EntryKind KindOf(string file, bool isAlone)
    {
        var ending = DataFiles.Ending(file);
        return s_tables.Contains(ending) || (isAlone && s_maybeTables.Contains(ending)) ? EntryKind.Table : EntryKind.File;
    }

    private static string Real(string root) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
}
