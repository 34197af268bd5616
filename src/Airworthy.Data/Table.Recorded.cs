using System.Globalization;
using System.Numerics;

using Airworthy.Core.Datasets;
using Airworthy.Core.Reading;

namespace Airworthy.Data;

/// <summary>What a manifest says of the splits.</summary>
public sealed partial class Table
{
    /// <summary>Classes up to which a label's rates are told one by one.</summary>
    private const int MostClasses = 5;

    /// <summary>The columns that name a row; none where only all of them together do.</summary>
    public IReadOnlyList<Column> Naming => Contract.Data?.Id is { } id and not "row" && this[id] is { } column ? [column] : [];

    /// <summary>The digest over the rows that a split holds, and their number.</summary>
    public async Task<(long Rows, string Digest)> DigestAsync(string split, CancellationToken cancel)
    {
        var naming = Naming is { Count: > 0 } named ? named : [.. Columns.OrderBy(c => c.Name, StringComparer.Ordinal)];
        await foreach (var row in ReadAsync($"select count(*), {SplitDigest.Sums} from (select {Draw.Key(naming)} as __key from {split}) as rows_of_split", cancel))
        {
            var rows = row.Count(0);
            return (rows, SplitDigest.Of(rows, rows == 0 ? [] : Enumerable.Range(1, row.FieldCount - 1).Select(i => ((BigInteger)row.GetValue(i)).ToString(CultureInfo.InvariantCulture))));
        }

        throw new InvalidOperationException("A count returned no row.");
    }

    /// <summary>The splits as a manifest records them. With folds, one after the other is read.</summary>
    public async Task<SplitManifest> RecordAsync(CancellationToken cancel)
    {
        var contract = Contract;
        var split = contract.Data!.Split!;
        var manifest = new SplitManifest
        {
            Table = contract.Data.Dataset ?? split.Files?.Values.FirstOrDefault() ?? (contract.Data.Files is [var first, ..] ? first : SplitManifest.NameOf(contract)),
            Method = split.Method,
            Train = split.Train,
            Dev = split.Dev,
            Test = split.Test,
            GapDays = split.GapDays,
            Columns = split.Columns,
            Seed = split.Seed,
            Shares = split.Shares,
            Draw = split.Draw,
            Column = split.Column,
            Files = split.Files,
            Nested = split.Nested,
            Id = Naming.Count == 0 ? null : [.. Naming.Select(c => c.Name)],
            Rows = Rows,
        };
        if (split.Nested is not { } folds)
        {
            var parts = new InOrder<SplitPart>();
            foreach (var name in Splits)
            {
                parts.Add(name, await PartOfAsync(name, cancel));
            }

            return manifest with { LeftOut = Rows - parts.Values.Sum(p => p.Rows), Splits = parts };
        }

        var all = new List<SplitFold>();
        for (var fold = 1; fold <= folds; fold++)
        {
            await ReadAsAsync(contract with { Data = contract.Data with { Split = split with { Fold = fold } } }, cancel);
            all.Add(await FoldAsync(cancel));
        }

        await ReadAsAsync(contract, cancel);
        return manifest with { Folds = all };
    }

    /// <summary>The fold that is being read.</summary>
    public async Task<SplitFold> FoldAsync(CancellationToken cancel)
    {
        var (train, dev, test) = (await DigestAsync("train", cancel), await DigestAsync("dev", cancel), await PartOfAsync("test", cancel));
        return new SplitFold
        {
            Train = train.Rows,
            Dev = dev.Rows,
            Test = test.Rows,
            First = test.First,
            Last = test.Last,
            LabelRate = test.LabelRate,
            LabelMean = test.LabelMean,
            Digest = SplitDigest.Of(train.Digest, dev.Digest, test.Digest),
        };
    }

    private async Task<SplitPart> PartOfAsync(string split, CancellationToken cancel)
    {
        var (rows, digest) = await DigestAsync(split, cancel);
        var part = new SplitPart { Rows = rows, Digest = digest };
        if (TimeOf(Contract.Data?.Time) is { } time)
        {
            await foreach (var row in ReadAsync($"select min({time}), max({time}) from {split}", cancel))
            {
                part = part with { First = Moment(row.GetValue(0)), Last = Moment(row.GetValue(1)) };
            }
        }

        return HasLabel && rows > 0 ? await LabelledAsync(part, split, cancel) : part;
    }

    private async Task<SplitPart> LabelledAsync(SplitPart part, string split, CancellationToken cancel)
    {
        var rates = new InOrder<double>();
        await foreach (var row in ReadAsync($"select cast(__label as varchar), count(*) from {split} group by 1 order by 1 nulls last limit {MostClasses + 1}", cancel))
        {
            rates.Add(row.Text(0) ?? "empty", Math.Round((double)row.Count(1) / part.Rows!.Value, 6));
        }

        if (rates.Count <= MostClasses)
        {
            return part with { LabelRate = rates };
        }

        if (LabelKind == ColumnKind.Number)
        {
            await foreach (var row in ReadAsync($"select avg(cast(__label as double)) from {split}", cancel))
            {
                return part with { LabelMean = row.Number(0) is { } mean ? double.Parse(mean.ToString("G8", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null };
            }
        }

        return part;
    }

    private static string? Moment(object value) => value switch
    {
        DBNull => null,
        DateTime at => at.ToString(at.Second == 0 && at.Millisecond == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        var number => Sql.Of(Convert.ToDouble(number, CultureInfo.InvariantCulture)),
    };
}
