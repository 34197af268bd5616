using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class VersionedStorage
{
    public sealed class Labels : ICheck<LabelRevisions>
    {
        public Defect Defect => new Defect.Seen("a project whose labels never changed has no second version in which they did",
            new LabelRevisions("drilled", 2, [new LabelStep("v0002", 40, 0) { SeenChanged = 40, SeenAdded = 0 }], "docs/label-changes.md"));

        public Verdict Judge(ProjectContract contract, LabelRevisions seen)
        {
            var compared = seen.Steps.Where(s => s.SeenChanged is not null).ToList();
            if (seen.Steps.FirstOrDefault(s => s.Problem is not null) is { } blind && compared.Count == 0)
            {
                return Verdict.Unknown($"The labels of {blind.Version} and its parent could not be compared: {blind.Problem!.TrimEnd('.')}.", "Bring the store, or correct what it says.");
            }

            var wrong = seen.Steps.Select(s => (Step: s, Why: Wrong(s, seen.Log))).Where(x => x.Why is not null).ToList();
            var changed = seen.Steps.Where(s => Changed(s) > 0).ToList();
            var verdict =
                wrong.Count > 0 ? Verdict.Unmet($"{wrong[0].Why}{(wrong.Count > 1 ? $" So it is with {wrong.Count - 1:N0} more." : "")}",
                    seen.Log is null ? "Name a file for such changes in data.storage.annotations, and say there why, under the version's name and with the count."
                    : $"Say in {seen.Log} why, under a heading with {wrong[0].Step.Version} and the number of labels; or correct the manifest.")
                : seen.Steps.Count == 0 ? Verdict.Met($"{seen.Dataset} has {seen.Versions:N0} version, so no label has changed between versions.")
                : changed.Count == 0 ? Verdict.Met($"No label of any id changed in {seen.Steps.Count:N0} step{(seen.Steps.Count == 1 ? "" : "s")} between versions; {compared.Count:N0} counted again from the rows.")
                : Verdict.Met($"Labels changed in {changed.Count:N0} of {seen.Steps.Count:N0} steps between versions, {changed.Sum(Changed):N0} labels in all; {seen.Log} has an entry with the count for each, and {compared.Count:N0} steps were counted again from the rows.");
            return verdict.With(("steps", seen.Steps.Count), ("steps_counted_again", compared.Count), ("labels_changed", seen.Steps.Sum(Changed))) with
            {
                Shown = seen.Steps.Count == 0 ? null : new Shown(["version", "changed", "added", "counted again", "in the log"],
                    [.. seen.Steps.TakeLast(5).Select(s => (IReadOnlyList<string>)[s.Version, $"{s.Changed:N0}", $"{s.Added:N0}", s.SeenChanged is null ? "–" : $"{s.SeenChanged:N0}, {s.SeenAdded:N0}", s.Logged is null ? "–" : string.Join(", ", s.Logged)])]),
                Blind = "Whether the reason in the log is the true one. Labels of rows whose id changed count as gone and added.",
            };
        }

        /// <summary>Labels that changed in a step: as counted from the rows, else as the manifest says.</summary>
        private static long Changed(LabelStep step) => step.SeenChanged ?? step.Changed ?? 0;

        private static string? Wrong(LabelStep step, string? log) =>
            step.SeenChanged is { } seen && (step.Changed != seen || step.Added != step.SeenAdded)
                ? $"{step.Version} changed {seen:N0} labels and added {step.SeenAdded:N0}, and its manifest says {Count(step.Changed)} and {Count(step.Added)}."
            : Changed(step) == 0 ? null
            : step.Logged is null ? $"{step.Version} changed {Changed(step):N0} labels, and {(log is null ? "the contract names no log of such changes" : $"{log} has no entry about it")}."
            : !step.Logged.Contains(Changed(step)) ? $"{step.Version} changed {Changed(step):N0} labels, and its entry in {log} does not say so (it says {string.Join(", ", step.Logged.Take(6))})."
            : null;

        private static string Count(long? count) => count?.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) ?? "nothing";
    }
}
