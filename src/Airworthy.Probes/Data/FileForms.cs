using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Data.Media;

namespace Airworthy.Probes.Data;

/// <summary>Counts the files of a project of images or texts that are of no use, that were not looked into, and whose names say something else than their bytes.</summary>
internal static class FileForms
{
    private const int MostExamples = 3;

    /// <summary>Different troubles, formats and endings that are counted at most.</summary>
    private const int MostWords = 1_000;

    public static async Task<IReadOnlyList<FilesInForm>> FindAsync(Table table, CancellationToken cancel)
    {
        if (table.Contract.Data?.Media?.Kind is not { } kind || table.FileColumn is not { } file || table[MediaColumns.Problem(kind)] is null)
        {
            return [];
        }

        var (problem, format, name) = (MediaColumns.Problem(kind).Quoted, MediaColumns.Format(kind).Quoted, $"cast({file.Quoted} as varchar)");
        var found = new List<FilesInForm>();
        var before = $"substr({problem}, 1, position(':' in {problem}) - 1)";
        foreach (var (word, rows) in await CountsAsync(table, before, $"{problem} is not null", cancel))
        {
            found.Add(new FilesInForm(word switch
            {
                "too large" => FileTrouble.TooLarge,
                _ => FileTrouble.Unusable,
            }, word, rows, await ExamplesAsync(table, $"coalesce({name}, '(none)') || ' (' || substr({problem}, position(':' in {problem}) + 2) || ')'", $"{before} = {word.Literal}", cancel)));
        }

        if (kind != MediaKind.Image)
        {
            return found;
        }

        foreach (var (word, rows) in await CountsAsync(table, format, $"{format} not in ({string.Join(", ", ImageFormat.Decoded.Select(f => f.Literal))})", cancel))
        {
            found.Add(new FilesInForm(FileTrouble.Undecoded, word, rows, await ExamplesAsync(table, name, $"{format} = {word.Literal}", cancel)));
        }

        foreach (var (pair, rows) in await CountsAsync(table, $"{MediaColumns.Ending(kind).Quoted} || ' ' || {format}", $"{format} is not null", cancel))
        {
            var (ending, is_) = (pair[..pair.IndexOf(' ', StringComparison.Ordinal)], pair[(pair.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            if (ImageFormat.OfEnding(ending) != is_)
            {
                found.Add(new FilesInForm(FileTrouble.Misnamed, $"{is_} under a name that ends in {(ending.Length == 0 ? "nothing" : ending)}", rows,
                    await ExamplesAsync(table, name, $"{MediaColumns.Ending(kind).Quoted} = {ending.Literal} and {format} = {is_.Literal}", cancel)));
            }
        }

        return found;
    }

    private static async Task<List<(string Word, long Rows)>> CountsAsync(Table table, string value, string where, CancellationToken cancel)
    {
        var counts = new List<(string, long)>();
        await foreach (var row in table.ReadAsync(SqlText.Fill("ValueRows", ("relation", "data"), ("value", value), ("where", where), ("most", $"{MostWords}")), cancel))
        {
            counts.Add((row.Text(0) ?? "", row.Count(1)));
        }

        return counts;
    }

    private static async Task<List<string>> ExamplesAsync(Table table, string value, string where, CancellationToken cancel)
    {
        var examples = new List<string>();
        await foreach (var row in table.ReadAsync(SqlText.Fill("ValueList", ("relation", "data"), ("value", value), ("where", where), ("order", "value"), ("most", $"{MostExamples}")), cancel))
        {
            examples.Add(row.Text(0) ?? "");
        }

        return examples;
    }
}
