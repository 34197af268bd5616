using DuckDB.NET.Data;

namespace Airworthy.Data.Trials;

/// <summary>The rows that a training at a past cut-off gets, as files: what lay before it, and later rows without their labels.</summary>
/// <param name="Train">Rows of train, as the project's own files have them.</param>
/// <param name="Asked">Rows of dev, in which what the label is made from is empty.</param>
/// <param name="Keys">For each row of <paramref name="Asked"/> its position there, what names it, and its label.</param>
public sealed record PastTable(string Train, string Asked, string Keys)
{
    /// <summary>The files in a folder.</summary>
    /// <param name="isText">Whether the project's own files are text.</param>
    public static PastTable In(string folder, bool isText) => new(Path.Combine(folder, $"train.{(isText ? "csv" : "parquet")}"), Path.Combine(folder, $"asked.{(isText ? "csv" : "parquet")}"), Path.Combine(folder, "keys.parquet"));

    /// <summary>Everything that a table is to be opened for, so that it may be written.</summary>
    public IReadOnlyList<string> Files => [Train, Asked, Keys];

    /// <summary>Cuts the files from the splits that the table has now; those of an earlier cut are replaced.</summary>
    public async Task CutAsync(Table table, CancellationToken cancel)
    {
        var (label, id) = (table.Contract.Data!.Label!, table.Contract.Data.Id);
        foreach (var file in Files)
        {
            File.Delete(file);
        }

        string Form(string file) => file.EndsWith(".csv", StringComparison.Ordinal) ? "format csv, header" : "format parquet";
        var plain = string.Join(", ", table.Columns.Select(c => c.Quoted));
        var empty = string.Join(", ", table.Columns.Select(c => c.Name != id && (c.Name == label.Name || FeatureChoice.Mentions(label.From ?? "", c.Name)) ? $"cast(null as {c.Type}) as {c.Quoted}" : c.Quoted));
        await table.RunAsync($"""
            copy (select {plain} from parted where __train and __label is not null order by __row) to {Train.Literal} ({Form(Train)}, use_tmp_file false);
            copy (select {empty} from parted where __dev and __label is not null order by __row) to {Asked.Literal} ({Form(Asked)}, use_tmp_file false);
            copy (select row_number() over (order by __row) - 1 as __position, {table.RowId} as __id, __label from parted where __dev and __label is not null order by __row) to {Keys.Literal} (format parquet, use_tmp_file false);
            """, cancel);
    }

    /// <summary>Writes predictions as they are read beside the table: each with the name that the row has there, and its label.</summary>
    /// <param name="predictions">What a command wrote: <c>id</c>, and what it says. A label in it is not read.</param>
    /// <param name="isPosition">Whether an id is the position of a row in <see cref="Asked"/>.</param>
    /// <exception cref="TableException">They cannot be read.</exception>
    public async Task NameAsync(string predictions, bool isPosition, string target, CancellationToken cancel)
    {
        var relation = predictions.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) ? $"read_parquet({predictions.Literal})" : $"read_csv({predictions.Literal}, types = {{'id': 'VARCHAR'}})";
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            copy (select keys.__id as id, keys.__label as label, said.* exclude (id) from (select columns(c -> lower(c) <> 'label') from {relation}) as said
                join read_parquet({Keys.Literal}) as keys on cast(said.id as varchar) = cast(keys.{(isPosition ? "__position" : "__id")} as varchar)) to {target.Literal} (format parquet)
            """;
        try
        {
            await command.ExecuteNonQueryAsync(cancel);
        }
        catch (DuckDBException e)
        {
            throw new TableException($"The predictions cannot be read: {e.Message.Split('\n')[0]}", "Let commands.predict write the columns id, and score, score_<class> or value.");
        }
    }
}
