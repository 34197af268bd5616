using System.Globalization;

using Airworthy.Data;
using Airworthy.Data.Media;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.FirstLook;

/// <summary>What is noticed of rows that repeat within a file, and of what differs between two files.</summary>
internal sealed class FileNotes(Table table, LookNotes notes)
{
    /// <summary>Rows of one file that repeat each other.</summary>
    public async Task WithinAsync(string relation, string file, CancellationToken cancel)
    {
        var names = MediaColumns.NamesOf(table.Contract);
        var kept = table.Columns.Where(c => !names.Contains(c.Name)).ToList();
        await foreach (var row in table.ReadAsync(SqlText.Fill("RepeatedRows", ("relation", relation), ("key", Sql.RowHash(kept))), cancel))
        {
            var (rows, repeated) = (row.Count(0), row.Count(1));
            if (repeated > 0)
            {
                notes.Notice(repeated >= 0.05 * rows ? Weight.Ask : Weight.Note, "copies within a file",
                    $"{repeated:N0} of {rows:N0} rows of {file} ({LookNotes.Percent(repeated, rows)}) repeat an earlier row in every column.",
                    await table.ShowAsync(SqlText.Fill("RepeatedExamples", ("relation", relation), ("columns", Filling.Each("column", kept.Select(c => c.Quoted)))), cancel, most: 3));
            }
        }

        notes.LookedAt("copies within a file");
    }

    /// <summary>What differs between the files: columns, and the spread of values.</summary>
    public async Task BetweenAsync(ColumnRoles roles, IReadOnlyList<string> onlyInTrain, string train, string test, CancellationToken cancel)
    {
        var unlabelled = onlyInTrain.Contains(roles.Label?.Column ?? "");
        if (onlyInTrain.Where(c => c != roles.Label?.Column).ToList() is { Count: > 0 } lacking)
        {
            notes.Notice(Weight.Ask, "columns of the files", $"{LookNotes.Listed(lacking)} {(lacking.Count == 1 ? "has" : "have")} values in {train} and none in {test}.");
        }

        if (unlabelled)
        {
            notes.NotLookedAt($"copies with their label across the files: {test} has no {roles.Label!.Column}");
            await CopiesWithoutAsync(onlyInTrain, test, cancel);
        }

        var columns = table.Columns.Where(c => c.Name != roles.Id?.Column && c.Name != roles.Time?.Column && !onlyInTrain.Contains(c.Name) && !MediaColumns.Naming(table.Contract).Contains(c.Name)).ToList();
        var shifted = await FileShift.OfAsync(table, columns, cancel);
        foreach (var large in shifted.Where(s => s.IsLarge).Take(5))
        {
            notes.Notice(Weight.Ask, "shift between the files", $"{large.Column} is not spread in {test} as in {train}: {Told(large)}.");
        }

        if (shifted.Where(s => !s.IsLarge).ToList() is { Count: > 0 } small)
        {
            notes.Notice(Weight.Note, "shift between the files", $"A smaller difference in {LookNotes.Listed([.. small.Select(s => $"{s.Column} ({Told(s)})")])}.");
        }

        if (shifted.Count(s => s.IsLarge) is > 5 and var many)
        {
            notes.Notice(Weight.Ask, "shift between the files", $"{many - 5} more columns differ as much: {LookNotes.Listed([.. shifted.Where(s => s.IsLarge).Skip(5).Select(s => s.Column)])}.");
        }

        notes.LookedAt("shift between the files");
    }

    private static string Told(ShiftedColumn column) => column.IsNumber
        ? string.Create(CultureInfo.InvariantCulture, $"largest gap of the cumulative shares {column.Shift.Distance:0.00}, PSI {Math.Max(0, column.Shift.Psi):0.00}")
        : string.Create(CultureInfo.InvariantCulture, $"one value moved by {100 * column.Shift.Distance:0} points, PSI {Math.Max(0, column.Shift.Psi):0.00}");

    /// <summary>Copies across files of which one lacks the label.</summary>
    private async Task CopiesWithoutAsync(IReadOnlyList<string> without, string test, CancellationToken cancel)
    {
        var columns = table.Columns.Where(c => !without.Contains(c.Name) && !MediaColumns.NamesOf(table.Contract).Contains(c.Name)).ToList();
        var key = Sql.RowHash(columns);
        var (rows, copied) = (0L, 0L);
        await foreach (var row in table.ReadAsync(SqlText.Fill("SplitCopies", ("row", key)), cancel))
        {
            (rows, copied) = (row.Count(4), row.Count(5));
        }

        if (copied > 0)
        {
            notes.Notice(copied >= 0.001 * rows ? Weight.Wrong : Weight.Ask, "copies across the files",
                $"{copied:N0} of {rows:N0} rows of {test} ({LookNotes.Percent(copied, rows)}) are copies of train rows in every column that both files have.",
                await SplitCopiesProbe.ShowAsync(table, columns, key, "test", most: 3, cancel));
        }
    }
}
