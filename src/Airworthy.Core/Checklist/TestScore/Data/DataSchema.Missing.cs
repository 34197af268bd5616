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

        public Defect Defect => Defect.Planting(size => $"""
            update data set $feature = -1 where rowid in (select rowid from data order by rowid
            limit (select cast(floor({size switch { DefectSize.JustBelow => 0.004, DefectSize.JustAbove => 0.006, _ => 0.2 }} * count(*)) as bigint) from data))
            """) with { Turns = Answer.Met };

        public Verdict Judge(ProjectContract contract, OddValues seen)
        {
            if (seen.Rows == 0)
            {
                return Verdict.Unknown("The table has no rows.", "Check data.files in airworthy.yaml.");
            }

            var disguised = seen.Values.Where(v => IsDisguised(v, seen.Rows)).OrderByDescending(v => v.Holding).ToList();
            var caps = seen.Values.Where(v => IsCap(v, seen.Rows) && !disguised.Contains(v)).OrderByDescending(v => v.Holding).ToList();
            var verdict = Verdict.Met(disguised.Count + caps.Count == 0
                ? $"No value of {seen.Rows:N0} rows looks like a missing one in disguise, and no column piles up at its largest value."
                : $"{disguised.Count} value{(disguised.Count == 1 ? "" : "s")} may stand for \"not known\" and {caps.Count} column{(caps.Count == 1 ? "" : "s")} may be capped, in {seen.Rows:N0} rows.")
                .With(("rows", seen.Rows), ("disguised", disguised.Count), ("caps", caps.Count), ("limit_share", Seen), ("limit_times", Times), ("limit_cap_share", CapSeen));
            foreach (var value in disguised)
            {
                verdict = verdict.Concern($"{value.Column} is {value.Value} in {value.Holding:N0} rows ({(double)value.Holding / seen.Rows:P1}); is that a value, or does it mean \"not known\"?");
            }

            foreach (var value in caps)
            {
                verdict = verdict.Concern($"{value.Column} is {value.Value}, its largest value, in {value.Holding:N0} rows ({(double)value.Holding / seen.Rows:P1}) and rarely just below; it may be cut off there.");
            }

            return verdict with { Blind = "A true zero looks the same as a zero that stands for nothing." };
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
