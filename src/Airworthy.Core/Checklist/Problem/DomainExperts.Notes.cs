using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class DomainExperts
{
    public sealed class Notes : ICheck<ExpertNotes>
    {
        private const int LeastWords = 60;

        /// <summary>Days between the consultation and the day of its note.</summary>
        private const int Limit = 7;

        private const string Path = "docs/drilled-consultation-2001-06-12.md";

        public Defect Defect => new Defect.Files(size => new Dictionary<string, string?>
        {
            [Path] = string.Join(' ', Enumerable.Range(1, size switch { DefectSize.JustBelow => LeastWords, DefectSize.JustAbove => LeastWords - 1, _ => 3 }).Select(i => $"word{i}")),
        })
        {
            Fields = Defect.Promising(("goal.experts",
                $"[{{person: an.expert, knows: how late flights come about, contact: an.expert@example.com, last_consulted: 2001-06-12, notes: {Path}}}]")).Fields,
        };

        public Verdict Judge(ProjectContract contract, ExpertNotes seen)
        {
            var experts = contract.Goal?.Experts?.Where(e => e.Notes is not null).ToList() ?? [];
            if (experts.Count == 0)
            {
                return Verdict.Unknown("No entry in goal.experts names its notes.", "Write down what the expert said, and name the file in goal.experts.");
            }

            var at = contract.Source.At("goal.experts");
            var open = new List<string>();
            var fewest = int.MaxValue;
            foreach (var expert in experts)
            {
                if (seen.Notes.FirstOrDefault(n => n.Path == expert.Notes) is not { } note)
                {
                    open.Add($"{expert.Notes} is not there");
                    continue;
                }

                fewest = Math.Min(fewest, note.Words);
                if (note.Words < LeastWords)
                {
                    return Verdict.Unmet($"{note.Path} has {note.Words} words; at least {LeastWords} are asked.", "Write down what the expert said: what is wrong in the data, which mistakes hurt, what to ask next.")
                        .With(("words", note.Words), ("limit_words", LeastWords)) with
                    { At = at };
                }

                if (note.Dated is not { } dated)
                {
                    open.Add($"{note.Path} carries no day");
                }
                else if (expert.LastConsulted is not { } consulted)
                {
                    open.Add($"{expert.Person} has no last_consulted");
                }
                else if (Math.Abs(dated.DayNumber - consulted.DayNumber) is var apart and > Limit)
                {
                    return Verdict.Unmet($"{expert.Person} was consulted on {consulted:yyyy-MM-dd}, but {note.Path} is of {dated:yyyy-MM-dd}, {apart} days apart; the limit is {Limit}.",
                        "Write a note of that consultation, or correct last_consulted.").With(("days_apart", apart), ("limit_days", Limit)) with
                    { At = at };
                }
            }

            return open.Count > 0
                ? Verdict.Unknown($"{string.Join("; ", open)}.", "Put the note into the project, with its day in its name, and the same day in last_consulted.") with { At = at }
                : Verdict.Met($"{experts.Count} {(experts.Count == 1 ? "note agrees" : "notes agree")} with the day of the consultation; the shortest has {fewest} words, and at least {LeastWords} are asked.")
                    .With(("notes", experts.Count), ("fewest_words", fewest), ("limit_words", LeastWords));
        }
    }
}
