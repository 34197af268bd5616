using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class Cd
{
    private static ServedVersions Seen(RoutedVersion? version) => new("drill", "drill", [new(2, 3, "models:/drill/2", "sha256:22", By: RoutedChange.Policy), new(1, 30, "constant:0.2", By: "ana")], version is null ? [] : [version]);

    public sealed class Path : ICheck<ServedVersions>
    {
        private const int Most = 5;

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, Seen(new RoutedVersion("models:/drill/2", "sha256:22", RegisteredDigest: "sha256:22")));

        public Verdict Judge(ProjectContract contract, ServedVersions seen)
        {
            if (Kept.Tampered(seen.Endpoint, seen.BrokenAt) is { } broken)
            {
                return broken;
            }

            var changes = seen.Switched.Append(seen.Changes[^1]).Distinct().Where(c => c.Digest is not null && !c.IsDrill).Take(Most).ToList();
            if (changes.Count == 0)
            {
                return Verdict.Unknown($"No registered version has been brought into use at {seen.Endpoint} yet: a constant needs no path.", "Bring one there: `airworthy release start VERSION`.");
            }

            var looked = changes.Select(c => (Change: c, Gap: Gap(seen[c.Live, c.Digest]))).ToList();
            var gaps = looked.Where(l => l.Gap is not null).ToList();
            var unnamed = looked.Where(l => l.Gap is null && (!l.Change.IsNamed || seen[l.Change.Live, l.Change.Digest]!.AcceptedBy is "")).ToList();
            var verdict = gaps is [var gap, ..] ? Verdict.Unmet($"{gaps.Count} of the last {changes.Count} changes of what answers at {seen.Endpoint} lack a part of the path: {gap.Change.Live}, {Kept.Ago(gap.Change.DaysAgo)}: {gap.Gap}.", "Release only by `airworthy release start`, what the gate has judged.")
                : unnamed is [var nobody, ..] ? Verdict.Unknown($"Who approved {unnamed.Count} of the last {changes.Count} changes is not known: {nobody.Change.Live}, {Kept.Ago(nobody.Change.DaysAgo)}, by whoever could reach the server.", "Let the release policy move releases on, and ask who calls: `airworthy account`.")
                : Verdict.Met($"Each of the last {changes.Count} changes of what answers at {seen.Endpoint} was registered, judged by the gate, and released by {string.Join(" or ", changes.Select(c => c.By).Distinct())}, with the files that were registered.");
            return verdict.With(("changes", changes.Count), ("gaps", gaps.Count)) with
            {
                Shown = new Shown(["version", "days ago", "by", "gate"], [.. changes.Select(c => (IReadOnlyList<string>)[c.Live, $"{c.DaysAgo:0}", c.By, seen[c.Live, c.Digest]?.Gate ?? "-"])]),
            };
        }

        private static string? Gap(RoutedVersion? version) => version switch
        {
            null or { IsRegistered: false } => "the registry has no such version",
            { RegisteredDigest: null } => "its registered files cannot be read any more",
            _ when version.RegisteredDigest != version.Digest => "its registered files are others than those that answered",
            { Gate: null } => "the gate has no report about these files",
            { Gate: "refused" } => "the gate had refused it",
            { Gate: "open", AcceptedBy: null } => "the gate had not passed it, and nobody accepted that",
            _ => null,
        };
    }

    public sealed class Drift : ICheck<ServedVersions>
    {
        public Defect Defect => new Defect.Seen(Kept.Elsewhere, Seen(new RoutedVersion("models:/drill/2", "sha256:22", RegisteredDigest: "sha256:33", Gate: "passed")));

        public Verdict Judge(ProjectContract contract, ServedVersions seen)
        {
            if (Kept.Tampered(seen.Endpoint, seen.BrokenAt) is { } broken)
            {
                return broken;
            }

            var routed = new[] { (Model: seen.Now.Live, seen.Now.Digest), (Model: seen.Now.Other ?? "", Digest: seen.Now.OtherDigest) }.Where(s => s.Digest is not null).ToList();
            if (routed.Count == 0)
            {
                return Verdict.Unknown($"{seen.Endpoint} answers with {seen.Now.Live} alone, which has no files that could be others than the registered ones.", "Release a registered version: `airworthy release start VERSION`.");
            }

            var strange = routed.Where(s => seen[s.Model, s.Digest] is not { IsRegistered: true } version || version.RegisteredDigest != s.Digest).ToList();
            return (strange is [var first, ..]
                ? Verdict.Unmet($"{first.Model} is routed with the files {Short(first.Digest)}, {(seen[first.Model, first.Digest] is { IsRegistered: true, RegisteredDigest: { } now } ? $"registered are {Short(now)}" : "which the registry does not know")}.", "Register the files as a version of their own, and release that one.")
                : Verdict.Met($"Everything that is loaded at {seen.Endpoint} ({string.Join(", ", routed.Select(s => s.Model))}) is registered with the very files that answer; all {seen.Changes.Count} changes are in one whole chain.")).With(("routed", routed.Count), ("unregistered", strange.Count)) with
            { Blind = "Versions that only fall back, and gateways that keep nothing in this store." };
        }

        private static string Short(string? digest) => digest is { Length: > 15 } ? digest[..15] + "…" : digest ?? "none";
    }

    public sealed class Speed : ICheck<ServedVersions>
    {
        public Defect Defect => new Defect.Seen(Kept.Elsewhere, Seen(null)) { Turns = Answer.Unknown };

        public Verdict Judge(ProjectContract contract, ServedVersions seen)
        {
            if (Kept.Broken(seen.Endpoint, seen.BrokenAt) is { } broken)
            {
                return broken;
            }

            var hours = (seen.Versions ?? []).Where(v => v is { JudgedDaysAgo: not null, LiveDaysAgo: not null } && v.JudgedDaysAgo >= v.LiveDaysAgo).Select(v => (v.JudgedDaysAgo!.Value - v.LiveDaysAgo!.Value) * 24).Order().ToList();
            return hours.Count == 0
                ? Verdict.Unknown($"No version has come from the gate into use at {seen.Endpoint} yet.", "Release one that the gate has judged.")
                : Verdict.Met($"From the gate's report to all traffic took {hours[hours.Count / 2]:0.#} hours (the median of {hours.Count} version{(hours.Count == 1 ? "" : "s")}, {hours[0]:0.#} to {hours[^1]:0.#}). No limit is set.").With(("median_hours", hours[hours.Count / 2]), ("versions", hours.Count));
        }
    }
}
