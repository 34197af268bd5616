using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class FeatureCodeTested
{
    public sealed class Covers : ICheck<CoverageReport>
    {
        /// <summary>Share of lines that must have run.</summary>
        public const double Limit = 0.9;

        public Defect Defect => FeatureCoverage.Defect(Limit);

        public Verdict Judge(ProjectContract contract, CoverageReport seen)
        {
            var verdict = FeatureCoverage.Judge(contract, seen, Limit);
            var idle = seen.Covered.Where(f => f.IsFeatureCode).SelectMany(f => (f.FunctionsNotRun ?? []).Where(IsPublic).Select(n => $"{n} in {f.Path}")).ToList();
            return verdict.Answer == Answer.Met && idle.Count > 0
                ? Verdict.Unmet($"{verdict.Says} But {idle.Count} public function{(idle.Count == 1 ? "" : "s")} never ran: {string.Join(", ", idle.Take(3))}.", "Test every public function.") with
                {
                    Numbers = verdict.Numbers,
                    Shown = verdict.Shown,
                    Blind = verdict.Blind,
                }
                : verdict;
        }

        private static bool IsPublic(string function) => !function.StartsWith('_');
    }
}
