using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.Data;

public static partial class RepresentativeDevTest
{
    public sealed class Traffic : ICheck<RecentTraffic>
    {
        /// <summary>Share of recent rows unlike any known row: worth a look, and too many. One in a hundred is expected.</summary>
        public static readonly (double Look, double Limit) Far = (0.02, 0.05);

        /// <summary>Effective share of test: worth a look below the first, too little below the second.</summary>
        public static readonly (double Look, double Limit) Effective = (0.5, 0.2);

        /// <summary>Share of recent rows with a category that dev does not have.</summary>
        public const double Unseen = 0.01;

        public Defect Defect => DevTestSameDistribution.Raising(size => size switch { DefectSize.JustBelow => 0.01, DefectSize.JustAbove => 0.4, _ => 1 });

        public Verdict Judge(ProjectContract contract, RecentTraffic seen)
        {
            if (contract.Data?.Represents?.MaxPsi is not { } most)
            {
                return Verdict.Unknown("data.represents.max_psi is not set, so no difference is too large.", "Set data.represents.max_psi, for instance to 0.2.");
            }

            if (seen.TestRows < DevTestSameDistribution.Least || seen.RecentRows < DevTestSameDistribution.Least)
            {
                return Verdict.Unknown($"Test has {seen.TestRows:N0} rows and {seen.From} {seen.RecentRows:N0}; with fewer than {DevTestSameDistribution.Least} on a side no difference that matters can be told from chance.", "Bring more recent rows, or make test larger.");
            }

            if (seen.Columns.Count == 0)
            {
                return Verdict.Unknown($"{seen.From} has none of the features.", "Give the recent rows the columns that the model reads.");
            }

            var moved = Moved.Of(seen.Columns).OrderByDescending(m => m.Shift.Psi).ToList();
            List<string> wrong = [.. moved.Where(m => m.Shift.Psi > most && m.Adjusted <= Moved.FalseAlarms).Take(5).Select(m => $"{m.Column.Column} has a stability index of {m.Shift.Psi:0.000} (limit {most})")];
            wrong.AddRange((seen.Unseen ?? []).Where(u => u.Rows > Unseen * seen.RecentRows).Take(3).Select(u => $"{(double)u.Rows / seen.RecentRows:P1} of recent rows have a {u.Column} that dev has none of, such as {u.Example} (limit {Unseen:P0})"));
            var far = seen.Support is { Rows: > 0 } s ? Proportion.Wilson(s.Far, s.Rows) : new Interval(0, 0);
            var farShare = seen.Support is { Rows: > 0 } t ? (double)t.Far / t.Rows : 0;
            if (far.Low > Far.Limit)
            {
                wrong.Add($"{farShare:P1} of recent rows are unlike any known row (limit {Far.Limit:P0})");
            }

            if (seen.EffectiveShare < Effective.Limit)
            {
                wrong.Add($"test is worth {seen.EffectiveShare:P0} of its rows for the recent ones (limit {Effective.Limit:P0})");
            }

            var worst = moved[0];
            var told = $"Test ({seen.TestRows:N0} rows) against {seen.RecentRows:N0} rows of {seen.From}";
            var verdict = wrong.Count > 0
                    ? Verdict.Unmet($"{told}: {string.Join("; ", wrong)}.", "Take dev and test from rows like the recent ones, or say in data.represents.population whom they stand for.")
                : farShare > Far.Limit
                    ? Verdict.Undecided($"{told}: {farShare:P1} of {seen.Support!.Rows:N0} recent rows are unlike any known row ({far.Low:P1} to {far.High:P1}); the limit is {Far.Limit:P0}.", "Bring more recent rows.")
                : Verdict.Met($"{told}: the largest stability index is {worst.Shift.Psi:0.000} ({worst.Column.Column}; limit {most}), {farShare:P1} of rows are unlike any known row{(seen.EffectiveShare is { } e ? $", and test is worth {e:P0} of its rows" : "")}.");
            return verdict.With([("limit_psi", most), ("test_rows", seen.TestRows), ("recent_rows", seen.RecentRows), ("unlike_share", farShare), ("limit_unlike", Far.Limit),
                    ("effective_share", seen.EffectiveShare ?? 1), ("limit_effective", Effective.Limit), ("auc", seen.Auc ?? 0.5), .. moved.Take(5).SelectMany(m => new[] { ($"{m.Column.Column}_psi", m.Shift.Psi), ($"{m.Column.Column}_p_adjusted", m.Adjusted) })])
                .Concern(verdict.Answer == Answer.Met && farShare > Far.Look ? $"{farShare:P1} of recent rows are unlike any known row; from {Far.Look:P0} worth a look." : null)
                .Concern(verdict.Answer == Answer.Met && seen.EffectiveShare < Effective.Look ? $"Test is worth {seen.EffectiveShare:P0} of its rows for the recent ones; below {Effective.Look:P0} worth a look." : null)
                .Concern(seen.Lacking is { Count: > 0 } lacking ? $"{seen.From} lacks {string.Join(", ", lacking.Take(5))}{(lacking.Count > 5 ? $" and {lacking.Count - 5} more" : "")}." : null) with
            {
                Shown = wrong.Count > 0 && seen.Examples is not null ? seen.Examples : new Shown(["feature", "stability index", "p, adjusted"],
                    [.. moved.Take(8).Select(m => (IReadOnlyList<string>)[m.Column.Column, m.Shift.Psi.ToString("0.000", CultureInfo.InvariantCulture), m.Adjusted.ToString("0.000000", CultureInfo.InvariantCulture)])]),
                Plots = [Plot.Bars("Stability index of each feature, test against recent rows", moved.Take(10).Select(m => (m.Column.Column, m.Shift.Psi)), limit: most, axis: "index, nats")],
                Blind = "A shift of the label, as long as recent rows have none; what was never recorded; and, where the rows are a given table, whether they are what serving meets.",
            };
        }
    }
}
