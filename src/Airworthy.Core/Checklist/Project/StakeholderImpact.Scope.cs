using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Project;

public static partial class StakeholderImpact
{
    public sealed class Scope : ICheck<SignedScope>
    {
        public Defect Defect => Defect.Promising(("data.represents.population", "everybody in another country, and in another century")) with { Turns = Answer.Unknown };

        public Verdict Judge(ProjectContract contract, SignedScope seen)
        {
            if (contract.Serving?.Target is null && contract.Data?.Represents?.Population is null)
            {
                return Verdict.Unknown("Neither serving.target nor data.represents.population is written down, so nothing shows for whom the impact was thought through.",
                    $"Write both into {contract.Source.File}.");
            }

            if (seen.Contract is null)
            {
                return Verdict.Unknown($"The statement of {seen.By} is not bound to a target and a population.", "Bind it with `airworthy attest stakeholder-impact --bind`.");
            }

            return seen.Contract == Subjects.Slice(contract, Pages.Find("stakeholder-impact")!.Read)
                ? Verdict.Met($"The target, the population and the document's path are those that {seen.By} signed on {seen.On:yyyy-MM-dd}.")
                : Verdict.Unknown($"Since {seen.By} signed on {seen.On:yyyy-MM-dd}, serving.target, data.represents.population or responsibility.impact changed.",
                    "Read the document again with the new target and population in mind, then renew it with `airworthy attest stakeholder-impact`.") with
                {
                    At = contract.Source.At("data.represents.population"),
                };
        }
    }
}
