using Airworthy.Core.Checklist.Modelling;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class SingleExampleDebug
{
    /// <summary>Rows that are asked again at least, and days that it counts.</summary>
    public const int LeastRows = 20, MostDays = 90;

    /// <summary>How far the parts of an answer may be from it.</summary>
    public const double Tolerated = 1e-4;

    public sealed class Stored : ICheck<StoredAnswersAgain>
    {
        /// <summary>An encoder that was changed after the answers were stored.</summary>
        public Defect Defect => new Defect.Seen(RunsPage.Elsewhere, new StoredAnswersAgain("drill", "2", "dev", 20, 17, ["D100041", "D100077"], 0.31, 1, 2e-7));

        public Verdict Judge(ProjectContract contract, StoredAnswersAgain seen)
        {
            const string Again = "Run `airworthy model explain champion --replay 20`.";
            if (seen.Different == 0 && seen.Rows < LeastRows)
            {
                return Verdict.Unknown($"{seen.Rows} row{(seen.Rows == 1 ? " was" : "s were")} asked again of version {seen.Version} of {seen.Model}; {LeastRows} are asked for.", Again);
            }

            if (seen.Different == 0 && seen.DaysAgo > MostDays)
            {
                return Verdict.Unknown($"Version {seen.Version} of {seen.Model} was last asked again {seen.DaysAgo} days ago; {MostDays} days count.", Again);
            }

            var verdict = seen.Different > 0
                ? Verdict.Unmet(FormattableString.Invariant($"Of {seen.Rows} rows of {seen.Split} asked again, {seen.Different} {(seen.Different == 1 ? "is" : "are")} answered otherwise than the run of version {seen.Version} stored, by up to {seen.Largest:0.######}: {string.Join(", ", seen.Differing)}."),
                    $"Follow one of them with `airworthy model explain champion --row {(seen.Differing.Count > 0 ? seen.Differing[0] : "ID")}`: the file, or what is made of the columns before it, is not what made the stored answers.")
                : seen.PartsApart > Tolerated
                    ? Verdict.Unmet(FormattableString.Invariant($"The parts of an answer of version {seen.Version} add up to {seen.PartsApart:0.######} beside it; {Tolerated} is allowed."), "Follow one row with `airworthy model explain champion --row ID`, and train again.")
                    : Verdict.Met(FormattableString.Invariant($"{seen.Rows} rows drawn from {seen.Split} come out of the file of version {seen.Version} of {seen.Model} as its run stored them{(seen.PartsApart is null ? "" : ", and the parts of each answer add up to it")}."))
                        .Concern(seen.PartsApart is null ? "The file was not written here, so its answers can be estimated in parts, and not taken apart exactly." : null);
            return verdict.With([("rows", seen.Rows), ("different", seen.Different), ("largest", seen.Largest), .. seen.PartsApart is { } apart ? ((string, double)[])[("parts_apart", apart)] : []]) with
            {
                Blind = "Requests that were answered in use, and what guards and fallbacks decided about them.",
            };
        }
    }
}
