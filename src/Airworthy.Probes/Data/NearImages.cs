using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Data.Media;

namespace Airworthy.Probes.Data;

/// <summary>
/// Counts held-out images that look like a train image, with <see cref="ImageLooks"/>. A bounded part of the different ones is drawn by their hash, the
/// same whatever the order of rows, and each is compared with each; the observation says how many of how many.
/// </summary>
internal static class NearImages
{
    /// <summary>Different images of train, and of each held-out split, that are compared at most.</summary>
    private const int MostTrain = 50_000, MostHeld = 5_000;

    /// <summary>Train images that look like one image, above which it is a picture like many, such as an empty page: at least this many, and one of a thousand.</summary>
    private const int LikeMany = 5;

    public static async Task<(IReadOnlyList<NearRows> Found, Shown? Pairs)> FindAsync(Table table, CancellationToken cancel)
    {
        if (table.FileColumn is not { } file || table[MediaColumns.Looks(MediaKind.Image)] is not { } column || table.Contract.Data?.Media?.Kind != MediaKind.Image)
        {
            return ([], null);
        }

        var found = new List<NearRows>();
        Shown? shown = null;
        var (trainThere, train) = await DrawAsync(table, column, file, "train", MostTrain, cancel);
        foreach (var split in table.Splits.Where(s => s != "train"))
        {
            var (there, held) = await DrawAsync(table, column, file, split, MostHeld, cancel);
            var twins = new int?[held.Count];
            Parallel.For(0, held.Count, new ParallelOptions { CancellationToken = cancel }, i => twins[i] = Twin(held[i].Looks, train));
            var near = twins.Count(t => t is not null);
            found.Add(new NearRows(split, held.Count, near) { Column = column.Name, There = there, TrainRead = train.Count, TrainThere = trainThere, AreImages = true });
            shown ??= near == 0 ? null : new Shown(["row of", file.Name],
                [.. held.Zip(twins).Where(p => p.Second is not null).OrderBy(p => p.First.File, StringComparer.Ordinal).Take(3)
                    .SelectMany(p => (IReadOnlyList<string>[])[[split, p.First.File], ["train", train[p.Second!.Value].File]])]);
        }

        return (found, shown);
    }

    /// <summary>The first train image that looks like one; null when none does, or when so many do that it is no copy of any.</summary>
    private static int? Twin(ImageLooks looks, List<(string File, ImageLooks Looks)> train)
    {
        var (first, many) = ((int?)null, 0);
        for (var i = 0; i < train.Count; i++)
        {
            if (looks.IsNear(train[i].Looks))
            {
                first ??= i;
                many++;
            }
        }

        return many <= Math.Max(LikeMany, train.Count / 1000) ? first : null;
    }

    private static async Task<(long There, List<(string File, ImageLooks Looks)> Drawn)> DrawAsync(Table table, Column column, Column file, string split, int most, CancellationToken cancel)
    {
        var there = await ValueCounts.OfAsync(table, split, column.Quoted, cancel);
        var drawn = new List<(string, ImageLooks)>();
        await foreach (var row in table.ReadAsync(SqlText.Fill("NamedValues", ("relation", split), ("value", column.Quoted), ("name", $"cast({file.Quoted} as varchar)"),
            ("where", $"{column.Quoted} is not null"), ("order", $"{Sql.RowHash(["value"])}, value"), ("most", $"{most}")), cancel))
        {
            if (ImageLooks.Read(row.GetString(0)) is { } looks)
            {
                drawn.Add((row.GetString(1), looks));
            }
        }

        return (there, drawn);
    }
}
