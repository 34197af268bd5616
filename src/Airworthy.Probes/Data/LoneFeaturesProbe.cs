using System.Globalization;

using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Tries each feature alone against the label, by value and by being empty, from counts that the engine groups.</summary>
public sealed class LoneFeaturesProbe : IProbe<LoneFeatures>
{
    /// <summary>Different values from which numbers are grouped into bins.</summary>
    private const long ManyNumbers = 10_000;

    /// <summary>Different values from which a text is not tried: hardly two rows share one.</summary>
    private const long ManyTexts = 200_000;

    /// <summary>Categories, or categories and classes, that are counted by name.</summary>
    private const long MostGroups = 50_000;

    public async Task<Sighting<LoneFeatures>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        if (!table.HasLabel)
        {
            return new Sighting<LoneFeatures>.NotSeen("The contract names no label.", "Set data.label: what is to be predicted.");
        }

        var name = table.Contract.Data!.Label!.Name;
        var label = await LabelValues.ReadAsync(table, cancel);
        var rarest = label.Scale == LabelScale.Classes ? label.Classes.Select(c => c.Rows).DefaultIfEmpty().Min() : label.Rows;
        if (label.Values < 2 || label.Rows == 0)
        {
            return new LoneFeatures(name, label.Scale, label.Rows, label.Values, rarest, []);
        }

        var tried = new List<Tried>();
        var skipped = new List<string>();
        var spreads = await table.SpreadsAsync(cancel);
        foreach (var column in table.Features)
        {
            var values = spreads[column].Values;
            if (column.Kind == ColumnKind.Other || (column.Kind == ColumnKind.Text && values > ManyTexts))
            {
                skipped.Add(column.Name);
                continue;
            }

            tried.Add(await TryAsync(table, column, values, label, cancel));
        }

        var features = tried.SelectMany(t => t.Features).OrderByDescending(f => f.Strength).ThenBy(f => f.Name, StringComparer.Ordinal).ToList();
        var together = label.Scale == LabelScale.Number ? await StraightLine.FitAsync(table, features, label, cancel) : null;
        // Classes too rare to judge are left out before, so the rarest that was judged is what counts.
        var judged = label.Scale == LabelScale.Classes && label.Values > 2
            ? label.Classes.Select(c => c.Rows).Where(r => r >= Core.Checklist.Data.LeakageSafeSplit.Proxy.Least).DefaultIfEmpty(rarest).Min()
            : rarest;
        return new LoneFeatures(name, label.Scale, label.Rows, label.Values, judged, features, together,
            features.Count == 0 ? null : tried.First(t => t.Features.Contains(features[0])).Show(features[0]), skipped);
    }

    /// <summary>What one column alone says of the label by its value, AUC or R²; null where it cannot be tried.</summary>
    internal static async Task<double?> StrengthAsync(Table table, Column column, LabelValues label, CancellationToken cancel)
    {
        var values = (await table.SpreadsAsync(cancel))[column].Values;
        return column.Kind == ColumnKind.Other || (column.Kind == ColumnKind.Text && values > ManyTexts)
            ? null
            : (await TryAsync(table, column, values, label, cancel)).Features.FirstOrDefault(f => !f.OfNull)?.Strength;
    }

    private static async Task<Tried> TryAsync(Table table, Column column, long values, LabelValues label, CancellationToken cancel) => label.Scale == LabelScale.Classes
        ? TriedColumn.OfClasses(column, await ClassesAsync(table, column, values, cancel), label)
        : TriedColumn.OfNumber(column, await MomentsAsync(table, column, values, cancel), label);

    /// <summary>Rows per value and class. Numbers with many values are counted in bins.</summary>
    private static async Task<IReadOnlyList<(string? Value, string Class, long Rows)>> ClassesAsync(Table table, Column column, long values, CancellationToken cancel)
    {
        var groups = new List<(string?, string, long)>();
        if (await BoundsAsync(table, column, values, cancel) is { Count: > 0 } bounds)
        {
            await foreach (var row in table.ReadAsync(SqlText.Fill("LabelHistograms", ("number", column.AsNumber), ("histogram", Sql.Histogram(column.AsNumber, bounds)), ("where", LabelValues.Usable(table))), cancel))
            {
                var one = row.Text(0) ?? "";
                groups.Add((null, one, row.Count(1)));
                groups.AddRange(row.Bins(2).Select(b => ((string?)b.UpTo.ToString("R", CultureInfo.InvariantCulture), one, b.Rows)));
            }

            return [.. groups.Where(g => g.Item3 > 0).OrderBy(g => g.Item1 is null ? double.NegativeInfinity : double.Parse(g.Item1, CultureInfo.InvariantCulture))];
        }

        await foreach (var row in table.ReadAsync(Grouped("LabelsByValue", table, column, Plain(column), ("label", "__label")), cancel))
        {
            groups.Add((row.Text(0), row.Text(1) ?? "", row.Count(2)));
        }

        return groups;
    }

    /// <summary>Sums of the label per value. Numbers with many values are summed in bins.</summary>
    private static async Task<IReadOnlyList<(string? Value, Core.Statistics.Moments Moments)>> MomentsAsync(Table table, Column column, long values, CancellationToken cancel)
    {
        var groups = new List<(string?, Core.Statistics.Moments)>();
        var value = await BoundsAsync(table, column, values, cancel) is { Count: > 0 } bounds ? Sql.Bin(column.AsNumber, bounds) : Plain(column);
        await foreach (var row in table.ReadAsync(Grouped("MomentsByValue", table, column, value), cancel))
        {
            groups.Add((row.Text(0), new(row.Count(1), row.Number(2) ?? 0, row.Number(3) ?? 0)));
        }

        return groups;
    }

    /// <summary>All groups of what has an order, which are never more than rows; of categories those with most rows.</summary>
    private static string Grouped(string stem, Table table, Column column, string value, params ReadOnlySpan<(string, Filling)> more) => SqlText.Fill(stem,
        [("value", value), ("where", LabelValues.Usable(table)), ("order", column.IsOrdered ? "value" : "holding desc, value"), ("most", $"{(column.IsOrdered ? table.Rows : MostGroups)}"), .. more]);

    private static string Plain(Column column) => column.Kind == ColumnKind.Number ? column.AsNumber : column.Quoted;

    /// <summary>Bounds of the bins into which a number with many values is cut; empty when its values are counted one by one.</summary>
    private static async Task<IReadOnlyList<double>> BoundsAsync(Table table, Column column, long values, CancellationToken cancel)
    {
        if (!column.IsOrdered || values <= ManyNumbers)
        {
            return [];
        }

        // Any bounds are true bounds; these come from every k-th of the different values, whatever the order of rows.
        var asked = Sql.ValuesAt(column.AsNumber, Enumerable.Range(1, 199).Select(i => i / 200.0));
        return ColumnBounds.Apart((await ColumnBounds.ReadAsync(table, "data", [asked], cancel, Sql.Drawn(Sql.RowHash([column]), 20_000, table.Rows)))[0]);
    }
}
