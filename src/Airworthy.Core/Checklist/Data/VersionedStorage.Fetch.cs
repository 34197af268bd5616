using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class VersionedStorage
{
    public sealed class Fetch : ICheck<FetchedVersion>
    {
        /// <summary>A store whose packs were thrown away while the manifest still names what was in them.</summary>
        public Defect Defect => Defect.Writing(".airworthy/store/data/packs/*.pack", null);

        public Verdict Judge(ProjectContract contract, FetchedVersion seen)
        {
            var which = seen.IsNewest ? $"{seen.Id}, the only state of {seen.Dataset} so far" : $"{seen.Id} of {seen.Dataset}, picked by the day among {seen.Versions:N0} versions";
            var verdict = seen.Problem is { } problem
                ? Verdict.Unmet($"{char.ToUpperInvariant(which[0])}{which[1..]}, cannot be fetched: {problem.TrimEnd('.')}.", "Run `airworthy data verify` to see all that is damaged, and bring .airworthy/store/data from a machine or a backup that has it whole.")
                : Verdict.Met(seen.Read == seen.Chunks
                    ? $"Fetched {which}: all {seen.Chunks:N0} chunks ({seen.Bytes:N0} bytes) have the digests they had."
                    : $"Fetched a sample of {which}: {seen.Read:N0} of {seen.Chunks:N0} chunks, drawn by the day, have the digests they had, and every chunk is there ({seen.Bytes:N0} bytes in all).");
            return verdict.With(("bytes", seen.Bytes), ("chunks", seen.Chunks), ("chunks_read", seen.Read), ("versions", seen.Versions)) with
            {
                Blind = seen.Read == seen.Chunks
                    ? "Other versions were not fetched today. Whether the storage exists tomorrow nobody can see."
                    : $"A damage of one chunk in a thousand is missed with probability {Math.Pow(0.999, seen.Read):P1}. Other versions were not fetched today.",
            };
        }
    }
}
