using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Data;
using Airworthy.Data.Media;

namespace Airworthy.Probes.Data;

/// <summary>Counts held-out rows that are copies of train rows, with <c>SplitCopies.sql</c>, and those that are nearly so.</summary>
public sealed class SplitCopiesProbe : IProbe<SplitCopies>
{
    /// <summary>Columns, most varied first, whose chance agreement is compared pair by pair.</summary>
    private const int Compared = 3;

    public async Task<Sighting<SplitCopies>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        if (!table.Splits.Contains("train") || table.Splits.Count < 2)
        {
            return new Sighting<SplitCopies>.NotSeen(table.WhyNoSplits ?? "Train and a held-out split are not both declared.", "Set data.split in airworthy.yaml.");
        }

        // A copy under a new id is a copy, so the id is left out, and so are the names of files.
        var promised = table.Contract.Data;
        var names = MediaColumns.NamesOf(table.Contract);
        var columns = table.Columns.Where(c => c.Name != promised?.Split?.Column && c.Name != promised?.Id && !names.Contains(c.Name)).ToList();
        var whole = await CountAsync(table, columns, cancel);
        var features = table.Features;
        var alike = features.Count > 0 && features.Count < columns.Count ? await CountAsync(table, features, cancel) : null;
        var splits = new List<CopiedRows>();
        foreach (var split in table.Splits.Where(s => s != "train"))
        {
            var (rows, copied) = whole.Of(split);
            var counted = new CopiedRows(split, rows, copied, Alike: alike?.Of(split).Copied ?? 0);
            splits.Add(counted.Share < Core.Checklist.Data.LeakageSafeSplit.Rows.Limit ? counted : counted with { ByChance = await ByChanceAsync(table, columns, counted, cancel) });
        }

        var worst = splits.MaxBy(c => c.Share)!;
        var shown = worst.Copied > 0 ? await ExamplesAsync(table, columns, worst.Name, cancel)
            : alike is not null && splits.MaxBy(s => s.AlikeShare) is { Alike: > 0 } close && close.AlikeShare >= alike.TrainShare + Core.Checklist.Data.LeakageSafeSplit.Rows.AlikeConcern ? await ExamplesAsync(table, features, close.Name, cancel)
            : null;
        var (numbers, (texts, pairs)) = (await NearNumbers.FindAsync(table, cancel), await NearTexts.FindAsync(table, cancel));
        var (images, imagePairs) = await NearImages.FindAsync(table, cancel);
        (texts, pairs) = ([.. texts, .. images], imagePairs ?? pairs);
        var near = numbers.Where(n => n.Column is null).MaxBy(n => n.Excess);
        pairs = texts.Any(t => t.Excess > (near?.Excess ?? 0)) ? pairs : near?.Excess >= Core.Checklist.Data.LeakageSafeSplit.Rows.NearConcern ? await NearNumbers.PairsAsync(table, near.Split, cancel) : null;
        return new SplitCopies(splits, shown, alike?.TrainRows ?? 0, alike?.TrainTwins ?? 0, [.. numbers, .. texts], pairs)
        {
            Changed = await RecordedSplit.ChangedAsync(around.Root, table, cancel),
            Scores = await CopiedScores.OfAsync(table, columns, splits, cancel),
        };
    }

    private sealed record Counted(long TrainRows, long TrainTwins, (long Rows, long Copied) Dev, (long Rows, long Copied) Test)
    {
        public (long Rows, long Copied) Of(string split) => split == "dev" ? Dev : Test;

        public double TrainShare => TrainRows == 0 ? 0 : (double)TrainTwins / TrainRows;
    }

    private static async Task<Counted> CountAsync(Table table, IReadOnlyList<Column> columns, CancellationToken cancel)
    {
        await foreach (var row in table.ReadAsync(SqlText.Fill("SplitCopies", ("row", Sql.RowHash(columns))), cancel))
        {
            return new Counted(row.Count(0), row.Count(1), (row.Count(2), row.Count(3)), (row.Count(4), row.Count(5)));
        }

        return new Counted(0, 0, (0, 0), (0, 0));
    }

    /// <summary>How many of the copies the coarseness of the columns explains; see <see cref="Collisions"/>.</summary>
    private static async Task<double> ByChanceAsync(Table table, List<Column> columns, CopiedRows split, CancellationToken cancel)
    {
        var varied = await MostVariedAsync(table, columns, cancel);
        var equal = await PairsAsync(table, columns, split.Name, cancel);
        var without = new Dictionary<Column, double>();
        foreach (var column in varied)
        {
            without[column] = await PairsAsync(table, [.. columns.Where(c => c != column)], split.Name, cancel);
        }

        var expected = 0.0;
        foreach (var (first, second) in varied.SelectMany((a, i) => varied.Skip(i + 1).Select(b => (a, b))))
        {
            var neither = await PairsAsync(table, [.. columns.Where(c => c != first && c != second)], split.Name, cancel);
            expected = Math.Max(expected, Collisions.ByChance(without[second] - equal, without[first] - equal, neither - without[first] - without[second] + equal));
        }

        return equal == 0 ? 0 : split.Copied * Math.Min(1, expected / equal);
    }

    private static async Task<IReadOnlyList<Column>> MostVariedAsync(Table table, List<Column> columns, CancellationToken cancel)
    {
        var spreads = await table.SpreadsAsync(cancel);
        return [.. columns.OrderByDescending(c => spreads[c].Values).ThenBy(c => c.Name, StringComparer.Ordinal).Take(Compared)];
    }

    private static async Task<double> PairsAsync(Table table, IReadOnlyList<Column> columns, string split, CancellationToken cancel)
    {
        await foreach (var row in table.ReadAsync(SqlText.Fill("EqualPairs", ("row", Sql.RowHash(columns)), ("held", $"__{split}")), cancel))
        {
            return row.Number(0) ?? 0;
        }

        return 0;
    }

    /// <summary>A few rows that are in both, value by value: what equal numbers promised is shown to be true.</summary>
    private static Task<Shown> ExamplesAsync(Table table, IReadOnlyList<Column> columns, string split, CancellationToken cancel) =>
        ShowAsync(table, [.. columns.Prepend(table.FileColumn).OfType<Column>().Take(12)], Sql.RowHash(columns), split, most: 5, cancel);

    /// <summary>Rows of a split whose key is in train, with <c>ShownRows.sql</c>.</summary>
    internal static Task<Shown> ShowAsync(Table table, IReadOnlyList<Column> columns, string key, string split, int most, CancellationToken cancel) => table.ShowAsync(SqlText.Fill("ShownRows",
        ("relation", split), ("where", InTrain(key, split, most)), ("columns", Filling.Each("column", columns.Select(c => c.Quoted))), ("most", $"{most}")), cancel, most);

    /// <summary>Holds for rows whose key is in train and in a held-out split, or for the first of such keys, with <c>SharedKeys.sql</c>.</summary>
    internal static string InTrain(string key, string split, long most) => $"{key} in ({SqlText.Fill("SharedKeys", ("key", key), ("held", $"__{split}"), ("most", $"{most}"))})";
}
