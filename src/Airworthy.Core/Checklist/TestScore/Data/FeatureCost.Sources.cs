using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class FeatureCost
{
    public sealed class Sources : ICheck<OutsideSources>
    {
        public Defect Defect => new Defect.Files(size => new Dictionary<string, string?>
        {
            ["airworthy-drill.schema.yaml"] = "columns:\n" + string.Concat(Enumerable.Range(1, size switch { DefectSize.JustBelow => 2, DefectSize.JustAbove => 3, _ => 9 })
                .Select(i => $"  c{i}: {{type: number, range: [0, 1], source: feed_{i}}}\n")),
        })
        {
            Fields = Defect.Promising(("data.schema", "airworthy-drill.schema.yaml"), ("features.budget.upstream_sources", "2"),
                ("dependencies", $"[{string.Join(", ", Enumerable.Range(1, 9).Select(i => $"{{name: feed_{i}, owner: drill, kind: data, notices: drill@airworthy.invalid}}"))}]")).Fields,
        };

        public Verdict Judge(ProjectContract contract, OutsideSources seen)
        {
            if (Promised.Lacks(contract, "features.budget.upstream_sources") is { } lacks)
            {
                return lacks;
            }

            if (seen.Sources.Count == 0)
            {
                return Verdict.Unknown(seen.HasSchema ? "No column of the schema names its source." : "There is no schema that could name sources.", "Write the `source` of each column into the schema.");
            }

            var budget = contract.Features!.Budget!.UpstreamSources!.Value;
            var owners = (contract.Dependencies ?? []).Where(d => !string.IsNullOrWhiteSpace(d.Owner)).Select(d => d.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var orphan = seen.Sources.Keys.Where(s => !owners.Contains(s)).ToList();
            var named = string.Join(", ", seen.Sources.Keys);
            var verdict = seen.Sources.Count > budget
                ? Verdict.Unmet($"The columns come from {seen.Sources.Count} sources ({named}); the budget is {budget}.", "Drop the source that earns least, or decide for a larger budget.")
                : orphan.Count > 0
                    ? Verdict.Unmet($"{string.Join(", ", orphan)} {(orphan.Count == 1 ? "has" : "have")} no owner in dependencies.", "Name who answers for it in dependencies.")
                    : seen.WithoutSource.Count > 0
                        ? Verdict.Unknown($"{seen.WithoutSource.Count} column{(seen.WithoutSource.Count == 1 ? " names" : "s name")} no source: {string.Join(", ", seen.WithoutSource.Take(5))}.", "Write the `source` of each column into the schema; for one the project makes itself, name what it is made from.")
                        : Verdict.Met($"The columns come from {seen.Sources.Count} source{(seen.Sources.Count == 1 ? "" : "s")} ({named}), each with an owner; the budget is {budget}.");
            return verdict.With(("sources", seen.Sources.Count), ("budget_sources", budget), ("without_owner", orphan.Count), ("columns_without_source", seen.WithoutSource.Count)) with
            {
                Shown = new Shown(["source", "columns"], [.. seen.Sources.Take(10).Select(s => (IReadOnlyList<string>)[s.Key, string.Join(", ", s.Value.Take(8))])]),
            };
        }
    }
}
