using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class StateOfTheArt
{
    public sealed class Note : ICheck<PriorWork, Today>
    {
        private const int LeastSources = 3;

        /// <summary>Days after which what others know has to be looked at again.</summary>
        private const int Limit = 365;

        private const string Path = "docs/drilled-prior-work.md";

        public Defect Defect => new Defect.Files(size => new Dictionary<string, string?>
        {
            [Path] = "# Prior work\n\n" + string.Concat(Enumerable.Range(1, size switch { DefectSize.JustBelow => 3, DefectSize.JustAbove => 2, _ => 0 })
                .Select(i => $"{i}. A paper of the year 2000.\n   Link: https://example.com/{i}\n   Result: accuracy 0.7{i}\n")),
        })
        {
            Fields = Defect.Promising(("goal.state_of_the_art.note", Path)).Fields,
        };

        public Verdict Judge(ProjectContract contract, PriorWork seen, Today today)
        {
            var at = contract.Source.At("goal.state_of_the_art.note");
            var numbers = ((string, double)[])[("sources", seen.Sources.Count), ("limit_sources", LeastSources)];
            if (seen.Sources.Count < LeastSources)
            {
                return Verdict.Unmet($"{seen.Path} has {seen.Sources.Count} sources that can be read as such; at least {LeastSources} are asked.",
                    "List each source as an entry of its own with a link, its result, the data, and what you take from it.").With(numbers) with
                { At = at };
            }

            var poor = seen.Sources.Select(s => (s.Title, Why: WhyPoor(s))).Where(s => s.Why is not null).ToList();
            if (poor.Count > 0)
            {
                return Verdict.Unmet($"{poor.Count} of {seen.Sources.Count} sources in {seen.Path} lack what is asked of them: \"{poor[0].Title}\" {poor[0].Why}.",
                    "Give it a link and the number it reached, or write \"no number given\".").With(numbers) with
                {
                    At = at,
                    Shown = new Shown(["source", "what"], [.. poor.Take(20).Select(p => (IReadOnlyList<string>)[p.Title, p.Why!])]),
                };
            }

            if (Promised.Lacks(contract, "goal.state_of_the_art.reviewed") is { } lacks)
            {
                return lacks;
            }

            var reviewed = contract.Goal!.StateOfTheArt!.Reviewed!.Value;
            var age = today.Date.DayNumber - reviewed.DayNumber;
            var aged = ((string, double)[])[.. numbers, ("age_days", age), ("limit_days", Limit)];
            return age < 0
                    ? Verdict.Unmet($"The note is said to have been reviewed on {reviewed:yyyy-MM-dd}, which is after today ({today.Date:yyyy-MM-dd}).", "Correct goal.state_of_the_art.reviewed.").With(aged) with
                    {
                        At = contract.Source.At("goal.state_of_the_art.reviewed"),
                    }
                : age > Limit
                    ? Verdict.Unknown($"The note was last reviewed on {reviewed:yyyy-MM-dd}, {age} days ago; it counts for {Limit} days.", "Look what is new, add it, and set goal.state_of_the_art.reviewed.").With(aged) with
                    {
                        At = contract.Source.At("goal.state_of_the_art.reviewed"),
                    }
                : Verdict.Met($"{seen.Sources.Count} sources, each with a link and a number or the words that none is given, reviewed {age} days ago; the limit is {Limit}.").With(aged) with
                {
                    Blind = "Web addresses are not fetched, and a list of links does not show that anybody read them.",
                };
        }

        private static string? WhyPoor(PriorSource source) =>
            source.Link is null ? "has no link"
            : source.LinkIsLost ? $"links to {source.Link}, and no such file is in the project"
            : !source.HasNumber && !source.SaysNoNumber ? "has no number"
            : null;
    }
}
