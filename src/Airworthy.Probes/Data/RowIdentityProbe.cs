using Airworthy.Core.Checklist.Data;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Looks for features that name a row, and whether the place of a row in the table speaks of the label.</summary>
public sealed class RowIdentityProbe : IProbe<RowIdentity>
{
    /// <summary>Approximate uniqueness below which a column is not counted exactly.</summary>
    private const double WorthCounting = 0.85;

    /// <summary>Blocks of neighbouring rows into which the table is cut.</summary>
    private const int Blocks = 100;

    public async Task<Sighting<RowIdentity>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        var features = table.Features.Where(c => c.Kind == ColumnKind.Text || c.IsWhole).ToList();
        var named = new List<NameLike>();
        var spreads = await table.SpreadsAsync(cancel);
        foreach (var column in features)
        {
            var share = spreads[column].UniqueShare;
            named.Add(share < WorthCounting ? new NameLike(column.Name, share, NamePattern.None) : await PatternAsync(table, column, cancel));
        }

        return new RowIdentity(table.Rows, [.. named.OrderByDescending(n => n.UniqueShare).ThenBy(n => n.Column, StringComparer.Ordinal)], await OrderAsync(table, cancel));
    }

    private static async Task<NameLike> PatternAsync(Table table, Column column, CancellationToken cancel)
    {
        await foreach (var row in table.ReadAsync(SqlText.Fill(column.Kind == ColumnKind.Text ? "CodeTexts" : "CodeNumbers", ("column", column.Quoted)), cancel))
        {
            var (rows, values, first, second) = (row.Count(0), row.Count(1), row.Number(2) ?? 0, row.Number(3) ?? 0);
            var share = rows == 0 ? 0 : (double)values / rows;
            return new NameLike(column.Name, share, share <= LeakageSafeSplit.Order.Unique ? NamePattern.None
                // Words with spaces are language, not a code.
                : column.Kind == ColumnKind.Text ? (first < 0.1 * rows && second >= 4 ? NamePattern.Random : NamePattern.None)
                // Whole numbers that leave hardly a gap, or climb with the row, count; those drawn from a far wider range than there are rows are keys.
                : first <= 1.5 * values || second > 0.999 ? NamePattern.Sequence
                : first >= 1e6 * values ? NamePattern.Random : NamePattern.None);
        }

        return new NameLike(column.Name, 0, NamePattern.None);
    }

    private static async Task<RowOrder?> OrderAsync(Table table, CancellationToken cancel)
    {
        var split = table.Contract.Data?.Split;
        if (!table.HasLabel || table.Rows < Blocks || split is { Method: SplitMethod.ByTime })
        {
            return null;
        }

        var label = await LabelValues.ReadAsync(table, cancel);
        if (label.Values < 2)
        {
            return null;
        }

        var groups = new List<(long Block, string? Class, long Rows)>();
        var of = label.Scale == LabelScale.Classes ? "__label" : $"cast(__label as double) > {Sql.Of(label.Mean)}";
        var sql = SqlText.Fill("LabelsByValue", ("value", $"floor(__row * {Blocks} / {table.Rows}.0)"), ("label", of), ("where", LabelValues.Usable(table)), ("order", "value"), ("most", $"{table.Rows}"));
        await foreach (var row in table.ReadAsync(sql, cancel))
        {
            groups.Add((row.Count(0), row.Text(1), row.Count(2)));
        }

        RowOrder? best = null;
        foreach (var one in groups.Where(g => g.Class is not null).GroupBy(g => g.Class!).OrderByDescending(g => g.Sum(x => x.Rows)).Take(20).Select(g => g.Key))
        {
            var blocks = groups.GroupBy(g => g.Block).OrderBy(b => b.Key)
                .Select(b => new LabelCount(b.Where(x => x.Class == one).Sum(x => x.Rows), b.Where(x => x.Class != one).Sum(x => x.Rows))).ToList();
            var (positives, negatives) = (blocks.Sum(b => b.Positives), blocks.Sum(b => b.Negatives));
            if (positives < LeakageSafeSplit.Proxy.Least || negatives < LeakageSafeSplit.Proxy.Least)
            {
                continue;
            }

            var area = AreaUnderCurve.Ordered(blocks);
            area = Math.Max(area, 1 - area);
            var interval = AreaUnderCurve.HanleyMcNeil(area, positives, negatives);
            if (best is null || area > best.Auc)
            {
                best = new RowOrder(area, interval.Low, interval.High);
            }
        }

        return best;
    }
}
