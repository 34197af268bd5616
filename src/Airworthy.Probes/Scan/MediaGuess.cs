using Airworthy.Core.Contracts;
using Airworthy.Data;
using Airworthy.Data.Media;

namespace Airworthy.Probes.Scan;

/// <summary>The images or texts that a project seems to be about.</summary>
/// <param name="Folder">The folder that holds them; null where a table names them or splits have folders of their own.</param>
/// <param name="Column">The column of the project's table that names them.</param>
/// <param name="Splits">A folder per split, where folders at the top are called after splits.</param>
/// <param name="HasLabels">Whether the folders that files lie in can be their labels.</param>
/// <param name="HasSplits">Whether folders within <paramref name="Folder"/> are called after splits.</param>
public sealed record MediaGuess(MediaKind Kind, string? Folder, string? Column, IReadOnlyDictionary<string, string> Splits, bool HasLabels, bool HasSplits, string Seen)
{
    /// <summary>Files of one kind from which a folder is no accident; texts lie about in every project, pictures in most.</summary>
    private const int FewestImages = 20, FewestTexts = 50;

    /// <summary>Labels that folders may be; more are ids.</summary>
    private const int MostLabels = 2_000;

    private static readonly IReadOnlyDictionary<string, string> s_none = new Dictionary<string, string>();

    /// <summary>What the project seems to be about; null when there are few such files, or a table that names none of them.</summary>
    public static MediaGuess? Of(Found found, TableGuess table) => table.Glance is { } glance
        ? table.Pattern is { } pattern ? Named(found, pattern, glance) : null
        : Listed(found, MediaKind.Image, FewestImages) ?? Listed(found, MediaKind.Text, FewestTexts);

    /// <summary>Whether a file is of a kind by its ending, and is no part of the project's own pages.</summary>
    internal static bool Is(SeenFile file, MediaKind kind) =>
        (kind == MediaKind.Image ? ImageFormat.OfEnding($".{file.Ending}") is not null : file.Ending == "txt")
        && !file.IsBelow("docs") && !file.IsBelow("tests") && !file.IsBelow("test/fixtures") && !file.IsBelow("mlruns") && !file.Name.StartsWith("requirements", StringComparison.OrdinalIgnoreCase);

    private static MediaGuess? Named(Found found, string pattern, Glance glance)
    {
        var beside = pattern[..(pattern.LastIndexOf('/') + 1)];
        var there = found.Walk.Files.ToDictionary(f => f.Path);
        foreach (var column in glance.Columns.Where(c => c.Column.Kind == ColumnKind.Text))
        {
            if (there.GetValueOrDefault(beside + column.Least) is { } first && there.ContainsKey(beside + column.Greatest)
                && new[] { MediaKind.Image, MediaKind.Text }.Where(k => Is(first, k)).Cast<MediaKind?>().FirstOrDefault() is { } kind)
            {
                return new MediaGuess(kind, null, column.Name, s_none, false, false, $"{column.Name} names files such as {column.Least}");
            }
        }

        return null;
    }

    private static MediaGuess? Listed(Found found, MediaKind kind, int fewest)
    {
        var files = found.Walk.Files.Where(f => Is(f, kind) && f.Path.Contains('/', StringComparison.Ordinal)).ToList();
        var tops = files.GroupBy(f => f.Path[..f.Path.IndexOf('/', StringComparison.Ordinal)]).Where(g => g.Count() >= fewest).ToList();
        if (tops.Count == 0)
        {
            return null;
        }

        var seen = $"{files.Count} {(kind == MediaKind.Image ? "images" : "texts")}";
        var parts = tops.Select(t => (t.Key, MediaListing.Told(t.Key + "/file").Split)).Where(t => t.Split is not null).DistinctBy(t => t.Split).ToDictionary(t => t.Split!, t => t.Key);
        if (parts.Count > 1 && parts.ContainsKey("train"))
        {
            var within = files.Where(f => parts.Values.Any(p => f.Path.StartsWith(p + "/", StringComparison.Ordinal))).Select(f => MediaListing.Told(f.Path).Label).ToList();
            return new MediaGuess(kind, null, null, parts, AreLabels(within), false, $"{seen} in {string.Join(" and ", parts.Values)}");
        }

        var folder = Shared([.. tops.MaxBy(t => t.Count())!]);
        var told = files.Where(f => f.Path.StartsWith(folder + "/", StringComparison.Ordinal)).Select(f => MediaListing.Told(f.Path[(folder.Length + 1)..])).ToList();
        return new MediaGuess(kind, folder, null, s_none, AreLabels([.. told.Select(t => t.Label)]), told.Exists(t => t.Split == "train") && told.Exists(t => t.Split is "dev" or "test"), $"{seen} in {folder}");
    }

    private static bool AreLabels(List<string?> labels) => labels.TrueForAll(l => l is not null) && labels.Distinct().Count() is > 1 and <= MostLabels;

    /// <summary>The longest path of folders that all files share.</summary>
    private static string Shared(List<SeenFile> files)
    {
        var shared = files[0].Path.Split('/')[..^1];
        foreach (var steps in files.Select(f => f.Path.Split('/')[..^1]))
        {
            shared = shared[..shared.Zip(steps).TakeWhile(p => p.First == p.Second).Count()];
        }

        return string.Join('/', shared);
    }
}
