namespace Airworthy.Serving.PredictionLog;

/// <summary>Logged rows by column, as Parquet keeps them.</summary>
/// <remarks>
/// Besides the fixed columns there is one for each feature, output and stage that occurs: <c>feature_distance</c>, <c>output_score</c>, <c>us_infer</c>. It
/// holds numbers where all that occur are numbers, else texts; files of other versions of a model may have other columns, and
/// <c>read_parquet(…, union_by_name = true)</c> reads them together.
/// </remarks>
internal sealed partial class PredictionTable(IReadOnlyList<TableColumn> columns)
{
    public const string SubjectColumn = "subject";

    public IReadOnlyList<TableColumn> Columns { get; } = columns;

    public int Rows => Columns.Count == 0 ? 0 : Columns[0].Rows;

    public static PredictionTable Of(IEnumerable<PredictionEntry> entries)
    {
        var filling = new TableFilling();
        foreach (var entry in entries)
        {
            filling.Add(entry);
        }

        return filling.Table();
    }

    /// <summary>The rows for which <paramref name="stays"/> holds.</summary>
    public PredictionTable Where(IReadOnlyList<bool> stays) => new([.. Columns.Select(c => c.Where(stays))]);
}
