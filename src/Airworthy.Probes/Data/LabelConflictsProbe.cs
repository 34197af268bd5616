using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Data.Media;

namespace Airworthy.Probes.Data;

/// <summary>Counts equal rows with different labels, with <c>TwinRows.sql</c> and, where labels differ, <c>MinorityRows.sql</c>.</summary>
public sealed class LabelConflictsProbe : IProbe<LabelConflicts>
{
    /// <summary>A number with more different values than this is a quantity, not a class.</summary>
    public const int MostClasses = 20;

    public async Task<Sighting<LabelConflicts>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        if (!table.HasLabel)
        {
            return new Sighting<LabelConflicts>.NotSeen("The contract names no label.", "Set data.label in airworthy.yaml.");
        }

        var data = table.Contract.Data;
        var names = MediaColumns.NamesOf(table.Contract);
        var records = table.Columns.Where(c => !names.Contains(c.Name) && c.Name != data?.Label?.Name && c.Name != data?.Id && c.Name != data?.Split?.Column && !FeatureChoice.Mentions(data?.Label?.From ?? "", c.Name)).ToList();
        if (records.Count == 0)
        {
            return new Sighting<LabelConflicts>.NotSeen("The table has no column besides the label.", "Check data.files in airworthy.yaml.");
        }

        var (rows, equal) = await EqualAsync(table, records, cancel);
        var features = table.Features;
        var alike = features.Count == 0 ? new Conflicts(0, 0, 0)
            : features.ToHashSet().SetEquals(records) ? equal
            : (await EqualAsync(table, features, cancel)).Equal;
        var chance = equal.Pairs > 0 ? await ChancePairsAsync(table, records, cancel) : 0;
        return new LabelConflicts(rows, equal, alike, chance, equal.Minority == 0 ? null : await ExamplesAsync(table, records, cancel))
        {
            Quantity = await IsQuantityAsync(table, cancel),
        };
    }

    /// <summary>Whether the label is a number with many different values.</summary>
    public static async Task<bool> IsQuantityAsync(Table table, CancellationToken cancel) =>
        table.LabelKind == ColumnKind.Number
        && (table.Contract.Kind is Core.Contracts.ProjectKind.TabularRegression or Core.Contracts.ProjectKind.Forecasting
            || (table.Contract.Kind is not Core.Contracts.ProjectKind.TabularClassification && await ValueCounts.OfAsync(table, "labelled", "__label", cancel) > MostClasses));

    private static async Task<(long Rows, Conflicts Equal)> EqualAsync(Table table, IReadOnlyList<Column> columns, CancellationToken cancel)
    {
        var key = Sql.RowHash(columns.Select(c => c.Quoted));
        await foreach (var row in table.ReadAsync(SqlText.Fill("TwinRows", ("relation", "labelled"), ("key", key)), cancel))
        {
            var minority = row.Count(3) == 0 ? 0 : await table.NumberAsync(SqlText.Fill("MinorityRows", ("relation", "labelled"), ("key", key)), cancel);
            return (row.Count(0), new Conflicts(row.Count(1), row.Number(2) ?? 0, minority));
        }

        return (0, new Conflicts(0, 0, 0));
    }

    /// <summary>Pairs equal in all columns but the most diverse one, times the probability that two rows agree in that one.</summary>
    private static async Task<double> ChancePairsAsync(Table table, List<Column> columns, CancellationToken cancel)
    {
        var spreads = await table.SpreadsAsync(cancel);
        var diverse = columns.OrderByDescending(c => spreads[c].Values).ThenBy(c => c.Name, StringComparer.Ordinal).First();
        var rest = columns.Where(c => c != diverse).ToList();
        var (rows, alone) = await EqualAsync(table, [diverse], cancel);
        var all = rows * (rows - 1) / 2.0;
        var without = rest.Count == 0 ? all : (await EqualAsync(table, rest, cancel)).Equal.Pairs;
        return all == 0 ? 0 : without * alone.Pairs / all;
    }

    private static Task<Shown> ExamplesAsync(Table table, List<Column> columns, CancellationToken cancel) => table.ShowAsync(SqlText.Fill("ConflictingRows",
        ("key", Sql.RowHash(columns.Select(c => c.Quoted))), ("label", table.Contract.Data!.Label!.Name.Quoted), ("columns", Filling.Each("column", columns.Select(c => c.Quoted))), ("most", "3")), cancel);
}
