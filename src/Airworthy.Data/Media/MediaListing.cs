using Airworthy.Core.Contracts;
using Airworthy.Data.Versions;

namespace Airworthy.Data.Media;

/// <summary>A file that a row stands for.</summary>
/// <param name="Name">As the row calls it: from the folder on that is listed, or from the table's own folder on; with forward slashes.</param>
/// <param name="Full">Where it lies; null where the name leads out of that folder.</param>
internal sealed record MediaFile(string Name, string? Full);

/// <summary>Lists folders of images or texts, and says what the folders that a file lies in tell of it.</summary>
public static class MediaListing
{
    /// <summary>Names of folders that part the files, and the split that each means.</summary>
    private static readonly Dictionary<string, string> s_splits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = "train",
        ["training"] = "train",
        ["dev"] = "dev",
        ["val"] = "dev",
        ["valid"] = "dev",
        ["validation"] = "dev",
        ["test"] = "test",
        ["testing"] = "test",
        ["holdout"] = "test",
    };

    private static readonly HashSet<string> s_texts = new(StringComparer.Ordinal) { ".txt", ".text", ".md", ".html", ".htm", ".eml", ".tex", ".rst", ".log" };

    /// <summary>What lies beside the files and is none: tables, archives of labels, notes of programs.</summary>
    private static readonly HashSet<string> s_beside = new(StringComparer.Ordinal) { ".csv", ".tsv", ".parquet", ".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".db", ".ini" };

    /// <summary>The files below a folder that are images or texts, or could be; in the order of their paths. Hidden ones, links and tables are left out.</summary>
    public static IReadOnlyList<string> In(string folder) => [.. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint, IgnoreInaccessible = true })
        .Where(f => !s_beside.Contains(Path.GetExtension(f).ToLowerInvariant())
            && !Path.GetRelativePath(folder, f).Split(Path.DirectorySeparatorChar).Any(step => step.StartsWith('.')))
        .Order(StringComparer.Ordinal)];

    /// <summary>The images or texts that a contract's data consist of beside its tables; those that cannot be named or are not there are left out.</summary>
    /// <param name="patterns">What <c>data.files</c> and <c>data.split.files</c> say.</param>
    public static async Task<IReadOnlyList<string>> OfAsync(ProjectContract contract, string root, IReadOnlyList<string> patterns, CancellationToken cancel)
    {
        if (contract.Data?.Media is not { } media)
        {
            return [];
        }

        if (media.Path is not { } column)
        {
            return [.. patterns.Where(Core.Reading.Binding.IsInside).Select(p => Path.GetFullPath(Path.Combine(root, p))).Where(Directory.Exists).SelectMany(In)];
        }

        var files = new List<string>();
        foreach (var table in patterns.SelectMany(p => DataFiles.Find(root, p)))
        {
            try
            {
                files.AddRange((await Table.ValuesAsync(table, column, null, cancel)).Where(Core.Reading.Binding.IsInside).Select(n => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(table)!, n))).Where(File.Exists));
            }
            catch (TableException)
            {
                // Why the table cannot be read is said by who reads its rows.
            }
        }

        return files;
    }

    /// <summary>The files of a version of a dataset, as sources; one for each split where those are folders.</summary>
    /// <param name="folder">Where its files lie.</param>
    /// <param name="shown">What a person calls the version.</param>
    /// <param name="parts">The folder of each split, where the contract names some.</param>
    /// <exception cref="TableException">A folder holds no file of the version.</exception>
    internal static IReadOnlyList<DataSource> Sources(VersionTree tree, string folder, string shown, IReadOnlyDictionary<string, string>? parts)
    {
        var paths = tree.Entries.Select(e => e.Path).Where(p => !s_beside.Contains(Path.GetExtension(p).ToLowerInvariant())).ToList();
        return parts is { Count: > 0 }
            ? [.. parts.Select(p => Source(p.Key, $"{p.Value} of {shown}", p.Value.TrimEnd('/') + "/"))]
            : [Source(null, shown, "")];

        DataSource Source(string? split, string called, string below) => paths.Where(p => p.StartsWith(below, StringComparison.Ordinal)).ToList() is { Count: > 0 } files
            ? new DataSource(split, called, [.. files.Select(p => Path.Combine(folder, p))], Folder: Path.Combine(folder, below))
            : throw new TableException($"{called} holds no file.", "Correct data.split.files, or add a version that holds the folder: `airworthy data add`.");
    }

    /// <summary>What most files below a folder are by their endings; null when most are neither.</summary>
    public static MediaKind? KindOf(string folder)
    {
        var (images, texts, all) = (0, 0, 0);
        foreach (var file in In(folder).Take(20_000))
        {
            var ending = Path.GetExtension(file).ToLowerInvariant();
            all++;
            images += ImageFormat.OfEnding(ending) is null ? 0 : 1;
            texts += s_texts.Contains(ending) ? 1 : 0;
        }

        return 2 * images > all ? MediaKind.Image : 2 * texts > all ? MediaKind.Text : null;
    }

    /// <summary>The label of a file and its split, as far as its folders tell: the nearest folder that is called after no split, and the nearest that is.</summary>
    /// <param name="name">Its path from the listed folder on.</param>
    public static (string? Label, string? Split) Told(string name)
    {
        var steps = name.Split('/')[..^1];
        return (steps.LastOrDefault(s => !s_splits.ContainsKey(s)), steps.LastOrDefault(s_splits.ContainsKey) is { } split ? s_splits[split] : null);
    }
}
