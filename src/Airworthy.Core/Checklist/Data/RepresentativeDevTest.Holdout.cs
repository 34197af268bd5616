using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class RepresentativeDevTest
{
    public sealed class Holdout : ICheck<TestReads>
    {
        /// <summary>Reads of test per model generation where the contract says nothing.</summary>
        public const int Usual = 5;

        public Defect Defect => new Defect.Seen("reads are counted in the store of the real project, which a copy leaves behind", new TestReads((10 * Usual) + 1, (10 * Usual) + 1, "test has held these rows",
            [.. Enumerable.Range(1, 3).Select(i => new TestRead(new DateOnly(2026, 2, 28).AddDays(-i), $"trial-{52 - i}", "drill"))]))
        {
            Fields = new Dictionary<string, string?> { ["data.split.test_reads"] = null },
        };

        public Verdict Judge(ProjectContract contract, TestReads seen)
        {
            if (seen.Ever == 0)
            {
                return Verdict.Unknown("No run has read test through `airworthy data read`, so no read was counted.", "Let runs take their rows with `airworthy data read --split test --run NAME`, which counts.");
            }

            var budget = contract.Data?.Split?.TestReads ?? Usual;
            var found = $"Runs have read test {seen.Reads:N0} times since {seen.Since}; {budget:N0} are allowed per model generation";
            var verdict = seen.Reads > 2 * budget
                ? Verdict.Unmet($"{found}, and more than double is too many: what was chosen with these rows no longer measures anything new.",
                    "Take a fresh test split, from rows that nobody has looked at, and decide between candidates on dev.")
                : Verdict.Met($"{found}.").Concern(seen.Reads > budget ? $"The test set is becoming a dev set: {seen.Reads:N0} reads, {budget:N0} allowed, Unmet from {(2 * budget) + 1:N0} on." : null);
            return verdict.With(("reads", seen.Reads), ("allowed", budget), ("reads_ever", seen.Ever)) with
            {
                At = contract.Source.At("data.split.test_reads"),
                Shown = seen.Newest.Count == 0 ? null : new Shown(["day", "run", "by"], [.. seen.Newest.Select(r => (IReadOnlyList<string>)[$"{r.On:yyyy-MM-dd}", r.Run ?? "–", r.By])]),
                Blind = "Reads that do not go through `airworthy data read`, and reads whose records were never pulled here.",
            };
        }
    }
}
