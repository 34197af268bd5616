using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>
/// Counts held-out texts that are nearly a train text, with <see cref="MinHash"/>. Texts leave the engine, so a bounded part of the different ones is
/// drawn by their hash, the same whatever the order of rows; the observation says how many of how many.
/// </summary>
internal static class NearTexts
{
    /// <summary>Different texts of train, and of each held-out split, that are read at most.</summary>
    private const int MostTrain = 30_000, MostHeld = 5_000;

    /// <summary>Text columns that are read at most.</summary>
    private const int MostColumns = 3;

    /// <summary>Characters of a text that are read.</summary>
    private const int Read = 2_000;

    /// <summary>Blanks per text, on average, from which a column is language; fewer are names and codes.</summary>
    private const double Blanks = 5;

    /// <summary>Resemblance from which two texts are nearly the same.</summary>
    private const double Alike = 0.8;

    /// <summary>Different texts that a column needs.</summary>
    private const long FewestTexts = 50;

    /// <summary>Train texts that resemble one text, above which it is a form letter and no copy: at least this many, and one of a thousand.</summary>
    private const int FormLetter = 5;

    private const ulong Seed = 1997;

    public static async Task<(IReadOnlyList<NearRows> Found, Shown? Pairs)> FindAsync(Table table, CancellationToken cancel)
    {
        var found = new List<NearRows>();
        Shown? shown = null;
        var read = 0;
        foreach (var column in await LanguageAsync(table, cancel))
        {
            if (++read > MostColumns)
            {
                break;
            }

            var (trainThere, train) = await DrawAsync(table, column, "train", MostTrain, cancel);
            var bands = new Dictionary<(int, ulong), List<int>>();
            for (var i = 0; i < train.Count; i++)
            {
                foreach (var band in MinHash.BandsOf(MinHash.Signature(train[i].Shingles, Seed)))
                {
                    (bands.TryGetValue(band, out var same) ? same : bands[band] = []).Add(i);
                }
            }

            foreach (var split in table.Splits.Where(s => s != "train"))
            {
                cancel.ThrowIfCancellationRequested();
                var (there, held) = await DrawAsync(table, column, split, MostHeld, cancel);
                var pairs = held.Select(h => (Held: h, Twins: Twins(h.Shingles, train, bands))).Where(p => p.Twins.Count > 0 && p.Twins.Count <= Math.Max(FormLetter, train.Count / 1000)).ToList();
                found.Add(new NearRows(split, held.Count, pairs.Count) { Column = column.Name, There = there, TrainRead = train.Count, TrainThere = trainThere });
                shown ??= pairs.Count == 0 ? null : new Shown(["row of", column.Name],
                    [.. pairs.OrderBy(p => p.Held.Text, StringComparer.Ordinal).Take(3).SelectMany(p => (IReadOnlyList<string>[])[[split, p.Held.Text], ["train", train[p.Twins[0]].Text]])]);
            }
        }

        return (found, shown);
    }

    private static List<int> Twins(ulong[] shingles, List<(string Text, ulong[] Shingles)> train, Dictionary<(int, ulong), List<int>> bands) =>
        [.. MinHash.BandsOf(MinHash.Signature(shingles, Seed)).SelectMany(b => bands.GetValueOrDefault(b) is { } same ? same.Take(200) : []).Distinct().Order()
            .Where(i => MinHash.Jaccard(shingles, train[i].Shingles) >= Alike)];

    /// <summary>Features whose texts are language.</summary>
    private static async Task<IReadOnlyList<Column>> LanguageAsync(Table table, CancellationToken cancel)
    {
        var spreads = await table.SpreadsAsync(cancel);
        var texts = table.Features.Where(c => c.Type == "VARCHAR" && spreads[c].Values >= FewestTexts).ToList();
        if (texts.Count == 0)
        {
            return [];
        }

        var sql = SqlText.Fill("ColumnMeans", ("relation", "data"), ("where", Sql.Drawn(Sql.RowHash(texts), MostHeld, table.Rows)),
            ("numbers", Filling.Each("number", texts.Select(c => $"length({c.Quoted}) - length(replace({c.Quoted}, ' ', ''))"))));
        await foreach (var row in table.ReadAsync(sql, cancel))
        {
            return [.. texts.Where((_, i) => row.Number(i + 1) >= Blanks)];
        }

        return [];
    }

    private static async Task<(long There, List<(string Text, ulong[] Shingles)> Drawn)> DrawAsync(Table table, Column column, string split, int most, CancellationToken cancel)
    {
        var there = await ValueCounts.OfAsync(table, split, column.Quoted, cancel);
        var drawn = new List<(string, ulong[])>();
        await foreach (var row in table.ReadAsync(SqlText.Fill("ValueList",
            ("relation", split), ("value", column.Quoted), ("where", $"{column.Quoted} is not null"), ("order", $"{Sql.RowHash(["value"])}, value"), ("most", $"{most}")), cancel))
        {
            var text = row.GetString(0);
            text = text.Length > Read ? text[..Read] : text;
            if (MinHash.Shingles(text) is { Length: > 0 } shingles)
            {
                drawn.Add((text, shingles));
            }
        }

        return (there, drawn);
    }
}
