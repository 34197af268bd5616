using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Project;

public static partial class StakeholderImpact
{
    public sealed class Document : ICheck<ImpactDocument>
    {
        private const string Path = "docs/drilled-impact.md";

        public Defect Defect => new Defect.Files(size => new Dictionary<string, string?> { [Path] = ImpactText.Of(size) })
        {
            Fields = Defect.Promising(("policy", "standard"), ("responsibility.impact", Path)).Fields,
        };

        public Verdict Judge(ProjectContract contract, ImpactDocument seen)
        {
            var light = contract.PolicyOrStandard == Policy.Light;
            var (leastWords, leastCharacters, leastHarms) = light ? (0, 20, 1) : (40, 0, 3);
            var wrong = new List<(string Where, string What)>();
            var found = new List<DocumentSection>();
            foreach (var heading in ImpactDocument.Headings)
            {
                if (seen.Sections.FirstOrDefault(s => s.Heading == heading || s.Heading.StartsWith(heading + " ", StringComparison.Ordinal)) is not { } section)
                {
                    wrong.Add((heading, "is missing"));
                    continue;
                }

                found.Add(section);
                if (section.Words < leastWords)
                {
                    wrong.Add((heading, $"has {section.Words} words, and at least {leastWords} are asked"));
                }
                else if (section.Characters < leastCharacters)
                {
                    wrong.Add((heading, $"has {section.Characters} characters, and at least {leastCharacters} are asked"));
                }
                else if (section.Filler is { } filler)
                {
                    wrong.Add((heading, filler));
                }
            }

            if (seen.Harms.Count < leastHarms)
            {
                wrong.Add(("harms", $"names {seen.Harms.Count} of at least {leastHarms}"));
            }

            wrong.AddRange(seen.Harms.Where(h => !h.Mitigated && h.AcceptedBy is null).Select(h => ($"harm \"{h.Name}\"", "has neither a mitigation nor an acceptance with a name")));
            var numbers = ((string, double)[])
            [
                ("headings", found.Count), ("limit_headings", ImpactDocument.Headings.Count), ("harms", seen.Harms.Count), ("limit_harms", leastHarms),
                ("fewest_words", found.Select(s => s.Words).DefaultIfEmpty(0).Min()), ("limit_words", leastWords),
            ];
            if (wrong.Count > 0)
            {
                return Verdict.Unmet($"{seen.Path}: {wrong[0].Where} {wrong[0].What}{(wrong.Count > 1 ? $", and {wrong.Count - 1} more" : "")}.",
                    $"Complete {seen.Path} together with somebody who would bear the harms.").With(numbers) with
                {
                    At = contract.Source.At("responsibility.impact"),
                    Shown = new Shown(["where", "what"], [.. wrong.Take(20).Select(w => (IReadOnlyList<string>)[w.Where, w.What])]),
                };
            }

            var mitigated = seen.Harms.Count(h => h.Mitigated);
            var vague = seen.Harms.Where(h => h.Lacks is { Count: > 0 }).ToList();
            return Verdict.Met($"{seen.Path} has all {ImpactDocument.Headings.Count} headings and {seen.Harms.Count} harms: {mitigated} mitigated, {seen.Harms.Count - mitigated} accepted by name.")
                .With(numbers)
                .Concern(vague.Count == 0 ? null : $"The harm \"{vague[0].Name}\" does not say its {string.Join(" and ", vague[0].Lacks!)}{(vague.Count > 1 ? $", nor do {vague.Count - 1} others say all" : "")}.")
                with
            {
                Blind = "Headings, words and names were read; whether the list is complete or honest was not.",
            };
        }
    }
}
