using Airworthy.Core.Contracts;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Checklist.Project;

public static partial class RegulationRequirements
{
    public sealed class Dangling : IContractCheck
    {
        public Defect Defect => Defect.Promising(("responsibility.regulations", "[{rule: \"Law 7, article 3\", requirement: no name of a person reaches the table}]"));

        public Verdict Judge(ProjectContract contract)
        {
            if (contract.Responsibility?.Regulations is not { Count: > 0 } laws)
            {
                return contract.Responsibility?.Regulations is null
                    ? Verdict.Unknown("responsibility.regulations is missing.", "List the laws, standards and agreements that apply, or write an empty list and why it is empty.")
                    : Promised.Lacks(contract, "responsibility.regulations_none_because")
                        ?? Verdict.Met($"No regulation applies, as stated: {contract.Responsibility.RegulationsNoneBecause!.Trim()}");
            }

            for (var i = 0; i < laws.Count; i++)
            {
                if (WhyNot(laws[i].Text, 3) is { } law)
                {
                    return Unwritten($"The name of law {i + 1} {law}.");
                }

                if (WhyNot(laws[i].Requirement, 20) is { } requirement)
                {
                    return Unwritten($"The requirement made of {laws[i].Text} {requirement}.");
                }
            }

            var dangling = laws.Where(l => WhyNot(l.HeldBy, 0) is not null).ToList();
            var numbers = ((string, double)[])[("requirements", laws.Count), ("dangling", dangling.Count)];
            return dangling.Count == 0
                ? Verdict.Met($"{(laws.Count == 1 ? "The one requirement names its holder" : $"All {laws.Count} requirements name a holder")}.").With(numbers)
                : Verdict.Unmet($"{dangling.Count} of {laws.Count} requirements name nothing that holds them up, the first from {dangling[0].Text}.",
                    "Write held_by with the id of an item or the path of a test.").With(numbers) with
                { At = contract.Source.At("responsibility.regulations") };

            string? WhyNot(string? text, int minimum) => Placeholder.WhyNot(text ?? "", minimum, contract.PolicyOrStandard);

            Verdict Unwritten(string says) =>
                Verdict.Unknown(says, "Write it as a sentence that could be false.") with { At = contract.Source.At("responsibility.regulations") };
        }
    }
}
