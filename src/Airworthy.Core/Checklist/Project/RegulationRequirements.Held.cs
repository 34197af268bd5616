using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Project;

public static partial class RegulationRequirements
{
    public sealed class Held : ICheck<RegulationHolders, ChecklistSoFar>
    {
        private const string Item = "regulation-requirements";

        public Defect Defect => Defect.Promising(("responsibility.regulations",
            "[{rule: \"Law 7, article 3\", requirement: no name of a person reaches the table, held_by: tests/no_such_test.py}]"));

        public Verdict Judge(ProjectContract contract, RegulationHolders seen, ChecklistSoFar soFar)
        {
            if (contract.Responsibility?.Regulations is not { } laws)
            {
                return Verdict.Unknown("responsibility.regulations is missing.", "List the laws, standards and agreements that apply, or write an empty list and why it is empty.");
            }

            if (laws.Count == 0)
            {
                return Promised.Lacks(contract, "responsibility.regulations_none_because") ?? Verdict.Met("No regulation applies, as stated; there is no holder to follow.");
            }

            var followed = laws.Where(l => l.HeldBy is not null)
                .Select(l => (Law: l.Text, Holder: l.HeldBy!, Stand: Holding.Of(seen.Holders.FirstOrDefault(h => h.Id == l.HeldBy) ?? new Holder(l.HeldBy!), Item, soFar, contract, fields: false)))
                .ToList();
            var holds = followed.Count(f => f.Stand.Hold == Hold.Firm);
            var numbers = ((string, double)[])[("requirements", laws.Count), ("held", holds)];
            var at = contract.Source.At("responsibility.regulations");
            if (followed.FirstOrDefault(f => f.Stand.Hold == Hold.Broken) is { Law: not null } broken)
            {
                return Verdict.Unmet($"{broken.Stand.Says}, so nothing holds up {broken.Law}.", $"Mend {broken.Holder}, or name what really holds the requirement up.").With(numbers) with { At = at };
            }

            if (followed.FirstOrDefault(f => f.Stand.Hold == Hold.Open) is { Law: not null } open)
            {
                return Verdict.Unknown($"{holds} of {laws.Count} requirements are held; {open.Stand.Says}, which is to hold up {open.Law}.", $"Answer {open.Holder} first: `airworthy explain {open.Holder}`.")
                    .With(numbers) with
                { At = at };
            }

            return followed.Count < laws.Count
                ? Verdict.Unknown($"{laws.Count - followed.Count} of {laws.Count} requirements name no holder.", "Write held_by with the id of an item or the path of a test.").With(numbers) with { At = at }
                : Verdict.Met($"All {laws.Count} requirements are held: {string.Join(", ", followed.Select(f => f.Stand.Says).Distinct())}.").With(numbers);
        }
    }
}
