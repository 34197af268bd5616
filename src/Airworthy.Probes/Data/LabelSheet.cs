using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Rows whose labels are doubted, as a sheet that a person can go through.</summary>
public static class LabelSheet
{
    private const int MostColumns = 40;

    /// <summary>One line per doubt, in their order: the row's id, both labels with their probabilities, then the row itself.</summary>
    public static async Task<Shown> ShowAsync(Table table, IReadOnlyList<LabelDoubt> doubts, CancellationToken cancel)
    {
        var columns = table.Columns.Where(c => c.Name != table.Contract.Data?.Id).Take(MostColumns).ToList();
        var rows = new Dictionary<long, IReadOnlyList<string>>();
        if (doubts.Count > 0)
        {
            await foreach (var row in table.ReadAsync(RowsAt("parted", doubts.Select(d => d.Position), ["__row", table.RowId ?? "cast(__row as varchar)", .. columns.Select(c => c.Quoted)]), cancel))
            {
                rows[row.Count(0)] = [.. Enumerable.Range(1, columns.Count + 1).Select(i => row.Text(i) ?? "")];
            }
        }

        return new Shown(["id", "given", "likely", "p_given", "p_likely", "flagged", .. columns.Select(c => c.Name)],
            [.. doubts.Select(d => (IReadOnlyList<string>)[rows[d.Position][0], d.Given, d.Likely, Share(d.OfGiven), Share(d.OfLikely), d.IsFlagged ? "yes" : "no", .. rows[d.Position].Skip(1)])]);
    }

    /// <summary>The question for rows at some positions of a relation, in its order, with <c>RowsAt.sql</c>.</summary>
    internal static string RowsAt(string relation, IEnumerable<long> positions, IEnumerable<string> columns) => SqlText.Fill("RowsAt",
        ("relation", relation), ("positions", string.Join(", ", positions.Select(p => p.ToString(CultureInfo.InvariantCulture)))), ("columns", Filling.Each("column", columns)));

    private static string Share(double p) => p.ToString("0.0000", CultureInfo.InvariantCulture);
}
