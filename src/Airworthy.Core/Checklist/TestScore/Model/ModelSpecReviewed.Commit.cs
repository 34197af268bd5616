using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class ModelSpecReviewed
{
    public sealed class Commit : ICheck<ChampionOrigin>
    {
        private const string Train = "Train from a clean checkout of a commit on the default branch, let the run tag mlflow.source.git.commit and mlflow.source.git.dirty, and register the model from that run.";

        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new ChampionOrigin(
            "drill", "2", "trial-4", "3f5a1c9", Clean: false, Merged: true, Branch: "main", Data: "sha256:77aa", DataVersion: "v0001", HasSplits: true, Params: 3, Environment: "requirements.lock"));

        public Verdict Judge(ProjectContract contract, ChampionOrigin seen)
        {
            var champion = $"Version {seen.Version} of {seen.Model}";
            if (seen.Run is null)
            {
                return Verdict.Unmet($"{champion} names no run that is there, so nothing tells what it was trained from.", Train);
            }

            if (seen.Commit is null)
            {
                return Verdict.Unmet($"{champion} comes from the run {seen.Run}, and that names no commit.", Train);
            }

            var from = $"{champion} comes from the run {seen.Run} of commit {Short(seen.Commit)}";
            return seen switch
            {
                { Clean: false } => Verdict.Unmet($"{from}, with files that were changed and not committed.", Train),
                { Merged: false, Shallow: true } => Verdict.Unknown($"{from}, which cannot be found in this shallow clone.", "Fetch the whole history: `git fetch --unshallow`."),
                { Merged: false } => Verdict.Unmet($"{from}, which is not reachable from {seen.Branch}.", "Merge that commit by a reviewed change, or train again from what is merged."),
                { Clean: null } => Verdict.Unknown($"{from}, and nothing tells whether all files were as committed.", Train),
                _ => Verdict.Met($"{from}, on {seen.Branch}, from a clean working tree."),
            } with
            {
                Blind = "Whether what the run says of itself is true: a training script can write any tag.",
            };
        }

        private static string Short(string commit) => commit.Length > 10 ? commit[..10] : commit;
    }
}
