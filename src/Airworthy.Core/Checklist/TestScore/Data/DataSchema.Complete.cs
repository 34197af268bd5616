using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class DataSchema
{
    public sealed class Complete : ICheck<SchemaCoverage>
    {
        /// <summary>Promises beyond the type that each column needs.</summary>
        public const int Constraints = 2;

        /// <summary>How many times wider than the 0.1–99.9 percentile span a range may be: one that is wider catches nothing.</summary>
        public const double Wide = 10;

        public Defect Defect => Defect.Planting(
            size => size == DefectSize.JustBelow ? "select 1" : "alter table data add column airworthy_drill double default 1.5",
            ("features.columns", "all-but"));

        public Verdict Judge(ProjectContract contract, SchemaCoverage seen)
        {
            if (seen.Columns.Count == 0)
            {
                return Verdict.Unknown("The model reads no column, so there is nothing to cover.", "Correct features.columns in airworthy.yaml.");
            }

            var absent = seen.Columns.Where(c => !c.Written).Select(c => c.Name).ToList();
            var thin = seen.Columns.Where(c => c.Written && (c.Constraints?.Count ?? 0) < Constraints).ToList();
            var wide = seen.Columns.Where(c => c is { Written: true, RangeWidth: { } width, Span: > 0 and var span, WideBecause: null } && width > Wide * span).ToList();
            var mute = seen.Columns.Where(c => c is { Written: true, Means: false }).Select(c => c.Name).ToList();

            var wrong = new List<string>();
            if (absent.Count > 0)
            {
                wrong.Add($"{absent.Count} of {seen.Columns.Count} columns are not in {seen.File}: {Listed(absent)}");
            }

            if (thin.Count > 0)
            {
                wrong.Add($"{thin.Count} have fewer than {Constraints} constraints besides the type: {Listed(thin.Select(c => $"{c.Name} ({(c.Constraints is { Count: > 0 } some ? string.Join(", ", some) : "none")})"))}");
            }

            if (wide.Count > 0)
            {
                wrong.Add($"{wide.Count} have a range more than {Wide:0} times as wide as what was seen: {Listed(wide.Select(c => $"{c.Name} ({c.RangeWidth / c.Span:0} times)"))}");
            }

            var verdict = wrong.Count > 0
                ? Verdict.Unmet($"{string.Join("; ", wrong)}.", absent.Count + thin.Count > 0
                    ? "Write each column with two of required or max_missing, range or values, pattern."
                    : "Narrow the range to what can be true, or say in wide_because why it is right.")
                : Verdict.Met($"All {seen.Columns.Count} columns that the model needs are in {seen.File}, each with at least {Constraints} constraints, and no range is wider than {Wide:0} times what was seen.");
            return verdict
                .With(("columns", seen.Columns.Count), ("not_written", absent.Count), ("too_few_constraints", thin.Count), ("too_wide", wide.Count), ("limit_constraints", Constraints), ("limit_wide_times", Wide))
                .Concern(mute.Count > 0 ? $"No line `means` tells what {Listed(mute)} {(mute.Count == 1 ? "is" : "are")}." : null) with
            {
                At = contract.Source.At("data.schema"),
                Blind = "Whether a range comes from knowledge or was copied from the data.",
            };
        }
    }

    /// <summary>A few names, and how many more there are.</summary>
    private static string Listed(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count <= 5 ? string.Join(", ", all) : $"{string.Join(", ", all.Take(5))} and {all.Count - 5} more";
    }
}
