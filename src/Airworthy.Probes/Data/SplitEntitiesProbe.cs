using System.Text.RegularExpressions;

using Airworthy.Core.Checklist.Data;
using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Counts groups that are on both sides of a split, with <c>SharedValues.sql</c> and <c>SharedKeys.sql</c>, and columns that repeat like a key.</summary>
public sealed partial class SplitEntitiesProbe : IProbe<SplitEntities>
{
    /// <summary>A key has more rows per value than this …</summary>
    private const double FewestRows = 2;

    /// <summary>… and fewer than this share of the table.</summary>
    private const double LargestShare = 0.01;

    /// <summary>Columns that are looked at as possible keys.</summary>
    private const int MostKeys = 5;

    public async Task<Sighting<SplitEntities>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        if (!table.Splits.Contains("train") || table.Splits.Count < 2)
        {
            return new Sighting<SplitEntities>.NotSeen(table.WhyNoSplits ?? "Train and a held-out split are not both declared.", "Set data.split in airworthy.yaml.");
        }

        if (table.Rows == 0)
        {
            return new Sighting<SplitEntities>.NotSeen("The table has no rows, so nothing was compared.", "Check data.files and the windows or column in data.split.");
        }

        var suggested = await SuggestedAsync(table, cancel);
        if (table.Contract.Data?.Entity is null or LeakageSafeSplit.Entity.None)
        {
            return new SplitEntities([], 0, suggested);
        }

        var name = table.Contract.Data.Entity;
        if (table[name] is not { } entity)
        {
            return new Sighting<SplitEntities>.NotSeen($"The table has no column {name}, which data.entity names.", "Correct data.entity: the name of a column, or none.");
        }

        await foreach (var row in table.ReadAsync(SqlText.Fill("SharedValues", ("key", entity.Quoted)), cancel))
        {
            var splits = new List<SharedGroups>();
            foreach (var (split, at) in new[] { ("dev", 0), ("test", 3) }.Where(s => table.Splits.Contains(s.Item1)))
            {
                splits.Add(new SharedGroups(split, row.Count(at), row.Count(at + 1), row.Count(at + 2), row.Count(at + 1) == 0 ? [] : await ExamplesAsync(table, entity, split, cancel)));
            }

            return new SplitEntities(splits, row.Count(8), suggested);
        }

        throw new InvalidOperationException("SharedValues.sql returned no row.");
    }

    private static async Task<IReadOnlyList<string>> ExamplesAsync(Table table, Column entity, string split, CancellationToken cancel)
    {
        var shown = await table.ShowAsync(SqlText.Fill("SharedKeys", ("key", $"cast({entity.Quoted} as varchar)"), ("held", $"__{split}"), ("most", "3")), cancel, most: 3);
        return [.. shown.Rows.Select(r => r[0])];
    }

    /// <summary>
    /// Texts, and whole numbers that are named like a key (a distance repeats too, but names nobody), not the label's and not time, with more
    /// than 2 rows per value and fewer than 1 % of the table.
    /// </summary>
    private static async Task<IReadOnlyList<SuggestedKey>> SuggestedAsync(Table table, CancellationToken cancel)
    {
        var data = table.Contract.Data;
        var from = data?.Label?.From ?? "";
        var candidates = table.Columns
            .Where(c => (c.Kind == ColumnKind.Text || (c.IsWhole && KeyName().IsMatch(c.Name))) && c.Name != data?.Label?.Name && c.Name != data?.Time && c.Name != data?.Split?.Column && c.Name != data?.Entity
                && !FeatureChoice.Mentions(from, c.Name))
            .ToList();
        var spreads = await table.SpreadsAsync(cancel);
        var likely = candidates.Select(c => (Column: c, spreads[c].RowsPerValue))
            .Where(c => c.RowsPerValue > FewestRows && c.RowsPerValue < LargestShare * table.Rows)
            .OrderBy(c => c.Column.Kind != ColumnKind.Text).ThenBy(c => c.RowsPerValue).ThenBy(c => c.Column.Name, StringComparer.Ordinal).Take(MostKeys);
        var suggested = new List<SuggestedKey>();
        foreach (var (column, rowsPerValue) in likely)
        {
            await foreach (var row in table.ReadAsync(SqlText.Fill("SharedValues", ("key", column.Quoted)), cancel))
            {
                suggested.Add(new SuggestedKey(column.Name, row.Count(6), row.Count(7), rowsPerValue));
            }
        }

        return [.. suggested.Where(s => s.Shared > 0)];
    }

    [GeneratedRegex("(^|[^a-z])(id|uid|uuid|key|code|no|nr|num|number|user|customer|client|patient|person|member|account|household|store|shop|device|machine|sensor|station)($|[^a-z])|(?-i:[a-z](Id|ID)$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex KeyName();
}
