using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Lays each feature beside each forbidden column of the raw table: is it the same under another name?</summary>
public sealed class ForbiddenCopiesProbe : IProbe<ForbiddenCopies>
{
    /// <summary>Rows that a pair needs.</summary>
    private const long Least = 30;

    /// <summary>Pairs that are compared at most.</summary>
    private const int Most = 400;

    public async Task<Sighting<ForbiddenCopies>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.Features?.Forbidden is not { } patterns)
        {
            return new Sighting<ForbiddenCopies>.NotSeen("features.forbidden is not written.", "Write which columns no model may read; an empty list is an answer.");
        }

        var table = await around.TableAsync(cancel);
        var forbidden = table.Columns.Where(c => patterns.Any(p => ColumnPattern.IsMatch(p, c.Name))).ToList();
        var features = table.Features.Except(forbidden).ToList();
        if (features.Count == 0)
        {
            return new Sighting<ForbiddenCopies>.NotSeen("No column of the table is a feature that may be used.", "Correct features.columns in airworthy.yaml.");
        }

        var spreads = await table.SpreadsAsync(cancel);
        var pairs = new List<LikenessOfColumns>();
        var all = forbidden.SelectMany(a => features.Select(b => (a, b))).ToList();
        var skipped = (long)Math.Max(0, all.Count - Most);
        foreach (var (a, b) in all.Take(Most))
        {
            var strongest = (LikenessOfColumns?)null;
            foreach (var (by, strength, rows) in (List<(string, double, long)>)
                [.. await CorrelationAsync(table, a, b, cancel), .. await MappingAsync(table, a, b, spreads, cancel), .. await EqualityAsync(table, a, b, cancel)])
            {
                strongest = strongest is not null && strongest.Strength >= strength ? strongest : new LikenessOfColumns(a.Name, b.Name, by, strength, rows);
            }

            skipped += strongest is null ? 1 : 0;
            pairs.AddRange(strongest is null ? [] : [strongest]);
        }

        return new ForbiddenCopies([.. forbidden.Select(c => c.Name)], [.. features.Select(c => c.Name)],
            [.. pairs.OrderByDescending(p => p.Strength).ThenBy(p => p.Forbidden, StringComparer.Ordinal).ThenBy(p => p.Feature, StringComparer.Ordinal)], skipped);
    }

    private static async Task<IEnumerable<(string, double, long)>> CorrelationAsync(Table table, Column a, Column b, CancellationToken cancel)
    {
        if (!a.IsOrdered || !b.IsOrdered)
        {
            return [];
        }

        await foreach (var row in table.ReadAsync(SqlText.Fill("PairSums", ("a", $"({a.AsNumber})"), ("b", $"({b.AsNumber})")), cancel))
        {
            var (rows, aa, bb, ab) = (row.Count(0), row.Number(1) ?? 0, row.Number(2) ?? 0, row.Number(3) ?? 0);
            return rows < Least || aa <= 0 || bb <= 0 ? [] : [("correlation", Math.Min(1, Math.Abs(ab) / Math.Sqrt(aa * bb)), rows)];
        }

        return [];
    }

    /// <summary>Only where values come again in both columns; a number that is different in every row maps to anything.</summary>
    private static async Task<IEnumerable<(string, double, long)>> MappingAsync(Table table, Column a, Column b, IReadOnlyDictionary<Column, Spread> spreads, CancellationToken cancel)
    {
        if (spreads[a].UniqueShare > 0.8 || spreads[b].UniqueShare > 0.8)
        {
            return [];
        }

        await foreach (var row in table.ReadAsync(SqlText.Fill("Contingency", ("a", a.Quoted), ("b", b.Quoted)), cancel))
        {
            var (rows, ofA, ofB) = (row.Count(0), row.Count(1), row.Count(2));
            return rows < Least || ofA < 2 || ofB < 2 ? [] : [("mapping", CramersV.Corrected((row.Number(3) ?? 1) - 1, ofA, ofB, rows), rows)];
        }

        return [];
    }

    private static async Task<IEnumerable<(string, double, long)>> EqualityAsync(Table table, Column a, Column b, CancellationToken cancel)
    {
        await foreach (var row in table.ReadAsync(SqlText.Fill("EqualTexts", ("a", a.Quoted), ("b", b.Quoted)), cancel))
        {
            return row.Count(0) < Least || row.Count(2) < 3 ? [] : [("equality", (double)row.Count(1) / row.Count(0), row.Count(0))];
        }

        return [];
    }
}
