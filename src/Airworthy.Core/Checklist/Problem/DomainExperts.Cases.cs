using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class DomainExperts
{
    public sealed class Cases : ICheck<MarkedErrors>
    {
        /// <summary>Marked errors of the current model that one sheet has to hold.</summary>
        public const int Least = 20;

        private const string Path = "docs/drilled-errors.csv";

        /// <summary>A sheet whose rows are of another model.</summary>
        public Defect Defect => new Defect.Files(size => new Dictionary<string, string?>
        {
            [Path] = "id,label,answer,error,expert_label,expert_note\n" + string.Concat(Enumerable.Range(1, 25).Select(i => $"drill-{i},1,0.0{i},0.9,1,It was number {i} of a drill\n")),
        })
        {
            Fields = Defect.Promising(("goal.experts", $"[{{person: an.expert, knows: how late flights come about, contact: an.expert@example.com, last_consulted: 2001-06-12, sheet: {Path}}}]")).Fields,
            Turns = Answer.Unknown,
        };

        public Verdict Judge(ProjectContract contract, MarkedErrors seen)
        {
            if (seen.Sheets.MaxBy(s => s.Current) is not { } best)
            {
                return Verdict.Unknown("No entry in goal.experts names a sheet of errors.", "Write one with `airworthy evaluate --errors FILE`, let the expert mark it, and name it as sheet in goal.experts.");
            }

            var others = seen.Sheets.Where(s => s.WhyNot is not null).ToList();
            var verdict = best.Current >= Least ? Verdict.Met($"{best.Person} marked {best.Current} of the worst errors of {seen.Model} ({best.Path}); at least {Least} are asked.")
                : best.WhyNot is { } why ? Verdict.Unknown($"{best.Path}: {why}", "Write the sheet again with `airworthy evaluate --errors FILE`, and leave its columns as they are.")
                : best.Marked >= Least ? Verdict.Unknown($"{best.Person} marked {best.Marked} errors in {best.Path}, and {best.Current} of them are among the {best.Rows} worst of {seen.Model} with the same answer: it is the sheet of another model or of other rows.", "Write the sheet of this model with `airworthy evaluate --errors FILE`, and sit down with the expert again.")
                : Verdict.Unknown($"{best.Marked} of {best.Rows} errors in {best.Path} are marked; at least {Least} are asked.", "Sit down with the expert and fill in expert_label or expert_note, row by row.");
            return others.Where(s => s != best).Aggregate(verdict.With(("marked", best.Marked), ("current", best.Current), ("minimum", Least))
                .Concern(best.Current >= Least && best.Different < 2 ? "Every row carries the same mark." : null), (v, s) => v.Concern($"{s.Path}: {s.WhyNot}")) with
            {
                At = contract.Source.At("goal.experts"),
                Blind = "Who wrote the marks, and what was made of them.",
            };
        }
    }
}
