using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.TestScore.Data;
using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>
/// Looks at how the columns that matter write their values: numbers in one pass over all of them, texts with <c>TextForms.sql</c> and
/// <c>WordForms.sql</c>, and what one column says of another with <see cref="SameFeatures"/>.
/// </summary>
public sealed class ColumnFormsProbe : IProbe<ColumnForms>
{
    /// <summary>Different values of a text column that are read at most.</summary>
    private const int MostTexts = 20_000;

    /// <summary>A column of more different words is no category: a name may differ from another in one letter's case.</summary>
    private const int MostWords = 1_000;

    /// <summary>Smallest number with all its digits, 2⁻¹⁰²².</summary>
    private const double SmallestNormal = 2.2250738585072014e-308;

    public async Task<Sighting<ColumnForms>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        var data = table.Contract.Data;
        var features = table.Features;
        var columns = features.Concat(new[] { data?.Label?.Name, data?.Time, data?.Entity, data?.Id }.Select(n => table[n]).OfType<Column>()).DistinctBy(c => c.Name).ToList();
        var spreads = await table.SpreadsAsync(cancel);
        var texts = new List<MixedForms>();
        var drawn = new List<string>();
        foreach (var column in columns.Where(c => c.Kind == ColumnKind.Text && spreads[c].Rows > 0))
        {
            texts.AddRange(await TextAsync(table, column, cancel));
            if (spreads[column].Values > MostTexts)
            {
                drawn.Add(column.Name);
            }
            else if (spreads[column].Values <= MostWords && await WordsAsync(table, column, cancel) is { } words)
            {
                texts.Add(words);
            }
        }

        var even = new List<EvenColumn>();
        foreach (var column in features.Where(c => c.Kind != ColumnKind.Other && table.Rows > 1 && spreads[c].Values <= 2 + ((1 - DataSchema.Forms.Even) * table.Rows)))
        {
            await foreach (var row in table.ReadAsync(SqlText.Fill("ValueRows", ("relation", "data"), ("value", column.Quoted), ("where", "true"), ("most", "1")), cancel))
            {
                if (row.Count(1) >= DataSchema.Forms.Even * table.Rows)
                {
                    even.Add(new EvenColumn(column.Name, row.Text(0), row.Count(1)));
                }
            }
        }

        var apart = features.Where(f => even.TrueForAll(e => e.Column != f.Name)).ToList();
        return new ColumnForms(table.Rows, await NumbersAsync(around, table, [.. columns.Where(c => c.Kind == ColumnKind.Number)], cancel), texts, even,
            table.Rows < 2 ? [] : await SameFeatures.FindAsync(table, apart, cancel), await ExamplesAsync(table, texts, cancel))
        {
            Columns = columns.Count,
            Files = await FileForms.FindAsync(table, cancel),
            Drawn = drawn,
        };
    }

    private static async Task<List<UnstableNumbers>> NumbersAsync(Surroundings around, Table table, List<Column> columns, CancellationToken cancel)
    {
        var unstable = new List<UnstableNumbers>();
        var schema = (await SchemaOnFile.ReadAsync(around, cancel)).Schema;
        foreach (var chunk in columns.Chunk(60))
        {
            var conditions = chunk.SelectMany(c =>
            {
                var (x, isDouble) = (c.Quoted, c.Type is "DOUBLE" or "FLOAT");
                return isDouble
                    ? new[] { Sql.IsNaN(x), Sql.IsInfinite(x), $"{x} <> 0 and abs({x}) < {Sql.Of(SmallestNormal)}", $"abs({x}) > {Sql.Of(DataSchema.Forms.Huge)} and not {Sql.IsNaN(x)} and not {Sql.IsInfinite(x)}" }
                    : ["false", "false", "false", c.IsWhole || c.Type.StartsWith("DECIMAL", StringComparison.Ordinal) ? $"cast({x} as double) > {Sql.Of(DataSchema.Forms.Huge)} or cast({x} as double) < {Sql.Of(-DataSchema.Forms.Huge)}" : "false"];
            });
            var counted = (await ConditionRows.CountAsync(table, "data", [.. conditions], cancel)).Holding;
            for (var i = 0; i < chunk.Length; i++)
            {
                var promise = schema?.Columns.GetValueOrDefault(chunk[i].Name);
                var numbers = new UnstableNumbers(chunk[i].Name, counted[4 * i], counted[(4 * i) + 1], counted[(4 * i) + 2], counted[(4 * i) + 3], promise?.MissingLimit > 0,
                    promise?.Bounds is var (low, high) && Math.Max(Math.Abs(low), Math.Abs(high)) > DataSchema.Forms.Huge);
                if (numbers.Nan + numbers.Infinite + numbers.Denormal + numbers.Huge > 0)
                {
                    unstable.Add(numbers);
                }
            }
        }

        return unstable;
    }

    private static string Text(Column column) => $"cast({column.Quoted} as varchar)";

    /// <summary>Dates or numbers in a text column: when nearly all its values are some, the forms they are in.</summary>
    private static async Task<IEnumerable<MixedForms>> TextAsync(Table table, Column column, CancellationToken cancel)
    {
        var forms = new List<(ValueForm Form, long Rows, long Shortest, long Longest)>();
        var values = 0L;
        await foreach (var row in table.ReadAsync(SqlText.Fill("TextForms", ("relation", "data"), ("column", Text(column)), ("form", ValueForms.Sql("v")),
            ("most", MostTexts.ToString(CultureInfo.InvariantCulture)), ("order", $"{Sql.RowHash(["v"])}, v")), cancel))
        {
            values += row.Count(1);
            if (row.Number(0) is { } form and >= 0)
            {
                forms.Add((ValueForms.All[(int)form], row.Count(1), row.Count(3), row.Count(4)));
            }
        }

        return from kind in new[] { FormKind.Dates, FormKind.Numbers }
               let of = ValueForms.Settle(forms).Where(f => f.Form.Kind == kind).OrderByDescending(f => f.Rows).ToList()
               let rows = of.Sum(f => f.Rows)
               where rows >= DataSchema.Forms.Mostly * values
               // Digits of one length are a code, and dates in one form are what a text file can do.
               where of.Count > 1 || (kind == FormKind.Numbers && of[0].Shortest != of[0].Longest)
               select new MixedForms(column.Name, kind, values, rows, rows - of.Max(f => f.Rows), [.. of.Select(f => $"{f.Form.Name} in {f.Rows.ToString("N0", CultureInfo.InvariantCulture)}")]);
    }

    /// <summary>Words of a category that are written in more than one way; null when none is.</summary>
    private static async Task<MixedForms?> WordsAsync(Table table, Column column, CancellationToken cancel)
    {
        var (minority, examples) = (0L, new List<string>());
        await foreach (var row in table.ReadAsync(SqlText.Fill("WordForms", ("relation", "data"), ("column", Text(column)), ("plain", "replace(replace(lower(trim(v)), '  ', ' '), '  ', ' ')")), cancel))
        {
            minority += row.Count(1) - row.Count(2);
            if (examples.Count < 3)
            {
                examples.Add($"\"{row.Text(3)}\" and \"{row.Text(4)}\"");
            }
        }

        return minority == 0 ? null : new MixedForms(column.Name, FormKind.Words, (await table.SpreadsAsync(cancel))[column].Rows, 0, minority, examples);
    }

    /// <summary>Values of the column that is mixed most, one in each form.</summary>
    private static async Task<Shown?> ExamplesAsync(Table table, List<MixedForms> texts, CancellationToken cancel)
    {
        if (texts.Where(t => t.Kind != FormKind.Words && t.Minority > 0).MaxBy(t => t.Share) is not { } worst || table[worst.Column] is not { } column)
        {
            return null;
        }

        return await table.ShowAsync(SqlText.Fill("FormExamples", ("column", column.Quoted), ("text", Text(column)), ("form", ValueForms.Sql(Text(column)))), cancel);
    }
}
