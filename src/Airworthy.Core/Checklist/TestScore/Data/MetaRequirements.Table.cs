using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class MetaRequirements
{
    public sealed class Table : ICheck<FeatureNames>
    {
        public Defect Defect => Defect.Promising(("features.forbidden", "[\"*\"]"));

        public Verdict Judge(ProjectContract contract, FeatureNames seen)
        {
            var (forbidden, deprecated, allowed) = (contract.Features?.Forbidden, contract.Features?.Deprecated, contract.Features?.AllowedSources);
            if (forbidden is null && deprecated is null && allowed is null)
            {
                return Verdict.Unknown("features.forbidden, features.deprecated and features.allowed_sources are not written, so nothing can be compared.", "Write the first two lists into airworthy.yaml; an empty one is an answer.");
            }

            if (seen.Features.Count == 0)
            {
                return Verdict.Unknown("The model reads no column of the table.", "Correct features.columns in airworthy.yaml.");
            }

            var patterns = Patterns(contract) ?? [];
            var hits = Matches(seen.Features, patterns);
            var beside = Matches(seen.Columns.Except(seen.Features), patterns.Where(p => p.Kind == "forbidden"));
            var outside = allowed is null || seen.Sources is null ? [] : seen.Sources.Where(s => !allowed.Contains(s.Value, StringComparer.OrdinalIgnoreCase)).Select(s => $"{s.Key} (from {s.Value})").ToList();
            var unsaid = allowed is null ? [] : seen.Features.Where(f => seen.Sources?.ContainsKey(f) != true).ToList();
            var verdict = hits.Count > 0
                ? Verdict.Unmet($"The model reads {List(hits)}.", "Remove the column from the training table, or from the list if it may be used.")
                : outside.Count > 0
                ? Verdict.Unmet($"The model reads {List(outside)}, and features.allowed_sources names {string.Join(", ", allowed!.Take(5))}.", "Remove the column, or have its source allowed and write it into features.allowed_sources.")
                : Verdict.Met($"None of {seen.Features.Count} features matches one of {patterns.Count} forbidden or deprecated names{(allowed is null ? "" : $", and {seen.Features.Count - unsaid.Count} come from an allowed source")}.");
            return verdict.With(("features", seen.Features.Count), ("patterns", patterns.Count), ("matches", hits.Count), ("from_other_sources", outside.Count))
                .Concern(verdict.Answer == Answer.Met && unsaid.Count > 0 ? $"The schema gives no source for {List(unsaid)}." : null)
                .Concern(beside.Count > 0 ? $"No feature, but still in the table: {string.Join(", ", beside.Take(5))}." : null) with
            {
                At = contract.Source.At(hits.Count == 0 && outside.Count > 0 ? "features.allowed_sources" : hits.Count > 0 && forbidden is null ? "features.deprecated" : "features.forbidden"),
                Blind = "Sources are what the schema says; nobody looked where the values come from.",
            };
        }
    }
}
