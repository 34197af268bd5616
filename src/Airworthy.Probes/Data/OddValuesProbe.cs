using System.Globalization;

using Airworthy.Core.Checklist.TestScore.Data;
using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Finds values that may stand for "not known" and caps, with <c>OddNumbers.sql</c>, <c>NeighbourNumbers.sql</c> and <c>OddTexts.sql</c>.</summary>
public sealed class OddValuesProbe : IProbe<OddValues>
{
    /// <summary>A column of fewer different numbers is a code, whose values need no smoothness.</summary>
    private const int FewestNumbers = 11;

    /// <summary>Bins of a column's span, to ask what comes just before its largest value.</summary>
    private const double Bins = 50;

    private static readonly string[] s_numbers = ["0", "-1", "-9", "-99", "-999", "9", "99", "999", "9999", "99999"];
    private static readonly string[] s_words = ["", "?", "-", "--", ".", "unknown", "not known", "na", "n/a", "#n/a", "nan", "null", "missing", "empty", "not available", "undefined", "tbd"];
    private static readonly string[] s_days = ["1900-01-01", "1970-01-01", "9999-12-31"];

    public async Task<Sighting<OddValues>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        var values = new List<OddValue>();
        var least = Math.Max(2, (long)Math.Ceiling(DataSchema.Missing.Seen * table.Rows)).ToString(CultureInfo.InvariantCulture);
        foreach (var column in table.Columns)
        {
            switch (column.Kind)
            {
                case ColumnKind.Number:
                    await foreach (var value in NumbersAsync(table, column, least, cancel))
                    {
                        values.Add(value);
                    }

                    break;
                case ColumnKind.Text:
                    values.AddRange(await TextsAsync(table, column, column.Quoted, s_words, least, cancel));
                    break;
                case ColumnKind.Time when column.Type != "TIME":
                    values.AddRange(await TextsAsync(table, column, $"cast({column.Quoted} as date)", s_days, least, cancel));
                    break;
                default:
                    break;
            }
        }

        return new OddValues(table.Rows, values, table.Splits.Contains("train") ? await EmptyAsync(table, cancel) : null);
    }

    /// <summary>Rows without a value per column and split, of columns in which any is missing: one pass over them all. A split whose label nobody knows yet is left out.</summary>
    private static async Task<List<EmptyCells>> EmptyAsync(Table table, CancellationToken cancel)
    {
        var empty = new List<EmptyCells>();
        var spreads = await table.SpreadsAsync(cancel);
        string There(Column c) => c.Type is "DOUBLE" or "FLOAT" ? $"case when not {Sql.IsNaN(c.Quoted)} then 1 end" : c.Quoted;
        var columns = table.Columns.Where(c => c.Type is "DOUBLE" or "FLOAT" || spreads[c].Rows < table.Rows).ToList();
        foreach (var chunk in columns.Chunk(60))
        {
            var counted = new Dictionary<string, (long Rows, List<long> There)>();
            await foreach (var row in table.ReadAsync(SqlText.Fill("EmptyCells", ("columns", Filling.Each("there", chunk.Select(There)))), cancel))
            {
                counted[row.GetString(0)] = (row.Count(1), [.. chunk.Select((_, i) => row.Count(i + 2))]);
            }

            if (!counted.TryGetValue("train", out var train))
            {
                return [];
            }

            foreach (var (split, held) in counted.Where(c => c.Key != "train").OrderBy(c => c.Key, StringComparer.Ordinal))
            {
                empty.AddRange(chunk.Select((c, i) => new EmptyCells(c.Name, split, train.Rows, train.Rows - train.There[i], held.Rows, held.Rows - held.There[i]))
                    .Where(e => (e.Empty > 0 || e.TrainEmpty > 0) && !(e.Empty == e.Rows && e.Column == table.Contract.Data?.Label?.Name)));
            }
        }

        return empty;
    }

    private static async IAsyncEnumerable<OddValue> NumbersAsync(
        Table table, Column column, string least, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        (double Low, double High)? ends = null;
        await foreach (var row in table.ReadAsync(SqlText.Fill("NumberEnds", ("relation", "data"), ("number", column.AsNumber), ("different", Sql.AboutDistinct(column.AsNumber))), cancel))
        {
            ends = row.Count(0) < FewestNumbers || row.Number(1) is not { } low || row.Number(2) is not { } high ? null : (low, high);
        }

        if (ends is not var (smallest, largest))
        {
            yield break;
        }

        var heavy = new List<(double Value, long Holding)>();
        await foreach (var row in table.ReadAsync(SqlText.Fill("OddNumbers", ("relation", "data"), ("column", column.Quoted), ("smallest", Sql.Of(smallest)),
            ("largest", Sql.Of(largest)), ("usual", string.Join(", ", s_numbers)), ("least", least)), cancel))
        {
            heavy.Add((row.Number(0) ?? double.NaN, row.Count(1)));
        }

        foreach (var (value, holding) in heavy.Where(h => double.IsFinite(h.Value)))
        {
            await foreach (var row in table.ReadAsync(SqlText.Fill("NeighbourNumbers", ("relation", "data"), ("column", column.Quoted), ("value", $"({Sql.Of(value)})"),
                ("bin", $"({Sql.Of((largest - smallest) / Bins)})")), cancel))
            {
                var text = value.ToString("G9", CultureInfo.InvariantCulture);
                yield return new OddValue(column.Name, text, holding, row.Count(0), row.Count(1), row.Count(2),
                    value == smallest ? "smallest" : value == largest ? "largest" : "inside", s_numbers.Contains(text));
            }
        }
    }

    private static async Task<List<OddValue>> TextsAsync(Table table, Column column, string text, string[] usual, string least, CancellationToken cancel)
    {
        var values = new List<OddValue>();
        await foreach (var row in table.ReadAsync(SqlText.Fill("OddTexts", ("relation", "data"), ("column", text), ("usual", string.Join(", ", usual.Select(w => w.Literal))), ("least", least)), cancel))
        {
            values.Add(new OddValue(column.Name, row.Text(0) is { Length: > 0 } value ? value : "blank", row.Count(1), Place: "text", Usual: true));
        }

        return values;
    }
}
