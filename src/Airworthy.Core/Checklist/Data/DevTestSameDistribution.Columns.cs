using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.Data;

public static partial class DevTestSameDistribution
{
    public sealed class Columns : ICheck<ColumnShifts>
    {
        public Defect Defect => Raising(size => size switch { DefectSize.JustBelow => 0.03, DefectSize.JustAbove => 0.3, _ => 1 });

        public Verdict Judge(ProjectContract contract, ColumnShifts seen)
        {
            if (TooFew(seen.DevRows, seen.TestRows) is { } few)
            {
                return few;
            }

            if (seen.Columns.Count == 0)
            {
                return Verdict.Unknown("No feature could be compared.", "Look at features.columns and features.except.");
            }

            // The most important first: how far it went, weighted by what it says of the label.
            List<Moved> moved = [.. Moved.Of(seen.Columns).OrderByDescending(m => m.Size).ThenByDescending(m => m.OfGate * (m.Column.Strength ?? 1)).ThenBy(m => m.Column.Column, StringComparer.Ordinal)];
            var large = moved.Where(m => m.Size == ShiftSize.Large).ToList();
            var open = large.Where(m => !IsKnown(contract, m.Column.Column)).ToList();
            var verdict = open.Count > 0
                ? Verdict.Unmet($"{Told(open)} of {Counted(seen)} compared {(open.Count == 1 ? "differs" : "differ")} between dev ({seen.DevRows:N0} rows) and test ({seen.TestRows:N0}) by more than chance and more than the limit (D {Moved.Distance.Large}, W₁ {Moved.Deviations.Large} sd, a value by {100 * Moved.Share.Large:0} points, PSI {Moved.Index.Large}).",
                    "Take dev and test from adjacent windows or the same groups; name what time itself moves in data.split.known_shift and sign for it.")
                : Verdict.Met($"{Least(seen, moved)}{(large.Count > 0 ? $"; beyond the limit, and named in data.split.known_shift: {Told(large)}" : "")}.");
            foreach (var concern in moved.Where(m => m.Size == ShiftSize.Concern && !IsKnown(contract, m.Column.Column)).Take(5))
            {
                verdict = verdict.Concern($"{concern.Column.Column} differs: {Measures(concern)} (from D {Moved.Distance.Concern}, W₁ {Moved.Deviations.Concern} sd, {100 * Moved.Share.Concern:0} points or PSI {Moved.Index.Concern} worth a look).");
            }

            foreach (var accepted in large.Except(open).Take(5))
            {
                verdict = verdict.Concern($"{accepted.Column.Column} differs and is accepted: {Measures(accepted)}.");
            }

            var strangers = (contract.Data?.Split?.KnownShift ?? []).Where(k => seen.Columns.All(c => c.Column != k) && k != contract.Data?.Label?.Name).ToList();
            return verdict.With(
                    [("columns", seen.Columns.Count), ("dev_rows", seen.DevRows), ("test_rows", seen.TestRows), ("limit_d", Moved.Distance.Large), ("limit_w1_sd", Moved.Deviations.Large),
                    ("limit_share", Moved.Share.Large), ("limit_psi", Moved.Index.Large), ("false_alarms", Moved.FalseAlarms), ("smallest_d_seen", Smallest(seen)), .. moved.Take(5).SelectMany(Numbers)])
                .Concern(strangers.Count > 0 ? $"data.split.known_shift names {string.Join(", ", strangers)}, which no feature is called." : null)
                .Concern(seen.NotCompared is { Count: > 0 } left ? $"Not compared: {string.Join(", ", left.Take(5))}{(left.Count > 5 ? $" and {left.Count - 5} more" : "")}." : null) with
            {
                Shown = Table(moved),
                Plots = [.. moved.Take(3).Where((m, i) => i == 0 || m.Size > ShiftSize.None).Select(Drawn)],
                Blind = $"Sameness: with these rows a column has to move by about D = {Smallest(seen):0.000} before it can be told from chance. Columns that move only together; see the classifier.",
            };
        }

        private static string Told(List<Moved> moved) => string.Join("; ", moved.Take(5).Select(m => $"{m.Column.Column} ({Measures(m)}, {Chance(m.Adjusted)})")) + (moved.Count > 5 ? $" and {moved.Count - 5} more" : "");

        private static string Least(ColumnShifts seen, List<Moved> moved)
        {
            var notes = moved.Where(m => m.Size == ShiftSize.Note).Take(5).Select(m => $"{m.Column.Column} ({Measures(m)})").ToList();
            var far = moved.MaxBy(m => m.OfGate)!;
            return $"{Counted(seen)} of dev ({seen.DevRows:N0} rows) and test ({seen.TestRows:N0}) compared; nearest to its limit is {far.Column.Column}: {Measures(far)}, {Chance(far.Adjusted)}"
                + (notes.Count > 0 ? $"; real but small: {string.Join(", ", notes)}" : "");
        }

        private static string Counted(ColumnShifts seen) => $"{seen.Columns.Count:N0} column{(seen.Columns.Count == 1 ? "" : "s")}";

        /// <summary>The distance that one comparison of so many rows shows with p = 0.01.</summary>
        private static double Smallest(ColumnShifts seen) => 1.6276 * Math.Sqrt((1.0 / seen.DevRows) + (1.0 / seen.TestRows));

        private static (string, double)[] Numbers(Moved m) =>
            [($"{m.Column.Column}_d", m.Shift.Distance), ($"{m.Column.Column}_psi", m.Shift.Psi), ($"{m.Column.Column}_js", m.Shift.JensenShannon), ($"{m.Column.Column}_p", m.Shift.P),
            ($"{m.Column.Column}_p_adjusted", m.Adjusted), .. m.Wasserstein is { } w ? [($"{m.Column.Column}_w1_sd", w)] : Array.Empty<(string, double)>()];

        private static Shown Table(List<Moved> moved) => new(["column", "D or share", "W₁ (sd)", "PSI", "p, adjusted", "size"],
            [.. moved.Take(8).Select(m => (IReadOnlyList<string>)[m.Column.Column, Digits(m.Shift.Distance), m.Wasserstein is { } w ? Digits(w) : "–", Digits(m.Shift.Psi), m.Adjusted.ToString("0.000000", CultureInfo.InvariantCulture), m.Size.ToString().ToLowerInvariant()])]);

        private static string Digits(double number) => number.ToString("0.000", CultureInfo.InvariantCulture);

        private static Plot Drawn(Moved moved)
        {
            var column = moved.Column;
            double dev = Math.Max(1, column.Dev.Sum()), test = Math.Max(1, column.Test.Sum());
            if (!moved.IsOrdered)
            {
                return Plot.Bars($"{column.Column}: change of each value's share, dev to test",
                    column.Dev.Select((d, i) => (column.Values?.ElementAtOrDefault(i) ?? $"{i}", 100 * ((column.Test[i] / test) - (d / dev)))).OrderByDescending(b => Math.Abs(b.Item2)).Take(10), limit: 100 * Moved.Share.Large, axis: "points");
            }

            List<double> f = [], g = [];
            for (var i = 0; i < column.Bounds!.Count; i++)
            {
                f.Add(column.Dev.Take(i + 2).Sum() / dev);
                g.Add(column.Test.Take(i + 2).Sum() / test);
            }

            return new Plot("lines", $"{column.Column}: share of rows up to a value", ["dev", "test", "limit below", "limit above"],
                [f, g, [.. f.Select(x => Math.Max(0, x - Moved.Distance.Large))], [.. f.Select(x => Math.Min(1, x + Moved.Distance.Large))]])
            {
                X = column.Bounds,
                XAxis = column.Column,
                YAxis = "share of rows",
            };
        }
    }
}
