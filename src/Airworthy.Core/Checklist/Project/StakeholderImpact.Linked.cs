using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Project;

public static partial class StakeholderImpact
{
    public sealed class Linked : ICheck<ImpactDocument, ChecklistSoFar>
    {
        private const string Path = "docs/drilled-impact.md";
        private const string Test = "tests/drilled_impact_test.py";

        public Defect Defect => new Defect.Files(size => new Dictionary<string, string?>
        {
            [Path] = ImpactText.Harms(size == DefectSize.JustBelow ? Test : "no-such-item"),
            [Test] = "def test_seats(): assert True\n",
        })
        {
            Fields = Defect.Promising(("responsibility.impact", Path)).Fields,
        };

        public Verdict Judge(ProjectContract contract, ImpactDocument seen, ChecklistSoFar soFar)
        {
            if (seen.Harms.Count == 0)
            {
                return Verdict.Unknown($"{seen.Path} names no harm, so there is nothing to follow.", $"List the harms below the heading \"harms\" in {seen.Path}.");
            }

            if (seen.Harms.FirstOrDefault(h => h.Mitigated && h.HeldBy is null or { Count: 0 } && h.AcceptedBy is null) is { } loose)
            {
                return Verdict.Unmet($"The mitigation of \"{loose.Name}\" names nothing that holds it up.",
                    $"Write held_by with an item, a test, a limit or a fallback beside it in {seen.Path}.") with
                { At = contract.Source.At("responsibility.impact") };
            }

            var holders = seen.Holders ?? [];
            var followed = holders.Select(h => (h.Id, Stand: Holding.Of(h, "stakeholder-impact", soFar, contract, fields: true))).ToList();
            var broken = followed.Where(f => f.Stand.Hold == Hold.Broken).ToList();
            var numbers = ((string, double)[])[("holders", holders.Count), ("broken", broken.Count)];
            if (broken.Count > 0)
            {
                var harm = seen.Harms.FirstOrDefault(h => h.HeldBy?.Contains(broken[0].Id) == true);
                return Verdict.Unmet($"{broken[0].Stand.Says}{(harm is null ? $", and {seen.Path} rests on it" : $", and the mitigation of \"{harm.Name}\" rests on it")}{(broken.Count > 1 ? $"; {broken.Count - 1} more are broken" : "")}.",
                    $"Mend {broken[0].Id}, or name what really holds it up in {seen.Path}.").With(numbers) with
                { At = contract.Source.At("responsibility.impact") };
            }

            var open = followed.Where(f => f.Stand.Hold == Hold.Open).Select(f => f.Id).ToList();
            return (holders.Count == 0
                    ? Verdict.Met($"All {seen.Harms.Count} harms are accepted by name; there is no mitigation to follow.")
                    : Verdict.Met($"Mitigations rest on {string.Join(", ", followed.Select(f => f.Id).Take(8))}{(followed.Count > 8 ? $" and {followed.Count - 8} more" : "")}; {(followed.Count == 1 ? "it exists and is not failing" : "all exist and none is failing")}."))
                .With(numbers)
                .Concern(open.Count == 0 ? null : $"Not known to hold yet: {string.Join(", ", open)}.");
        }
    }
}
