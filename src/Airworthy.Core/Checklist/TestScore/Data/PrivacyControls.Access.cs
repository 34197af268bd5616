using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class PrivacyControls
{
    public sealed class Access : ICheck<FileReaders>
    {
        public Defect Defect => new Defect.Seen("a throw-away copy has readers of its own", new FileReaders(["data/raw.csv", ".airworthy/store"], 12, 1, 12, ["data/raw.csv"]))
        {
            Fields = Defect.Promising(("data.privacy.personal_data", "personal")).Fields,
        };

        public Verdict Judge(ProjectContract contract, FileReaders seen)
        {
            if (contract.Data?.Privacy?.PersonalData is not { } declared)
            {
                return Verdict.Unknown("data.privacy.personal_data is not written, so nobody knows who may read the files.", "Write how personal the data are, and who may read them (data.privacy.readers).");
            }

            var places = string.Join(", ", seen.Places.Take(4));
            var verdict = seen.ByEverybody > 0 && declared != PersonalData.None
                ? Verdict.Unmet($"{seen.ByEverybody:N0} of {seen.Files:N0} files can be read by every account of this machine ({string.Join(", ", (seen.Examples ?? []).Take(3))}), and the data are declared {Reading.WordAttribute.Of(declared)}.",
                    $"Take the right to read from others: chmod -R o-rwx {seen.Places[0]}, and the same for every folder named here.")
                : seen.ByEverybody > 0
                    ? Verdict.Met($"{seen.ByEverybody:N0} of {seen.Files:N0} files can be read by every account of this machine; the data are declared to hold nothing personal.")
                    : Verdict.Met($"None of {seen.Files:N0} files in {places} can be read by every account of this machine.");
            return verdict.With(("files", seen.Files), ("readable_by_everybody", seen.ByEverybody), ("readable_by_group", seen.ByGroup))
                .Concern(verdict.Answer == Answer.Met && declared != PersonalData.None && seen.ByGroup > 0
                    ? $"{seen.ByGroup:N0} files can be read by their group; whether that is {(contract.Data.Privacy.Readers is { Count: > 0 } readers ? string.Join(", ", readers.Take(3)) : "who may")} the file system does not say." : null) with
            {
                At = contract.Source.At("data.privacy.readers"),
                Blind = "Other machines, buckets, backups and databases, and who has this machine's root account.",
            };
        }
    }
}
