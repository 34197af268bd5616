using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class ModelSpecReviewed
{
    public sealed class Review : ICheck<SpecReviews>
    {
        private const string Next = "Let somebody else approve the change before it is merged, and train from what is merged.";

        public Defect Defect => new Defect.Commits(size =>
        {
            PlantedCommit Commit(string message, string text) => new(message, "Drill <drill@airworthy.invalid>", new Dictionary<string, string?> { ["airworthy-drill.sql"] = text });
            const string Reviewed = "\n\nReviewed-by: Second reader <second@airworthy.invalid>";
            return [Commit("A feature" + Reviewed, "select 1"), Commit("Another learning rate" + (size == DefectSize.JustBelow ? Reviewed : ""), "select 2")];
        })
        {
            Fields = Defect.Promising(("features.code", "[airworthy-drill.sql]")).Fields,
        };

        public Verdict Judge(ProjectContract contract, SpecReviews seen)
        {
            if (seen is { Source: ReviewSource.Records, FromCi: { } word })
            {
                var says = $"{word.Says} (recorded by the CI on {word.On:yyyy-MM-dd}, {word.Run})";
                return word.Answer switch
                {
                    Answer.Met => Verdict.Met(says),
                    Answer.Unmet => Verdict.Unmet(says, Next),
                    _ => Verdict.Unknown(says, Next),
                };
            }

            if (seen.Source is null)
            {
                return Verdict.Unknown("No approval can be seen: no record of the CI, no token for the forge, and no commit with a `Reviewed-by:` line by somebody else.",
                    "Let the CI publish what it sees: `airworthy ci install`. Or set GITHUB_TOKEN, GITLAB_TOKEN or AZURE_DEVOPS_EXT_PAT, or write `Reviewed-by:` lines.");
            }

            var open = seen.Changes.Where(c => c.Approver is null).ToList();
            var numbers = ((string, double)[])[("commits", seen.Changes.Count), ("not_approved", open.Count), ("days", seen.Days)];
            if (seen.Changes.Count == 0)
            {
                return Verdict.Unknown($"No merged commit that touches what makes the model can be seen{(seen.IsShallow ? " in this shallow clone" : "")}.", seen.IsShallow ? "Fetch the whole history: `git fetch --unshallow`." : "Commit and merge it.").With(numbers);
            }

            var where = seen.Source == ReviewSource.Forge ? "approvals of pull requests" : "`Reviewed-by:` lines and merges by others";
            var verdict = open.Count > 0
                ? Verdict.Unmet($"{open.Count} of {seen.Changes.Count} commits that touch what makes the model were approved by nobody but their author: {open[0].Commit} by {open[0].By} on {open[0].On:yyyy-MM-dd} ({open[0].Subject}). Looked at {where}.", Next)
                : Verdict.Met($"All {seen.Changes.Count} commits of {seen.Days} days that touch what makes the model were approved by somebody other than their author ({where}).");
            return verdict.With(numbers)
                .Concern(seen.Source == ReviewSource.Trailers ? "Seen in commits alone, which whoever may commit can write." : null)
                .Concern(seen.NotMerged > 0 ? $"{seen.NotMerged} commit{(seen.NotMerged == 1 ? " is" : "s are")} not merged yet and not counted." : null)
                .Concern(seen.IsShallow ? "The clone is shallow: older commits were not seen." : null) with
            {
                Shown = new Shown(["commit", "on", "by", "approved by", "change"], [.. open.Concat(seen.Changes.Except(open)).Take(10)
                    .Select(c => (IReadOnlyList<string>)[c.Commit, $"{c.On:yyyy-MM-dd}", c.By, c.Approver ?? "nobody", c.Subject])]),
                Blind = "How carefully somebody read, and which commit a model was trained from.",
            };
        }
    }
}
