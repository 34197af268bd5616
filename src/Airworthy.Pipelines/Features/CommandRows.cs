using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics;
using Airworthy.Data;
using Airworthy.Pipelines.Learning;
using Airworthy.Pipelines.Training;

using DuckDB.NET.Data;

namespace Airworthy.Pipelines.Features;

/// <summary>A model that is asked through the contract's own command, with a file of rows in the form of the project's data.</summary>
/// <remarks>In the command <c>{data}</c> stands for the file of rows, <c>{predictions}</c> for the file it shall write, <c>{model}</c> for the model.</remarks>
public sealed class CommandRows : IRowScorer
{
    private static readonly string[] s_places = ["{data}", "{predictions}"];

    private readonly Table _table;
    private readonly LearningTask _task;
    private readonly string _root, _command, _data, _predictions;

    private CommandRows(Table table, LearningTask task, string root, string command, string data, string predictions) =>
        (_table, _task, _root, _command, _data, _predictions) = (table, task, root, command, data, predictions);

    public string How => "commands.predict";

    public IReadOnlyList<string> Columns => [.. LearningRows.Features(_table).Select(c => c.Name)];

    public bool IsFast => false;

    /// <summary>The file that the table has to be opened as writable for.</summary>
    /// <param name="folder">A throw-away folder.</param>
    public static string DataIn(string folder, ProjectContract contract) => Path.Combine(folder, "rows" + Ending(contract));

    /// <summary>Gets ready to ask.</summary>
    /// <param name="table">Opened as writable for <see cref="DataIn"/>.</param>
    /// <param name="model">The model's file or folder; null where the run kept none.</param>
    /// <exception cref="NotAskedException">The command says not where rows come in or answers go out, or needs a model that is not there.</exception>
    public static CommandRows Of(Table table, LearningTask task, string root, string folder, string? model)
    {
        var command = table.Contract.Commands?.Predict ?? throw new NotAskedException("commands.predict is missing.", "Name the command that asks the model, with {data}, {model} and {predictions}.");
        if (s_places.FirstOrDefault(p => !command.Contains(p, StringComparison.Ordinal)) is { } lacks)
        {
            throw new NotAskedException($"commands.predict does not have {lacks}, so it cannot be given other rows.", "Let it read the rows from {data} and write its answers to {predictions}.");
        }

        if (model is null && command.Contains("{model}", StringComparison.Ordinal))
        {
            throw new NotAskedException("commands.predict needs {model}, and the run kept no model.", "Keep the model with its run in the folder model.");
        }

        var (data, predictions) = (DataIn(folder, table.Contract), Path.Combine(folder, "predictions" + Ending(table.Contract)));
        return new CommandRows(table, task, root,
            command.Replace("{data}", data, StringComparison.Ordinal).Replace("{predictions}", predictions, StringComparison.Ordinal).Replace("{model}", model, StringComparison.Ordinal), data, predictions);
    }

    public Task<FloatMatrix> AnswerAsync(LearningRows rows, IReadOnlyList<string> shuffled, int seed, CancellationToken cancel) =>
        AskAsync(rows, c => $"{(shuffled.Contains(c.Name) ? "dealt" : "own")}.{c.Quoted}", seed, cancel);

    public Task<FloatMatrix> AnswerSameAsync(LearningRows rows, string column, int donor, CancellationToken cancel) =>
        AskAsync(rows, c => c.Name == column ? $"(select {c.Quoted} from parted where {rows.Which} and {_table.RowId} = {rows.Ids[donor].Literal} limit 1) as {c.Quoted}" : $"own.{c.Quoted}", 0, cancel);

    /// <param name="value">SQL for a column, over <c>own</c> and, dealt out anew, <c>dealt</c>.</param>
    private async Task<FloatMatrix> AskAsync(LearningRows rows, Func<Column, string> value, int seed, CancellationToken cancel)
    {
        File.Delete(_data);
        File.Delete(_predictions);
        await WriteAsync(rows, value, seed, cancel);
        var end = await ShellLine.RunAsync(_root, _command, 1, cancel);
        if (end.ExitCode != 0 || !File.Exists(_predictions))
        {
            throw new NotAskedException(end.ExitCode != 0 ? $"commands.predict ended with {end.ExitCode}: {(end.LastLine.Length == 0 ? "it wrote nothing" : end.LastLine)}" : "commands.predict ended well, and did not write {predictions}.",
                $"Run it by hand and mend what it says: {_table.Contract.Commands!.Predict}");
        }

        // Where the position names a row, it is the position in the file that was handed over.
        IReadOnlyList<string> ids = _table[_table.Contract.Data?.Id] is null ? [.. Enumerable.Range(0, rows.Ids.Count).Select(i => i.ToString(CultureInfo.InvariantCulture))] : rows.Ids;
        var said = await PredictionFile.ReadAsync(_predictions, _task.AnswerColumns, ids, cancel);
        if (ids.FirstOrDefault(i => !said.TryGetValue(i, out var answer) || !answer.All(double.IsFinite)) is { } missing)
        {
            throw new NotAskedException(said.Count == 0 ? $"What commands.predict wrote has not the columns id and {string.Join(", ", _task.AnswerColumns.Take(4))}, or none of the ids it was given." : $"commands.predict wrote no finite {_task.AnswerColumns[0]} for the row {missing}.",
                "Let it write one line for each row it is given, with the row's id.");
        }

        return new FloatMatrix(ids.Count, _task.AnswerColumns.Count, [.. ids.SelectMany(i => said[i]).Select(v => (float)v)]);
    }

    /// <summary>Writes the rows in their order, some columns with the values of other rows.</summary>
    private async Task WriteAsync(LearningRows rows, Func<Column, string> value, int seed, CancellationToken cancel)
    {
        var dealt = Sql.RowHash(["__row", seed.ToString(CultureInfo.InvariantCulture)]);
        var columns = string.Join(", ", _table.Columns.Select(value));
        var how = _data.EndsWith(".parquet", StringComparison.Ordinal) ? "format parquet" : "format csv, header";
        try
        {
            await _table.RunAsync($"""
                copy (select {columns} from (select *, row_number() over (order by __row) as __n from parted where {rows.Which}) as own
                    join (select *, row_number() over (order by {dealt}, __row) as __n from parted where {rows.Which}) as dealt on dealt.__n = own.__n order by own.__n)
                to {_data.Literal} ({how}, use_tmp_file false)
                """, cancel);
        }
        catch (DuckDBException e)
        {
            throw new NotAskedException($"The rows cannot be written for commands.predict: {e.Message.Split('\n')[0]}", "Look whether the disk is full.");
        }
    }

    /// <summary>Rows are handed over in the form in which the project keeps them.</summary>
    private static string Ending(ProjectContract contract) =>
        (contract.Data?.Files ?? []).Concat(contract.Data?.Split?.Files?.Values ?? []).FirstOrDefault()?.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) == true ? ".parquet" : ".csv";

    public void Dispose()
    {
    }
}
