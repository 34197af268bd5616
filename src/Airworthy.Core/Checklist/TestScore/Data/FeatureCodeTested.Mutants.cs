using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class FeatureCodeTested
{
    public sealed class Mutants : ICheck<MutationReport>
    {
        /// <summary>Share of the mutants that the tests must kill.</summary>
        public const double Limit = 0.6;

        private const string Drilled = "airworthy-drill/features.py";

        /// <summary>A file of whose hundred mutants too few are killed.</summary>
        public Defect Defect => new Defect.Files(size => new Dictionary<string, string?>
        {
            [Drilled] = string.Concat(Enumerable.Range(1, 100).Select(i => $"x{i} = {i}\n")),
            [$"{Reports.DrillFolder}/mutation-drill.json"] = Report(size switch { DefectSize.JustBelow => 60, DefectSize.JustAbove => 59, _ => 5 }),
        })
        {
            Fields = Defect.Promising(("features.code", $"[{Drilled}]")).Fields,
        };

        public Verdict Judge(ProjectContract contract, MutationReport seen)
        {
            if (Promised.Lacks(contract, "features.code") is { } lacks)
            {
                return lacks;
            }

            if (Reports.Stale(seen.MadeAt, seen.NewerThan, seen.Files) is { } stale)
            {
                return stale;
            }

            var features = seen.Mutated.Where(f => f.IsFeatureCode).OrderBy(f => f.Share).ToList();
            var (all, killed, untried) = (features.Sum(f => f.All), features.Sum(f => f.Killed), features.Sum(f => f.Untried));
            if (all == 0)
            {
                return Verdict.Unknown($"No report of mutation testing names a mutant of {string.Join(", ", contract.Features!.Code!)}.", "Let the tool change these files too.");
            }

            var says = $"{killed:N0} of {all:N0} mutants ({(double)killed / all:P1}) of the feature code were killed by the tests; {Limit:P0} are asked.";
            var verdict = killed >= Limit * all
                ? seen.Unseen is { Count: > 0 } unseen
                    ? Verdict.Unknown($"{says} But no report names {string.Join(", ", unseen.Take(3))}{(unseen.Count > 3 ? $" and {unseen.Count - 3} more" : "")}.", "Let the tool change every file of features.code, or take out what makes no features.")
                    : Verdict.Met(says)
                : killed + untried >= Limit * all
                    ? Verdict.Unknown($"{says} {untried:N0} were not tried yet.", "Let the tool come to its end.")
                    : Verdict.Unmet($"{says} Weakest: {features[0].Path} ({features[0].Share:P0}; {features[0].Survived:N0} survived, {features[0].Uncovered:N0} met no test).", "Read the mutants that survived, and test what each of them changes.");
            return verdict.With(("feature_mutants", all), ("feature_mutants_killed", killed), ("share", (double)killed / all), ("limit_share", Limit), ("untried", untried)) with
            {
                Shown = new Shown(["file", "mutants", "killed", "survived", "met no test", "not tried"],
                    [.. features.Take(10).Select(f => (IReadOnlyList<string>)[f.Path, $"{f.All}", $"{f.Killed} ({f.Share:P0})", $"{f.Survived}", $"{f.Uncovered}", $"{f.Untried}"])]),
                Blind = "Mutants that change nothing anybody could see survive rightly. A report in JUnit form may leave out that a mutant was never tried.",
            };
        }

        private static string Report(int killed)
        {
            static string Mutant(int line, bool isKilled) => $$$"""{"id": "{{{line}}}", "mutatorName": "drill", "location": {"start": {"line": {{{line}}}, "column": 1}, "end": {"line": {{{line}}}, "column": 2}}, "status": "{{{(isKilled ? "Killed" : "Survived")}}}"}""";
            return $$$$"""{"schemaVersion": "2", "thresholds": {"high": 80, "low": 60}, "files": {"{{{{Drilled}}}}": {"language": "python", "source": "", "mutants": [{{{{string.Join(", ", Enumerable.Range(1, 100).Select(i => Mutant(i, i <= killed)))}}}}]}}}""";
        }
    }
}
