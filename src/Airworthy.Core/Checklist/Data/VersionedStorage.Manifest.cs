using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class VersionedStorage
{
    public sealed class Manifest : ICheck<DatasetVersions>
    {
        private const string Drilled = "drilled";

        /// <summary>A manifest whose second version hides where it came from: nothing links it to the first.</summary>
        public Defect Defect => new Defect.Files(_ => new Dictionary<string, string?>
        {
            [Datasets.DatasetManifest.PathOf(Drilled)] = $$$"""
                dataset: {{{Drilled}}}
                versions:
                  - {id: v0001, digest: sha256:{{{new string('0', 64)}}}, rows: 100, bytes: 5000, made: 2001-01-01, from: {source: a file}}
                  - {id: v0002, digest: sha256:{{{new string('1', 64)}}}, rows: 120, bytes: 6000, made: 2001-02-01, from: {source: a file}}
                """,
        })
        { Fields = new Dictionary<string, string?> { ["data.dataset"] = Drilled } };

        public Verdict Judge(ProjectContract contract, DatasetVersions seen)
        {
            if (seen.Problems.Count > 0)
            {
                return Verdict.Unmet($"The versions of {seen.Dataset} cannot be read: {seen.Problems[0]}{(seen.Problems.Count > 1 ? $" And {seen.Problems.Count - 1} more." : "")}", "Mend the manifest; git has its earlier states.");
            }

            if (seen.Versions.Count == 0)
            {
                return Verdict.Unknown($"{seen.Dataset} has no version yet.", $"Run `airworthy data add {seen.Dataset} PATH`, and commit the manifest.");
            }

            var newest = seen.Versions[^1];
            var orphan = seen.Versions.Skip(1).FirstOrDefault(v => v.Parent is null);
            var verdict = orphan is null
                ? Verdict.Met($"{seen.Versions.Count:N0} version{(seen.Versions.Count == 1 ? "" : "s")} of {seen.Dataset}, newest {newest.Id} of {newest.Made:yyyy-MM-dd} with {newest.Rows:N0} rows; each has a digest, rows, bytes, a source and a date, and each after the first its parent.")
                : Verdict.Unmet($"{orphan.Id} of {seen.Dataset} names no parent, so nothing tells what it came out of; {seen.Versions.Count:N0} versions in all.", "Write its from.parent in the manifest.");
            var unsplit = contract.Data?.Split is null ? [] : seen.Versions.Where(v => v.Splits.Count == 0).ToList();
            return verdict.With(("versions", seen.Versions.Count), ("rows", newest.Rows), ("bytes", newest.Bytes), ("versions_without_splits", unsplit.Count))
                .Concern(verdict.Answer == Answer.Met && unsplit.Count > 0 ? $"{unsplit.Count:N0} of {seen.Versions.Count:N0} versions name no digests of their splits, {unsplit[^1].Id} among them: what train, dev and test were follows from the contract alone." : null)
                .Concern(seen.Edited is { Count: > 0 } edited ? $"{string.Join(", ", edited)} in the project's folder is no longer what {newest.Id} holds, and checks read {newest.Id}: `airworthy data add {seen.Dataset} {string.Join(' ', edited)}` makes it the next version." : null) with
            {
                Shown = new Shown(["version", "made", "rows", "bytes", "source", "parent"],
                    [.. seen.Versions.TakeLast(5).Select(v => (IReadOnlyList<string>)[v.Id, $"{v.Made:yyyy-MM-dd}", $"{v.Rows:N0}", $"{v.Bytes:N0}", v.Source, v.Parent ?? "–"])]),
                Blind = "A manifest is a promise: whether the store still has what it names is asked by fetch.",
            };
        }
    }
}
