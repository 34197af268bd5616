using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class VersionedStorage
{
    public sealed class Lineage : ICheck<ChampionOrigin>
    {
        private const string Next = "Train from a merged commit on a version of the dataset (`airworthy data add`), log its digest, the parameters and the lock file with the run, and register the model from that run: `airworthy explain runs-page` lists the tags.";

        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new ChampionOrigin("drill", "2", "trial-4", "3f5a1c9", Clean: true, Merged: true, Branch: "main", Data: "sha256:0000", Params: 3, Environment: "requirements.lock"));

        public Verdict Judge(ProjectContract contract, ChampionOrigin seen)
        {
            var champion = $"Version {seen.Version} of {seen.Model}";
            if (seen.Run is null)
            {
                return Verdict.Unmet($"{champion} names no run that is there, so nothing leads from it to its data and code.", Next);
            }

            (bool Is, string What)[] steps =
            [
                (seen.Commit is not null && seen.Merged, seen.Commit is null ? "it names no commit" : $"its commit {seen.Commit} is not reachable from {seen.Branch}"),
                (seen.DataVersion is not null, seen.Data is null ? "it names no data" : $"its data {seen.Data} are no version of the dataset that is there"),
                (seen.DataVersion is null || seen.HasSplits, $"{seen.DataVersion} has no split recorded"),
                (seen.Params > 0, "it logged no parameters"),
                (seen.Environment is not null, "nothing tells its environment"),
            ];
            var open = steps.Where(s => !s.Is).Select(s => s.What).ToList();
            var from = $"{champion} comes from the run {seen.Run}";
            return (open.Count == 0
                ? Verdict.Met($"{from}, that from commit {seen.Commit}, {seen.DataVersion} of the data with its splits, {seen.Params} parameters and {seen.Environment}; all are there.")
                : seen is { Shallow: true, Merged: false, Commit: not null } && open.Count == 1
                    ? Verdict.Unknown($"{from}, whose commit {seen.Commit} cannot be found in this shallow clone.", "Fetch the whole history: `git fetch --unshallow`.")
                    : Verdict.Unmet($"{from}, and there the way ends: {string.Join("; ", open)}.", Next)).With(("steps", steps.Length), ("missing", open.Count));
        }
    }
}
