using System.Globalization;

using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.FirstLook;

/// <summary>What a model has to beat: the most frequent label or the mean, and the best single column.</summary>
internal static class Baselines
{
    public static async Task<IReadOnlyList<string>> OfAsync(Table table, Inspection inspection, ColumnRoles roles, ColumnProfiles profiles, CancellationToken cancel)
    {
        if (roles.Label is not { } label || profiles.Columns.FirstOrDefault(c => c.Name == label.Column) is not { Distinct: > 1 } profile)
        {
            return [];
        }

        var lone = await inspection.SeeAsync<LoneFeatures>(cancel);
        var best = lone?.Features.FirstOrDefault(f => !f.OfNull && f.Strength < Core.Checklist.Data.LeakageSafeSplit.Proxy.Ask);
        var isNumber = lone?.Scale == LabelScale.Number;
        var lines = new List<string>();
        if (isNumber)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Always answering the mean of {label.Column}, {profile.Mean:G5}, is off by {profile.Sd:G5} (standard deviation)."));
        }
        else if (profile.Top is [var most, ..])
        {
            lines.Add($"Always answering {most.Value} is right in {LookNotes.Percent(most.Rows, profiles.Rows - profile.Missing)} of rows.");
        }

        if (best is not null && table[best.Column] is { } column)
        {
            var strength = string.Create(CultureInfo.InvariantCulture, $"{best.Strength:0.000}");
            var right = isNumber ? null : await RightAsync(table, column, cancel);
            lines.Add(isNumber
                ? $"The best single column below suspicion, {best.Column}, explains R² {strength} of it."
                : $"The best single column below suspicion, {best.Column}, reaches AUC {strength}{(right is null ? "" : $"; answering by its bins is right in {right} of rows")}.");
        }

        return lines;
    }

    private static async Task<string?> RightAsync(Table table, Column column, CancellationToken cancel)
    {
        var bin = column.Quoted;
        if (column.IsOrdered)
        {
            var asked = Sql.Quantiles(column.AsNumber, Enumerable.Range(1, 9).Select(i => i / 10.0));
            bin = Sql.Bin($"({column.AsNumber})", ColumnBounds.Apart((await ColumnBounds.ReadAsync(table, "labelled", [asked], cancel))[0]));
        }
        else if (await ValueCounts.OfAsync(table, "labelled", bin, cancel) > 100)
        {
            return null;
        }

        await foreach (var row in table.ReadAsync(SqlText.Fill("OneColumnRule", ("relation", "labelled"), ("bin", bin)), cancel))
        {
            return LookNotes.Percent(row.Count(1), row.Count(0));
        }

        return null;
    }
}
