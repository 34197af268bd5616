using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class SliceQuality
{
    public sealed class Search : ICheck<ModelQuality>
    {
        /// <summary>Effects from which a found slice is a concern, and from which it turns the part red: a fifth and two fifths of a standard deviation.</summary>
        public const double Concerning = 0.2, Large = 0.4;

        public Defect Defect => new Defect.Predicted((contract, _) => contract.Slices is [{ Where: { } where }, ..] ? where : null, size => size == DefectSize.JustAbove ? 0.5 : 1);

        public Verdict Judge(ProjectContract contract, ModelQuality seen)
        {
            if (seen.Searched == 0)
            {
                return Verdict.Unknown("No slice could be searched: the model has no features that can be cut into groups, or the rows are too few.", "Name the features in features.columns.");
            }

            var declared = (contract.Slices ?? []).Select(s => Plain(s.Where)).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var found = (seen.Found ?? []).Where(f => f.Confirmed && f.Effect >= Concerning && !declared.Contains(Plain(f.Where))).ToList();
            var large = found.Where(f => f.Effect >= Large && f.Unsaid != false).ToList();
            var verdict = large.Count > 0
                ? Verdict.Unmet($"{seen.Model} is much worse where {large[0].Slice}: {large[0].Effect:0.00} standard deviations of the loss, on {large[0].Rows:N0} rows and confirmed on rows that did not suggest it{(large.Count > 1 ? $"; {large.Count - 1} more such" : "")}.",
                    "Mend it, or declare it in slices with its own bar.")
                : Verdict.Met($"{seen.Searched:N0} slices of one and two columns were searched on one half of {seen.Split} and asked on the other; {(found.Count == 0 ? "none is worse by a fifth of a standard deviation or more" : $"{found.Count} {(found.Count == 1 ? "is" : "are")} worse, none by {Large:0.0} standard deviations beyond what its own probabilities say")}.");
            foreach (var f in found.Except(large))
            {
                verdict = verdict.Concern($"Worse where {f.Slice} ({f.Effect:0.00} standard deviations, {f.Rows:N0} rows). {(f.Unsaid == false ? "Its probabilities say so: the rows are hard. " : "")}Declare it in slices or say why not.");
            }

            return verdict.With(("searched", seen.Searched), ("found", found.Count), ("effect_concern", Concerning), ("effect_limit", Large)).With(found.Count > 0 ? [("largest_effect", found.Max(f => f.Effect))] : []) with
            {
                Shown = found.Count == 0 ? null : new Shown(["slice", "rows", "effect", "where"], [.. found.Select(f => (IReadOnlyList<string>)[f.Slice, $"{f.Rows:N0}", $"{f.Effect:0.00}", f.Where])]),
                Blind = "Slices along columns that are not recorded, and those of three columns.",
            };
        }

        private static string Plain(string where) => string.Concat(where.Where(c => !char.IsWhiteSpace(c) && c is not ('"' or '(' or ')')));
    }
}
