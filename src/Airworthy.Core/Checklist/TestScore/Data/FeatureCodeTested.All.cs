using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class FeatureCodeTested
{
    public sealed class All : ICheck<PredictionTrace>
    {
        private const string Drilled = "airworthy-drill/features.py";
        private const string Hidden = "airworthy-drill/hidden.py";
        private const string Report = "airworthy-drill/prediction.xml";

        /// <summary>A prediction in which a second file runs, that the list does not name.</summary>
        public Defect Defect => new Defect.Files(size => new Dictionary<string, string?>
        {
            [Drilled] = "x = 1\n",
            [Hidden] = "y = 2\n",
            [Report] = $"<coverage>{Source(Drilled, 1)}{Source(Hidden, size == DefectSize.JustBelow ? 0 : 1)}</coverage>\n",
        })
        {
            Fields = Defect.Promising(("features.code", $"[{Drilled}]"), ("features.trace", $"{{report: {Report}}}")).Fields,
        };

        public Verdict Judge(ProjectContract contract, PredictionTrace seen)
        {
            if (Promised.Lacks(contract, "features.code", "features.trace.report") is { } lacks)
            {
                return lacks;
            }

            if (Reports.Stale(seen.MadeAt, seen.NewerThan, [seen.File]) is { } stale)
            {
                return stale;
            }

            var features = seen.Ran.Where(f => f.IsFeatureCode).ToList();
            if (features.Count == 0)
            {
                return Verdict.Unknown($"No file of features.code ran in {seen.File}, so it shows no prediction from its raw row on.", "Measure one prediction that begins with a row as it comes in.");
            }

            var unnamed = seen.Ran.Where(f => f is { IsFeatureCode: false, IsBeside: false }).ToList();
            var verdict = unnamed.Count > 0
                ? Verdict.Unmet($"{unnamed.Count} file{(unnamed.Count == 1 ? "" : "s")} ran in a prediction that neither features.code nor features.trace.besides names: {string.Join(", ", unnamed.Take(4).Select(f => f.Path))}{(unnamed.Count > 4 ? ", …" : "")}.",
                    "Name what shapes an input in features.code, and test it; name the others in features.trace.besides.")
                : Verdict.Met($"Of {seen.Ran.Count} files that ran in a prediction, features.code names the {features.Count} that shape inputs.");
            return verdict.With(("files_ran", seen.Ran.Count), ("feature_files", features.Count), ("unnamed", unnamed.Count)) with
            {
                Shown = new Shown(["file", "lines that ran", "named in"], [.. seen.Ran.Take(20).Select(f => (IReadOnlyList<string>)[f.Path, $"{f.Lines}", f.IsFeatureCode ? "features.code" : f.IsBeside ? "features.trace.besides" : "nowhere"])]),
                Blind = "One prediction runs one path: what other rows would run, what queries do inside a database, and whether a file in besides shapes an input after all.",
            };
        }

        private static string Source(string path, int hits) => $"<class name=\"drill\" filename=\"{path}\"><lines><line number=\"1\" hits=\"{hits}\"/></lines></class>";
    }
}
