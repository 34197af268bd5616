using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Data.Media;

namespace Airworthy.Probes.Data;

/// <summary>Counts the files of a project of images or texts that are of no use, that were not looked into, and whose names say something else than their bytes.</summary>
internal static class FileForms
{
    private const int MostExamples = 3;

    public static async Task<IReadOnlyList<FilesInForm>> FindAsync(Table table, CancellationToken cancel)
    {
        if (table.Contract.Data?.Media?.Kind is not { } kind || table.FileColumn is not { } file || table[MediaColumns.Problem(kind)] is null)
        {
            return [];
        }

        var (problem, format, name) = (MediaColumns.Problem(kind).Quoted, MediaColumns.Format(kind).Quoted, $"cast({file.Quoted} as varchar)");
        var found = new List<FilesInForm>();
        var before = $"substr({problem}, 1, position(':' in {problem}) - 1)";
        foreach (var (word, rows) in await CountsAsync(table, $"select {before}, count(*) from data where {problem} is not null group by 1 order by 2 desc, 1", cancel))
        {
            found.Add(new FilesInForm(word switch
            {
                "too large" => FileTrouble.TooLarge,
                _ => FileTrouble.Unusable,
            }, word, rows, await ExamplesAsync(table, $"select coalesce({name}, '(none)') || ' (' || substr({problem}, position(':' in {problem}) + 2) || ')' from data where {before} = {word.Literal}", cancel)));
        }

        if (kind != MediaKind.Image)
        {
            return found;
        }

        foreach (var (word, rows) in await CountsAsync(table, $"select {format}, count(*) from data where {format} not in ({string.Join(", ", ImageFormat.Decoded.Select(f => f.Literal))}) group by 1 order by 2 desc, 1", cancel))
        {
            found.Add(new FilesInForm(FileTrouble.Undecoded, word, rows, await ExamplesAsync(table, $"select {name} from data where {format} = {word.Literal}", cancel)));
        }

        foreach (var (pair, rows) in await CountsAsync(table, $"select {MediaColumns.Ending(kind).Quoted} || ' ' || {format}, count(*) from data where {format} is not null group by 1 order by 2 desc, 1", cancel))
        {
            var (ending, is_) = (pair[..pair.IndexOf(' ', StringComparison.Ordinal)], pair[(pair.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            if (ImageFormat.OfEnding(ending) != is_)
            {
                found.Add(new FilesInForm(FileTrouble.Misnamed, $"{is_} under a name that ends in {(ending.Length == 0 ? "nothing" : ending)}", rows,
                    await ExamplesAsync(table, $"select {name} from data where {MediaColumns.Ending(kind).Quoted} = {ending.Literal} and {format} = {is_.Literal}", cancel)));
            }
        }

        return found;
    }

    private static async Task<List<(string Word, long Rows)>> CountsAsync(Table table, string sql, CancellationToken cancel)
    {
        var counts = new List<(string, long)>();
        await foreach (var row in table.ReadAsync(sql, cancel))
        {
            counts.Add((row.Text(0) ?? "", row.Count(1)));
        }

        return counts;
    }

    private static async Task<List<string>> ExamplesAsync(Table table, string sql, CancellationToken cancel)
    {
        var examples = new List<string>();
        await foreach (var row in table.ReadAsync($"select * from ({sql}) as examples(example) order by 1 limit {MostExamples}", cancel))
        {
            examples.Add(row.Text(0) ?? "");
        }

        return examples;
    }
}
