using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Data;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>What one column says of the label.</summary>
/// <param name="Features">By value and by being empty, as far as there are enough rows.</param>
/// <param name="Show">A few values with the label beside them.</param>
internal sealed record Tried(IReadOnlyList<LoneFeature> Features, Func<LoneFeature, Shown> Show);

/// <summary>Turns a column's groups into what it says of the label.</summary>
internal static class TriedColumn
{
    private const long Least = LeakageSafeSplit.Proxy.Least;

    /// <summary>For a label of classes: the AUC of the class that the column tells best from the rest.</summary>
    /// <param name="counted">Rows per value and class; in ascending order of value where values have one. A null value is an empty one.</param>
    public static Tried OfClasses(Column column, IReadOnlyList<(string? Value, string Class, long Rows)> counted, LabelValues label)
    {
        LoneFeature? byValue = null, byNull = null;
        var values = counted.GroupBy(c => c.Value ?? "").Select(g => (Value: g.First().Value, Rows: g.Sum(x => x.Rows), Of: g.GroupBy(x => x.Class).ToDictionary(x => x.Key, x => x.Sum(y => y.Rows))))
            .ToList();

        // Two classes are one question; of more, each is tried against the rest.
        foreach (var (one, rows) in label.Classes.Skip(label.Values == 2 ? 1 : 0).Where(c => c.Rows >= Least))
        {
            LabelCount Count((string? Value, long Rows, Dictionary<string, long> Of) g) => new(g.Of.GetValueOrDefault(one), g.Rows - g.Of.GetValueOrDefault(one));
            var there = values.Where(v => v.Value is not null).Select(Count).ToList();
            var empty = values.Where(v => v.Value is null).Select(Count).Aggregate(default(LabelCount), (a, b) => a + b);
            var name = label.Values > 2 ? one : null;
            byValue = Better(byValue, Lone(column, false, name, there, column.IsOrdered));
            var all = there.Aggregate(default(LabelCount), (a, b) => a + b);
            // What a long list of values left out is there all the same.
            var rest = new LabelCount(Math.Max(0, rows - all.Positives - empty.Positives), Math.Max(0, label.Rows - rows - all.Negatives - empty.Negatives));
            byNull = empty.Rows > 0 && (all + rest).Rows > 0 ? Better(byNull, Lone(column, true, name, [empty, all + rest], ordered: false)) : byNull;
        }

        return new Tried([.. new[] { byValue, byNull }.OfType<LoneFeature>()], feature =>
        {
            var one = feature.Class ?? label.Classes[^1].Class;
            var shown = feature.OfNull
                ? values.GroupBy(v => v.Value is null).Select(g => (Value: g.Key ? "empty" : "not empty", Rows: g.Sum(x => x.Rows), With: g.Sum(x => x.Of.GetValueOrDefault(one))))
                : values.Where(v => v.Value is not null).OrderByDescending(v => v.Rows).Take(6).Select(v => (Value: v.Value!, v.Rows, With: v.Of.GetValueOrDefault(one)));
            return new Shown([column.Name, "rows", $"share of {one}"], [.. shown.Select(s => (IReadOnlyList<string>)[s.Value, s.Rows.ToString("N0", CultureInfo.InvariantCulture), ((double)s.With / s.Rows).ToString("P1", CultureInfo.InvariantCulture)])]);
        });
    }

    /// <summary>For a label that is a number: the share of its variance that the column's groups explain.</summary>
    public static Tried OfNumber(Column column, IReadOnlyList<(string? Value, Moments Moments)> counted, LabelValues label)
    {
        var there = counted.Where(c => c.Value is not null).Select(c => c.Moments).ToList();
        var empty = counted.Where(c => c.Value is null).Aggregate(default(Moments), (a, b) => a + b.Moments);
        var features = new List<LoneFeature>();
        if (there.Sum(m => m.Rows) >= 5 * CorrelationRatio.Enough)
        {
            var joined = column.IsOrdered ? CorrelationRatio.Join(there) : CorrelationRatio.Pool(there);
            features.Add(new LoneFeature(column.Name, Math.Max(0, Math.Max(CorrelationRatio.Of(joined), Straight(column, counted)))));
        }

        if (empty.Rows >= Least && there.Sum(m => m.Rows) >= Least)
        {
            features.Add(new LoneFeature(column.Name, Math.Max(0, CorrelationRatio.Of([empty, there.Aggregate(default(Moments), (a, b) => a + b)])), OfNull: true));
        }

        return new Tried(features, _ => new Shown([column.Name, "rows", "mean of the label"],
            [.. counted.OrderByDescending(c => c.Moments.Rows).Take(6).Select(c => (IReadOnlyList<string>)[c.Value ?? "empty", c.Moments.Rows.ToString("N0", CultureInfo.InvariantCulture), c.Moments.Mean.ToString("G5", CultureInfo.InvariantCulture)])]));
    }

    /// <summary>r² of a number's own values; 0 where values are bins or no numbers.</summary>
    private static double Straight(Column column, IReadOnlyList<(string? Value, Moments Moments)> counted)
    {
        if (column.Kind != ColumnKind.Number)
        {
            return 0;
        }

        var points = counted.Where(c => c.Value is not null).Select(c => (X: double.Parse(c.Value!, NumberStyles.Float, CultureInfo.InvariantCulture), c.Moments)).ToList();
        var n = points.Sum(p => p.Moments.Rows);
        var (meanX, meanY) = (points.Sum(p => p.X * p.Moments.Rows) / n, points.Sum(p => p.Moments.Sum) / n);
        var xx = points.Sum(p => (p.X - meanX) * (p.X - meanX) * p.Moments.Rows);
        var xy = points.Sum(p => (p.X - meanX) * (p.Moments.Sum - (p.Moments.Rows * meanY)));
        var yy = points.Aggregate(default(Moments), (a, b) => a + b.Moments).Scatter;
        return xx > 0 && yy > 0 ? Math.Min(1, xy * xy / (xx * yy)) : 0;
    }

    private static LoneFeature? Lone(Column column, bool ofNull, string? name, IReadOnlyList<LabelCount> groups, bool ordered)
    {
        var all = groups.Aggregate(default(LabelCount), (a, b) => a + b);
        if (all.Positives < Least || all.Negatives < Least)
        {
            return null;
        }

        var area = ofNull ? AreaUnderCurve.BestOrder(groups)
            : ordered ? AreaUnderCurve.Ordered(groups)
            : AreaUnderCurve.BestOrder(AreaUnderCurve.Pool(groups));
        area = Math.Max(area, 1 - area);
        area = ordered && !ofNull ? Math.Max(area, AreaUnderCurve.BestOrder(AreaUnderCurve.Join(groups))) : area;
        var interval = AreaUnderCurve.HanleyMcNeil(area, all.Positives, all.Negatives);
        return new LoneFeature(column.Name, area, ofNull, interval.Low, interval.High, name);
    }

    private static LoneFeature? Better(LoneFeature? a, LoneFeature? b) => b is null || (a is not null && a.Strength >= b.Strength) ? a : b;
}
