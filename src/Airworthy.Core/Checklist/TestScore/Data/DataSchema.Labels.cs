using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class DataSchema
{
    public sealed class Labels : ICheck<LabelConflicts>
    {
        /// <summary>Share of contradicted rows that is worth a look: 0.5 %.</summary>
        public const double Seen = 0.005;

        /// <summary>Share of contradicted rows that does not hold: 2 %.</summary>
        public const double Limit = 0.02;

        /// <summary>How many times more equal records than chance explains make them copies of one thing rather than a coarse table.</summary>
        public const double BeyondChance = 10;

        public Defect Defect => Defect.Planting(size => $"""
            alter table data add column airworthy_label varchar;
            update data set airworthy_label = cast(__label as varchar);
            insert into data select * replace (case when airworthy_label = (select min(airworthy_label) from data)
            then (select max(airworthy_label) from data) else (select min(airworthy_label) from data) end as airworthy_label) from data
            limit (select cast(floor({size switch { DefectSize.JustBelow => 0.01, DefectSize.JustAbove => 0.03, _ => 0.2 }} * count(*)) as bigint) from data)
            """, ("data.label", "airworthy_label"));

        public Verdict Judge(ProjectContract contract, LabelConflicts seen)
        {
            if (seen.Rows == 0)
            {
                return Verdict.Unknown("No row has a label.", "Check data.label in airworthy.yaml.");
            }

            var share = (double)seen.Records.Minority / seen.Rows;
            var floor = (double)seen.Features.Minority / seen.Rows;
            var isBeyondChance = seen.Records.Pairs > BeyondChance * seen.ChancePairs;
            var found = $"{seen.Records.Minority:N0} of {seen.Rows:N0} rows ({share:P2}) contradict the label that most of their equals carry, compared in every stored column but the label";
            var verdict = share >= Limit && isBeyondChance
                ? Verdict.Unmet($"{found}; the limit is {Limit:P0}.", "Settle at the source which label is right, and keep one record of each.")
                : Verdict.Met($"{found}; the limit is {Limit:P0}{(share >= Limit ? $", but chance explains so many equal records in so coarse a table ({seen.Records.Pairs:N0} pairs, {seen.ChancePairs:N0} expected)" : "")}.");
            return verdict
                .With(("rows", seen.Rows), ("contradicted", seen.Records.Minority), ("contradicted_by_features", seen.Features.Minority), ("equal_pairs", seen.Records.Pairs),
                    ("equal_pairs_by_chance", seen.ChancePairs), ("limit_share", Limit))
                .Shares("Rows that contradict the label of their equals", Limit, ("contradicted", seen.Records.Minority, seen.Rows))
                .Concern(share is >= Seen and < Limit && isBeyondChance ? $"{seen.Records.Minority:N0} records contradict an equal one in the label." : null)
                .Concern(floor >= Seen && floor > share && !seen.Quantity ? $"Rows that look the same to the model carry different labels: no model on these columns can be right on more than {1 - floor:P1} of these rows." : null) with
            {
                Shown = seen.Records.Minority > 0 ? seen.Examples : null,
                Blind = "Which of two labels is right, and a wrong label on a row that has no equal.",
            };
        }
    }
}
