using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class DataSchema
{
    public sealed class Missing : ICheck<OddValues>
    {
        /// <summary>Share of the rows from which a value that looks like "not known" is named: 0.5 %.</summary>
        public const double Seen = 0.005;

        /// <summary>How many times the mass of both neighbours such a number has.</summary>
        public const double Times = 10;

        /// <summary>Share of the rows at the largest value from which it looks like a cap: 1 %.</summary>
        public const double CapSeen = 0.01;

        /// <summary>How many times the mass of the bin before it a cap has.</summary>
        public const double CapTimes = 5;

        /// <summary>Rise of the missing share against train that is worth a look: 1 percentage point.</summary>
        public const double RiseSeen = 0.01;

        /// <summary>Rise of the missing share against train that does not hold: 5 percentage points.</summary>
        public const double RiseLimit = 0.05;

        /// <summary>Standard errors that a rise must reach: one-sided p &lt; .001.</summary>
        private const double BeyondChance = 3.09;

        public Defect Defect => Defect.Planting(size => $"""
            update data set $feature = null where rowid in (select rowid from data where __split = (select min(__split) from data where __split in ('dev', 'test')) order by rowid
            limit (select cast(floor({size switch { DefectSize.JustBelow => 0.04, DefectSize.JustAbove => 0.06, _ => 0.12 }} * count(*)) as bigint)
                   from data where __split = (select min(__split) from data where __split in ('dev', 'test'))))
            """);

        public Verdict Judge(ProjectContract contract, OddValues seen)
        {
            if (seen.Rows == 0)
            {
                return Verdict.Unknown("The table has no rows.", "Check data.files in airworthy.yaml.");
            }

            var disguised = seen.Values.Where(v => IsDisguised(v, seen.Rows)).OrderByDescending(v => v.Holding).ToList();
            var caps = seen.Values.Where(v => IsCap(v, seen.Rows) && !disguised.Contains(v)).OrderByDescending(v => v.Holding).ToList();
            var rising = (seen.Empty ?? []).Where(e => Rise(e) >= RiseSeen - 1e-12 && Rise(e) > BeyondChance * Error(e)).OrderByDescending(Rise).ToList();
            var risen = rising.Where(e => Rise(e) >= RiseLimit - 1e-12).ToList();
            var verdict = (risen.Count > 0
                ? Verdict.Unmet($"{string.Join("; ", risen.Take(4).Select(Told))}{(risen.Count > 4 ? $"; and {risen.Count - 4} more" : "")}; the limit is {100 * RiseLimit:0} percentage points more than train.",
                    "Find out where the values got lost, and bring them back or let train lack them as well.")
                : Verdict.Met(disguised.Count + caps.Count == 0
                ? $"No value of {seen.Rows:N0} rows looks like a missing one in disguise, and no column piles up at its largest value."
                : $"{disguised.Count} value{(disguised.Count == 1 ? "" : "s")} may stand for \"not known\" and {caps.Count} column{(caps.Count == 1 ? "" : "s")} may be capped, in {seen.Rows:N0} rows."))
                .With(("rows", seen.Rows), ("disguised", disguised.Count), ("caps", caps.Count), ("largest_rise_share", (seen.Empty ?? []).Select(Rise).DefaultIfEmpty().Max()),
                    ("limit_share", Seen), ("limit_times", Times), ("limit_cap_share", CapSeen), ("limit_rise_share", RiseLimit));
            foreach (var cells in rising.Except(risen))
            {
                verdict = verdict.Concern($"{Told(cells)}.");
            }

            foreach (var value in disguised)
            {
                verdict = verdict.Concern($"{value.Column} is {value.Value} in {value.Holding:N0} rows ({(double)value.Holding / seen.Rows:P1}); is that a value, or does it mean \"not known\"?");
            }

            foreach (var value in caps)
            {
                verdict = verdict.Concern($"{value.Column} is {value.Value}, its largest value, in {value.Holding:N0} rows ({(double)value.Holding / seen.Rows:P1}) and rarely just below; it may be cut off there.");
            }

            return verdict with
            {
                Blind = "A true zero looks the same as a zero that stands for nothing.",
                Plots = risen.Count == 0 ? [] : [Plot.Bars("Rise of the missing share against train", risen.Take(20).Select(e => ($"{e.Column}, {e.Split}", Rise(e))), RiseLimit, "share of rows")],
            };
        }

        private static string Told(EmptyCells cells) =>
            $"{cells.Column} is missing in {(double)cells.Empty / cells.Rows:P1} of {cells.Rows:N0} {cells.Split} rows and in {(double)cells.TrainEmpty / cells.TrainRows:P1} of train";

        /// <summary>Missing share of the split minus that of train, in [−1, 1].</summary>
        private static double Rise(EmptyCells cells) => cells.Rows == 0 || cells.TrainRows == 0 ? 0 : ((double)cells.Empty / cells.Rows) - ((double)cells.TrainEmpty / cells.TrainRows);

        /// <summary>Standard error of a rise when both shares are the same: the two-sample z test of shares.</summary>
        private static double Error(EmptyCells cells)
        {
            var pooled = (double)(cells.Empty + cells.TrainEmpty) / (cells.Rows + cells.TrainRows);
            return Math.Sqrt(pooled * (1 - pooled) * ((1.0 / cells.Rows) + (1.0 / cells.TrainRows)));
        }

        /// <summary>A word for "not known", or a number at an end or commonly used for it that towers over its neighbours.</summary>
        public static bool IsDisguised(OddValue value, long rows) =>
            value.Holding >= Seen * rows
            && (value.Place == "text" ? value.Usual : (value.Usual || value.Place == "smallest") && value.Holding > Times * Math.Max(value.Below, value.Above));

        /// <summary>The largest value of a column holds far more rows than what comes just before it.</summary>
        public static bool IsCap(OddValue value, long rows) =>
            value.Place == "largest" && value.Holding > CapSeen * rows && value.Holding > CapTimes * Math.Max(value.Below, value.Bin);
    }
}
