using System.Globalization;

using Airworthy.Core.Checklist.Data;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.TestScore.Monitoring;

public static partial class TrainingServingSkew
{
    public sealed class Shape : ICheck<ServedSkew>
    {
        /// <summary>Serving sends cents where training learnt from euros, and no request names its row: every value lies above all of train.</summary>
        public Defect Defect => Of(Drilled with { Compared = 0, Features = [], Shifts = [Drilled.Shifts[0] with { Test = [0, 0, 0, 5_000] }] });

        /// <summary>Share of the served rows that may be other than training makes them, or not known to be the same, where it is not serving that moved a feature.</summary>
        private static double MostOpen => Moved.Share.Note;

        public Verdict Judge(ProjectContract contract, ServedSkew seen)
        {
            if (Open(contract, seen) is { } open)
            {
                return open;
            }

            var report = seen.Report;
            if (report.TrainRows < DevTestSameDistribution.Least || report.ServedRows < DevTestSameDistribution.Least || report.Shifts.Count == 0)
            {
                return Verdict.Unknown($"{report.ServedRows:N0} served rows of {report.Model} and {report.TrainRows:N0} of train have {report.Shifts.Count} features to compare; {DevTestSameDistribution.Least} rows on each side are needed.", "Compare again when more requests have come: `airworthy monitor skew`.");
            }

            var moved = Moved.Of(report.Shifts).OrderByDescending(m => m.OfGate).ToList();
            // Where the same rows give the same values, what is served is spread as training would have made it: then other rows came, which is the world's doing.
            var same = report.Features.Where(f => report.ServedRows - (f.Rows - f.Different) <= MostOpen * report.ServedRows).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
            var (world, large) = (moved.Where(m => m.Size == ShiftSize.Large && same.Contains(m.Column.Column)).ToList(), moved.Where(m => m.Size == ShiftSize.Large && !same.Contains(m.Column.Column)).ToList());
            var told = $"{report.ServedRows:N0} served rows of {report.Model} against {report.TrainRows:N0} of train";
            var verdict = large.Count > 0
                ? Verdict.Unmet($"{told}: {string.Join("; ", large.Take(4).Select(Measures))}{(large.Count > 4 ? $" and {large.Count - 4} more" : "")}; the limits are D {Moved.Distance.Large}, W₁ {Moved.Deviations.Large} sd, {100 * Moved.Share.Large:0} points and PSI {Moved.Index.Large}.",
                    "Find out whether a unit or a source changed, or the world did; then mend serving, or train on rows like those that are served.")
                : Verdict.Met(world.Count == 0 ? $"{told}: nearest to its limit is {Measures(moved[0])}." : $"{told}: what is spread otherwise was made by serving as training makes it, value by value.");
            return verdict.With([("served_rows", report.ServedRows), ("train_rows", report.TrainRows), ("features", moved.Count), ("large", large.Count), ("moved_world", world.Count), .. moved.Take(5).SelectMany(m => new[] { ($"{m.Column.Column}_d", m.Shift.Distance), ($"{m.Column.Column}_psi", m.Shift.Psi) })])
                .Late(contract, seen)
                .Concern(world.Count > 0 ? $"Other rows came than those of train: {string.Join("; ", world.Take(4).Select(Measures))}{(world.Count > 4 ? $" and {world.Count - 4} more" : "")}. Serving is not the cause; whether the model still holds for them, labels tell." : null)
                .Concern(moved.Where(m => m.Size == ShiftSize.Concern).ToList() is { Count: > 0 } some ? $"Worth a look: {string.Join("; ", some.Take(4).Select(Measures))}." : null) with
            {
                Shown = new Shown(["feature", "D or share", "W₁ (sd)", "PSI", "p, adjusted"],
                    [.. moved.Take(8).Select(m => (IReadOnlyList<string>)[m.Column.Column, Digits(m.Shift.Distance), m.Wasserstein is { } w ? Digits(w) : "–", Digits(m.Shift.Psi), m.Adjusted.ToString("0.000000", CultureInfo.InvariantCulture)])]),
                Plots = [Plot.Bars("Stability index of each feature, train against what is served", moved.Take(10).Select(m => (m.Column.Column, m.Shift.Psi)), limit: Moved.Index.Large, axis: "index, nats")],
                Blind = "Of features that were not compared row by row: whether serving differs from training or the world has moved on, and that rows of one day are alike. Features that move only together.",
            };
        }

        private static string Measures(Moved m) => string.Create(CultureInfo.InvariantCulture,
            $"{m.Column.Column} ({(m.IsOrdered ? $"D = {m.Shift.Distance:0.000}, W₁ = {m.Wasserstein:0.00} sd" : $"one value moved by {100 * m.Shift.Distance:0.0} points")}, PSI {m.Shift.Psi:0.000})");

        private static string Digits(double number) => number.ToString("0.000", CultureInfo.InvariantCulture);
    }
}
