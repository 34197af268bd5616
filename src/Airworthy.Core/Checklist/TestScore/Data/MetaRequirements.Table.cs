using System.IO.Enumeration;

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
            var (forbidden, deprecated) = (contract.Features?.Forbidden, contract.Features?.Deprecated);
            if (forbidden is null && deprecated is null)
            {
                return Verdict.Unknown("features.forbidden and features.deprecated are not written, so no name can be compared.", "Write both lists into airworthy.yaml; an empty one is an answer.");
            }

            if (seen.Features.Count == 0)
            {
                return Verdict.Unknown("The model reads no column of the table.", "Correct features.columns in airworthy.yaml.");
            }

            var patterns = (forbidden ?? []).Select(p => (Pattern: p, Kind: "forbidden")).Concat((deprecated ?? []).Select(p => (Pattern: p, Kind: "deprecated"))).ToList();
            var hits = Matches(seen.Features, patterns);
            var beside = Matches(seen.Columns.Except(seen.Features), patterns.Where(p => p.Kind == "forbidden"));
            var verdict = hits.Count > 0
                ? Verdict.Unmet($"The model reads {string.Join(", ", hits.Take(5))}{(hits.Count > 5 ? $" and {hits.Count - 5} more" : "")}.", "Remove the column from the training table, or from the list if it may be used.")
                : Verdict.Met($"None of {seen.Features.Count} features matches one of {patterns.Count} forbidden or deprecated names.");
            return verdict.With(("features", seen.Features.Count), ("patterns", patterns.Count), ("matches", hits.Count))
                .Concern(beside.Count > 0 ? $"No feature, but still in the table: {string.Join(", ", beside.Take(5))}." : null) with
            {
                At = contract.Source.At(hits.Count > 0 && forbidden is null ? "features.deprecated" : "features.forbidden"),
                Blind = "A forbidden column under another name.",
            };
        }

        private static List<string> Matches(IEnumerable<string> names, IEnumerable<(string Pattern, string Kind)> patterns) =>
            [.. names.SelectMany(name => patterns
                .Where(p => FileSystemName.MatchesSimpleExpression(p.Pattern.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal), name))
                .Take(1).Select(p => $"{name} ({p.Kind}: {p.Pattern})"))];
    }
}
