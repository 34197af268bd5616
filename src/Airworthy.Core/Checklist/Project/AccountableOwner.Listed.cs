using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Checklist.Project;

public static partial class AccountableOwner
{
    public sealed class Listed : ICheck<PeopleListed>
    {
        /// <summary>Words of an address that many people read.</summary>
        private static readonly HashSet<string> s_groups = new(StringComparer.OrdinalIgnoreCase)
        {
            "team", "teams", "group", "all", "everyone", "everybody", "staff", "support", "helpdesk", "info", "office", "oncall", "noreply", "mailinglist", "distribution",
        };

        public Defect Defect => Defect.Promising(("owner", "{person: one.person, deputy: one.person}"));

        public Verdict Judge(ProjectContract contract, PeopleListed seen)
        {
            if (Promised.Lacks(contract, "owner.person", "owner.deputy") is { } lacks)
            {
                return lacks;
            }

            var (owner, deputy) = (contract.Owner!.Person, contract.Owner.Deputy!);
            if (owner == deputy)
            {
                return Verdict.Unmet($"{owner} is both owner and deputy; when that person is away nobody answers.", "Name another person in owner.deputy.") with
                {
                    At = contract.Source.At("owner.deputy"),
                };
            }

            foreach (var (handle, field) in (ReadOnlySpan<(string, string)>)[(owner, "owner.person"), (deputy, "owner.deputy")])
            {
                if (WhyNotReachable(seen[handle], handle, contract.PolicyOrStandard) is { } why)
                {
                    return Verdict.Unknown(why, $"Correct .airworthy/people.yaml, or {field}.") with { At = contract.Source.At(field) };
                }

                if (WhyShared(seen[handle]!, seen) is { } shared)
                {
                    return Verdict.Unmet(shared, $"Give {handle} a contact in .airworthy/people.yaml that reaches this person and nobody else.") with { At = contract.Source.At(field) };
                }
            }

            return Verdict.Met($"{seen[owner]!.Name} answers for it, {seen[deputy]!.Name} stands in; each has a contact of their own.")
                .Concern(seen[owner]!.Roles?.Contains(Role.Owner) == true ? null : $"{owner} does not have the role owner in .airworthy/people.yaml, and so cannot sign for this.");
        }

        private static string? WhyNotReachable(ListedPerson? person, string handle, Policy policy) =>
            person is null ? $"{handle} is not in .airworthy/people.yaml."
            : !person.Active ? $"{handle} is no longer active on the project."
            : Placeholder.WhyNot(person.Name, 2, policy) is { } name ? $"The name of {handle} {name}."
            : Placeholder.WhyNot(person.Contact ?? "", 3, policy) is { } contact ? $"The contact of {handle} {contact}."
            : null;

        private static string? WhyShared(ListedPerson person, PeopleListed seen) =>
            IsGroup(person.Contact!) ? $"The contact of {person.Handle}, {person.Contact}, reaches a group; a duty that is everybody's is nobody's."
            : seen.People.FirstOrDefault(p => p.Handle != person.Handle && string.Equals(p.Contact?.Trim(), person.Contact!.Trim(), StringComparison.OrdinalIgnoreCase)) is { } other
                ? $"{person.Handle} and {other.Handle} have one contact, {person.Contact}."
            : null;

        private static bool IsGroup(string contact) =>
            contact.Trim() is ['#', ..]
            || (contact.Contains('@', StringComparison.Ordinal)
                && contact.Split('@')[0].Trim().Split('.', '-', '_', '+').Any(s_groups.Contains));
    }
}
