using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class DataSchema
{
    public sealed class LabelNoise : ICheck<SuspectLabels>
    {
        /// <summary>Share of flagged labels above which they are worth a look: 1 %.</summary>
        public const double Seen = 0.01;

        /// <summary>Share of flagged labels that does not hold: 3 %.</summary>
        public const double Limit = 0.03;

        /// <summary>How certain the labels that are not flagged must be before a flag speaks of a wrong label rather than of a hard case.</summary>
        public const double Certain = 0.9;

        /// <summary>Rows below which nothing is learnt.</summary>
        public const int LeastRows = 200;

        public Defect Defect => Defect.Planting(size => $"""
            alter table data add column airworthy_label varchar;
            update data set airworthy_label = case when ($feature > (select median($feature) from data)) != (hash(rowid) % 1000 < {size switch { DefectSize.JustBelow => 15, DefectSize.JustAbove => 45, _ => 70 }}) then 'high' else 'low' end
            """, ("data.label", "airworthy_label"), ("kind", "tabular-classification"));

        public Verdict Judge(ProjectContract contract, SuspectLabels seen)
        {
            if (seen.Rows < LeastRows)
            {
                return Verdict.Unknown($"{seen.Rows:N0} labelled rows are too few to learn from; at least {LeastRows} are needed.", "Look at the labels by hand.");
            }

            var share = (double)seen.Flagged / seen.Rows;
            var found = $"{seen.Flagged:N0} of {seen.Rows:N0} labels ({share:P2}) are of another class than the one their row is confidently of; the other labels have a probability of {seen.Certainty:0.00} on average";
            var isTold = seen.Certainty >= Certain;
            var verdict = share > Limit && isTold
                ? Verdict.Unmet($"{found}, and {Limit:P0} is the limit.", "Let a person look at the least likely ones: `airworthy data labels review` writes the sheet.")
                : Verdict.Met($"{found}{(share > Limit ? $", below {Certain:0.0}: the columns do not tell the classes apart well enough to say more" : "")}.");
            return verdict.With(("rows", seen.Rows), ("flagged", seen.Flagged), ("limit_share", Limit), ("certainty", seen.Certainty), ("limit_certainty", Certain))
                .Shares("Labels of another class than their row is confidently of", Limit, ("flagged", seen.Flagged, seen.Rows))
                .Concern(verdict.Answer == Answer.Met && share > Seen ? isTold
                    ? $"{seen.Flagged:N0} labels look wrong. Let a person look at them: `airworthy data labels review` writes the sheet."
                    : $"{seen.Flagged:N0} labels are unlikely, whether hard or wrong: `airworthy data labels review` lists the least likely." : null)
                .Concern(seen.Rows < seen.There ? $"{seen.Rows:N0} of {seen.There:N0} labelled rows were drawn for this." : null) with
            {
                Shown = seen.Flagged > 0 ? seen.Worst : null,
                Blind = "A hard case from a wrong label, and a mistake that is made in the same way everywhere.",
            };
        }
    }
}
