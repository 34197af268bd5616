using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Monitoring;

public static partial class DependencyNotices
{
    public sealed class Listed : ICheck<OutsideSources>
    {
        public Defect Defect => new Defect.Files(_ => new Dictionary<string, string?>
        {
            ["airworthy-drill.schema.yaml"] = "columns:\n  c: {type: number, range: [0, 1], source: feed_nobody_lists}\n",
        })
        {
            Fields = Defect.Promising(("data.schema", "airworthy-drill.schema.yaml")).Fields,
        };

        public Verdict Judge(ProjectContract contract, OutsideSources seen)
        {
            var direct = seen.Direct ?? [];
            var locked = seen.Locked ?? [];
            if (seen.Sources.Count + direct.Count + locked.Count == 0)
            {
                return Verdict.Unknown("Neither a schema with sources nor a lock file was seen, so there is nothing to compare.", "Write the `source` of each column into the schema, and lock the packages.");
            }

            var listed = (contract.Dependencies ?? []).Select(d => d.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var missing = seen.Sources.Keys.Where(s => !listed.Contains(s)).Concat(direct.Where(d => !listed.Contains(d) && !locked.Contains(Plain(d)))).ToList();
            var what = $"{seen.Sources.Count} source{(seen.Sources.Count == 1 ? "" : "s")} of the schema and {direct.Count} package{(direct.Count == 1 ? "" : "s")} that the project asks for";
            var verdict = missing.Count == 0
                ? Verdict.Met($"Of {what}, each is listed in dependencies or locked.")
                : Verdict.Unmet($"{string.Join(", ", missing.Take(5))}{(missing.Count > 5 ? $" and {missing.Count - 5} more" : "")} of {what} {(missing.Count == 1 ? "is" : "are")} neither listed in dependencies nor locked.",
                    "List it in dependencies, with its owner and where its changes are announced.");
            return verdict.With(("sources", seen.Sources.Count), ("direct", direct.Count), ("locked", locked.Count), ("not_listed", missing.Count))
                .Concern(seen.WithoutSource.Count > 0 ? $"{seen.WithoutSource.Count} column{(seen.WithoutSource.Count == 1 ? " names" : "s name")} no source: {string.Join(", ", seen.WithoutSource.Take(5))}." : null) with
            {
                Blind = "Sources that no column and no package file names, such as a service that is called at run time.",
            };
        }

        /// <summary>Package tools take upper and lower case, and hyphens, points and underscores, for the same.</summary>
        private static string Plain(string name) => name.ToLowerInvariant().Replace('_', '-').Replace('.', '-');
    }
}
