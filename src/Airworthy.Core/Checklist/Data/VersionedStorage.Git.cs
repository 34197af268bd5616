using System.Text;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class VersionedStorage
{
    public sealed class Git : ICheck<LargeFilesInHistory>
    {
        /// <summary>MB of 1,000,000 bytes: above this a file makes every clone of the repository slower for good.</summary>
        public const double Limit = 10;

        public Defect Defect => new Defect.Commits(size =>
        {
            var rows = size switch { DefectSize.JustBelow => 9_900_000, DefectSize.JustAbove => 10_100_000, _ => 14_000_000 };
            return
            [
                new PlantedCommit("Keep the rows here for now", "Drill <drill@airworthy.invalid>", new Dictionary<string, string?> { ["data/drill-rows.csv"] = Rows(rows) }),
                new PlantedCommit("Remove them again", "Drill <drill@airworthy.invalid>", new Dictionary<string, string?> { ["data/drill-rows.csv"] = null }),
            ];
        });

        public Verdict Judge(ProjectContract contract, LargeFilesInHistory seen)
        {
            if (seen.Commits == 0)
            {
                return Verdict.Unknown("The repository has no commit yet.", "Commit the project.");
            }

            var large = seen.Files.Where(f => f.Megabytes > Limit).ToList();
            var depth = $"{seen.Commits:N0} commit{(seen.Commits == 1 ? "" : "s")}";
            var verdict = large.Count == 0
                ? seen.IsShallow
                    ? Verdict.Unknown($"The clone is shallow: the {depth} it holds have no file above {Limit:0} MB, and older ones were not seen.", "Fetch the whole history: `git fetch --unshallow`, in CI a fetch depth of 0.")
                    : Verdict.Met($"No file above {Limit:0} MB in {depth}.")
                : Verdict.Unmet($"{large[0].Path} has {large[0].Megabytes:0.0} MB in commit {large[0].Commit} by {large[0].Author}"
                    + (large.Count > 1 ? $", and {large.Count - 1:N0} more {(large.Count == 2 ? "is" : "are")} above {Limit:0} MB." : $"; the limit is {Limit:0} MB."),
                    "Keep data outside git under names that never change their content, with a digest in git. Taking the file out of the history is a decision for all who have a clone.");
            return verdict.With(("commits", seen.Commits), ("large_files", large.Count), ("limit_mb", Limit)) with
            {
                Shown = large.Count == 0 ? null : new Shown(["file", "MB", "commit", "by"], [.. large.Take(10).Select(f => (IReadOnlyList<string>)[f.Path, $"{f.Megabytes:0.0}", f.Commit, f.Author])]),
                Blind = "What was taken out of the history by rewriting it is not seen.",
            };
        }

        /// <summary>Text of about a size that does not compress to nothing.</summary>
        private static string Rows(int bytes)
        {
            var text = new StringBuilder("id,x\n");
            for (var i = 0; text.Length < bytes - 21; i++)
            {
                text.Append(i).Append(',').Append((i * 2_654_435_761L) % 1_000_003).Append('\n');
            }

            return text.Append('0', Math.Max(0, bytes - text.Length)).ToString();
        }
    }
}
