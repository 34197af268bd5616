using Airworthy.Core.Observations;

namespace Airworthy.Probes.FirstLook;

/// <summary>What the profile of the columns alone shows.</summary>
internal static class ProfileNotes
{
    public static void Add(LookNotes notes, ColumnProfiles profiles, ColumnRoles roles)
    {
        if (profiles.Rows < 2)
        {
            notes.Notice(Weight.Ask, "rows", profiles.Rows == 0 ? "There are columns and no rows." : "There is one row; nothing can be compared.");
            return;
        }

        if (profiles.Columns is [{ Top: [var first, ..] }] && (first.Value.Contains(',', StringComparison.Ordinal) || first.Value.Contains(';', StringComparison.Ordinal)))
        {
            notes.Notice(Weight.Ask, "columns", $"there is one column, and its values hold {(first.Value.Contains(',', StringComparison.Ordinal) ? "commas" : "semicolons")}: does the table begin at the first line?");
        }

        if (profiles.Columns.Where(c => c.Distinct == 0).Select(c => c.Name).ToList() is { Count: > 0 } empty)
        {
            notes.Notice(Weight.Note, "columns without values", $"{LookNotes.Listed(empty)} {(empty.Count == 1 ? "is" : "are")} empty in every row.");
        }

        if (profiles.Columns.Where(c => c.Missing >= 0.05 * profiles.Rows && c.Distinct > 0).OrderByDescending(c => c.Missing).ToList() is { Count: > 0 } missing)
        {
            notes.Notice(Weight.Note, "missing values", $"Missing: {LookNotes.Listed([.. missing.Select(c => $"{c.Name} {LookNotes.Percent(c.Missing, profiles.Rows)}")])}.");
        }

        if (roles.Label is { } label && profiles.Columns.FirstOrDefault(c => c.Name == label.Column) is { Missing: > 0 } y)
        {
            notes.Notice(Weight.Note, "missing values", $"{y.Missing:N0} of {profiles.Rows:N0} rows ({LookNotes.Percent(y.Missing, profiles.Rows)}) have no {label.Column}.");
        }
    }
}
