using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class FunctionalityTests
{
    public sealed class Kinds : ICheck<CaseFiles>
    {
        /// <summary>Cases below which nothing is said.</summary>
        public const int MinimumCases = 10;

        public Defect Defect => new Defect.Files(size =>
        {
            var all = new InOrder<string?> { { ".airworthy/cases/*", null } };
            for (var i = 1; i <= 12; i++)
            {
                var expect = i switch { 1 when size == DefectSize.JustBelow => "{invariant: same, change: {tail: N1}}", 2 when size != DefectSize.FarAbove => "{invariant: higher, change: {delay: 120}}", _ => "{class: late}" };
                all.Add($".airworthy/cases/drill-{i:00}.yaml", $"input: {{delay: {i}}}\nexpect: {expect}\nwhy: Drawn up by a drill, case number {i}.\n");
            }

            return all;
        });

        public Verdict Judge(ProjectContract contract, CaseFiles seen)
        {
            var cases = seen.Cases.Where(c => c.Kind is not null).ToList();
            var broken = seen.Cases.Where(c => c.Kind is null).ToList();
            var kinds = Enum.GetValues<CaseKind>().Select(k => (Kind: k, Count: cases.Count(c => c.Kind == k))).ToList();
            var missing = kinds.Where(k => k.Count == 0).Select(k => WordAttribute.Of(k.Kind)).ToList();
            var says = $"{cases.Count} case{(cases.Count == 1 ? "" : "s")} in .airworthy/cases/ ({string.Join(", ", kinds.Select(k => $"{k.Count} {WordAttribute.Of(k.Kind)}"))})";
            var verdict = cases.Count < MinimumCases
                ? Verdict.Unknown($"{says}; at least {MinimumCases} are asked.", "Write one file per case, with `input`, `expect` and `why`; incidents and complaints are the best source.")
                : missing.Count > 0
                    ? Verdict.Unmet($"{says}, and none of the kind {string.Join(" or ", missing)}.", "Add a case of each kind: one that must pass, one where a change does not matter, one where it makes things worse.")
                    : Verdict.Met($"{says}.");
            return verdict.With([("cases", cases.Count), .. kinds.Select(k => (WordAttribute.Of(k.Kind).Replace('-', '_'), (double)k.Count)), ("minimum_cases", MinimumCases)])
                .Concern(broken.Count == 0 ? null : $"{broken.Count} file{(broken.Count == 1 ? " is" : "s are")} no case: {broken[0].Path} {broken[0].Wrong}") with
            {
                Blind = "Whether the model gets them right; nothing was run.",
            };
        }
    }
}
