using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class DataSchema
{
    public sealed class Approved : ICheck<SchemaHistory>
    {
        /// <summary>Characters of a message's first line below which it gives no reason.</summary>
        private const int MinimumReason = 10;

        public Defect Defect
        {
            get
            {
                const string Path = "airworthy-drill.schema.yaml";
                PlantedCommit Commit(string message, int high) => new(message, "Drill <drill@airworthy.invalid>",
                    new Dictionary<string, string?> { [Path] = $"columns:\n  x: {{type: number, range: [0, {high}], required: true}}\n" });
                return new Defect.Commits(_ => [Commit("Describe the column x\n\nReviewed-by: Second reader <second@airworthy.invalid>", 10), Commit("Allow larger values of x", 1_000_000)])
                {
                    Fields = Defect.Promising(("data.schema", Path)).Fields,
                };
            }
        }

        public Verdict Judge(ProjectContract contract, SchemaHistory seen)
        {
            const string Review = "Let somebody else read the schema and approve the change, by a merged pull request or a `Reviewed-by:` line in the commit.";
            if (seen.Changes.Count == 0 || !seen.IsMerged)
            {
                return Verdict.Unknown($"{seen.Path} {(seen.Changes.Count == 0 ? "was never committed" : "differs from what lies on the default branch")}, so nobody can have approved it.", Review);
            }

            var newest = seen.Changes[0];
            var reviewed = seen.Changes.Count(c => c.Reviewer is not null);
            var numbers = ((string, double)[])[("changes", seen.Changes.Count), ("reviewed", reviewed)];
            var when = $"{newest.Commit} by {newest.By} on {newest.On:yyyy-MM-dd}";
            if (newest.Reviewer is not null)
            {
                return Verdict.Met($"Its newest change, {when} ({newest.Reason}), was approved by {newest.Reviewer}; {reviewed} of {seen.Changes.Count} changes were reviewed.").With(numbers)
                    .Concern(newest.Reason.Trim().Length < MinimumReason ? $"The reason given is \"{newest.Reason}\"." : null)
                    .Concern(seen.IsGenerated ? "Its first lines still say that a program inferred it." : null);
            }

            if (reviewed > 0)
            {
                return Verdict.Unmet($"{when} ({newest.Reason}) changed the schema without a review; {reviewed} earlier change{(reviewed == 1 ? " was" : "s were")} reviewed.", Review).With(numbers);
            }

            if (newest.ByMachine || seen.IsGenerated)
            {
                return Verdict.Unknown($"{seen.Path} was {(seen.IsGenerated ? "inferred by a program" : "committed by a program")} ({when}) and nobody has reviewed it.", Review).With(numbers);
            }

            return contract.PolicyOrStandard == Policy.Light && newest.Reason.Trim().Length >= MinimumReason
                ? Verdict.Met($"Its newest change is {when} ({newest.Reason}); under the policy light its author alone suffices.").With(numbers).Concern("Nobody besides its author has read it.")
                : Verdict.Unknown($"None of its {seen.Changes.Count} change{(seen.Changes.Count == 1 ? "" : "s")} that can be seen was reviewed; the newest is {when}.",
                    seen.IsShallow ? "Fetch the whole history: `git fetch --unshallow`. " + Review : Review).With(numbers);
        }
    }
}
