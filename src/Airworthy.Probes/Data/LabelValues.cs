using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>How the label is spread, and whether it is read as classes or as a number.</summary>
/// <param name="Rows">Rows with a label; NaN and infinities are none.</param>
/// <param name="Values">Different values, counted up to <see cref="MostClasses"/> + 1 when read as classes.</param>
/// <param name="Classes">For classes, each with its rows, most frequent first.</param>
/// <param name="Mean">Of a number; 0 for classes.</param>
internal sealed record LabelValues(LabelScale Scale, long Rows, long Values, IReadOnlyList<(string Class, long Rows)> Classes, double Mean)
{
    /// <summary>Numbers with more values than this are numbers unless the contract says they are classes; further classes are not tried one by one.</summary>
    public const int MostClasses = PairedRows.MostClasses;

    /// <summary>The label where it is one: a number that is finite, or any value that is there.</summary>
    public static string Usable(Table table) => table.LabelKind == ColumnKind.Number ? Sql.IsFinite("cast(__label as double)") : "__label is not null";

    public static async Task<LabelValues> ReadAsync(Table table, CancellationToken cancel)
    {
        var classes = new List<(string, long)>();
        await foreach (var row in table.ReadAsync(SqlText.Fill("ValueRows", ("relation", "parted"), ("value", "__label"), ("where", Usable(table)), ("most", $"{MostClasses + 1}")), cancel))
        {
            classes.Add((row.Text(0) ?? "", row.Count(1)));
        }

        var isNumber = table.LabelKind == ColumnKind.Number && table.Contract.Kind switch
        {
            ProjectKind.TabularClassification or ProjectKind.ImageClassification or ProjectKind.TextClassification => false,
            ProjectKind.TabularRegression or ProjectKind.Forecasting => true,
            _ => classes.Count > MostClasses,
        };
        var number = isNumber ? "cast(__label as double)" : "0";
        await foreach (var row in table.ReadAsync(SqlText.Fill("ColumnMeans", ("relation", "parted"), ("where", Usable(table)), ("numbers", Filling.Each("number", [number]))), cancel))
        {
            return new LabelValues(isNumber ? LabelScale.Number : LabelScale.Classes, row.Count(0), classes.Count, [.. classes.Take(MostClasses)], row.Number(1) ?? 0);
        }

        return new LabelValues(LabelScale.Classes, 0, 0, [], 0);
    }
}
