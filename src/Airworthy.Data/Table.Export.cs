using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>Forms in which the rows of a split are given out.</summary>
public enum ExportForm { Csv, Parquet }

/// <summary>Rows of one split in a file, for a team's own code.</summary>
public sealed partial class Table
{
    /// <summary>
    /// Writes the raw columns of a split in the order of the files, and behind them the label where the contract makes it by an expression. The engine
    /// streams the rows; none comes into this process's memory as an object.
    /// </summary>
    /// <param name="file">The file that the table was opened as writable for; it does not exist yet.</param>
    /// <exception cref="TableException">The file cannot be written.</exception>
    public async Task ExportAsync(string split, string file, ExportForm form, CancellationToken cancel)
    {
        var label = Contract.Data?.Label is { From: not null } made && this[made.Name] is null ? $", __label as {made.Name.Quoted}" : "";
        var how = form == ExportForm.Parquet ? "format parquet, compression zstd" : "format csv, header";
        try
        {
            await RunAsync($"copy (select {string.Join(", ", Columns.Select(c => c.Quoted))}{label} from {split}) to {file.Literal} ({how}, use_tmp_file false)", cancel);
        }
        catch (DuckDBException e)
        {
            throw new TableException($"{file} cannot be written: {Plain(e.Message)}", "Look at the folder's permissions and whether the disk is full.");
        }
    }
}
