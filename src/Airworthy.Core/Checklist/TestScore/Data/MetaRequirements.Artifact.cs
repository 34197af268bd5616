using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class MetaRequirements
{
    public sealed class Artifact : ICheck<ChampionSignature>
    {
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new ChampionSignature("drill", "2", ["weight", "airworthy_forbidden"]))
        {
            Fields = Defect.Promising(("features.forbidden", "[\"airworthy_forbid*\"]")).Fields,
        };

        public Verdict Judge(ProjectContract contract, ChampionSignature seen)
        {
            var patterns = Patterns(contract);
            if (patterns is null)
            {
                return Verdict.Unknown("features.forbidden and features.deprecated are not written, so nothing can be compared.", "Write both lists into airworthy.yaml; an empty one is an answer.");
            }

            if (seen.Inputs.Count == 0)
            {
                return Verdict.Unknown($"Version {seen.Version} of {seen.Model} takes no column by name.", "Log the model with a signature that names its columns.");
            }

            var hits = Matches(seen.Inputs, patterns);
            var verdict = hits.Count > 0
                ? Verdict.Unmet($"The champion, version {seen.Version} of {seen.Model}, takes {List(hits)}.", "Train a model without the column, or take it from the list if it may be used.")
                : Verdict.Met($"None of {seen.Inputs.Count} columns that version {seen.Version} of {seen.Model} takes matches one of {patterns.Count} forbidden or deprecated names.");
            return verdict.With(("inputs", seen.Inputs.Count), ("patterns", patterns.Count), ("matches", hits.Count)) with
            {
                At = contract.Source.At("features.forbidden"),
                Blind = "What code before the model puts into a column of another name.",
            };
        }
    }
}
