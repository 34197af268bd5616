using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Project;

public static partial class TeamSync
{
    public sealed class Notes : ICheck<RitualNotes, Today>
    {
        private const string Folder = "docs/drilled-reviews";

        public Defect Defect => new Defect.Files(_ => new Dictionary<string, string?> { [$"{Folder}/1990-01-02.md"] = "What we decided: nothing yet.\n" })
        {
            Fields = Defect.Promising(("goal.cadence", $"[{{ritual: review, every_days: 14, where: {Folder}/}}]")).Fields,
            Turns = Answer.Unknown,
        };

        public Verdict Judge(ProjectContract contract, RitualNotes notes, Today today)
        {
            if (notes.Folders.Count == 0)
            {
                return Verdict.Unknown("No ritual names a folder of dated notes, so there is nothing to look at.", "Nothing has to be done; a folder in `where` would let this part speak.");
            }

            var oldest = notes.Folders
                .Select(f => (f.Ritual, f.Folder, Limit: 2 * f.EveryDays, Last: f.Dates.Where(d => d <= today.Date).Select(d => (DateOnly?)d).Max()))
                .MaxBy(f => f.Last is { } last ? today.Date.DayNumber - last.DayNumber - f.Limit : int.MaxValue);
            if (oldest.Last is not { } day)
            {
                return Verdict.Unknown($"{oldest.Folder} holds no note with a day in its name, up to {today.Date:yyyy-MM-dd}.",
                    $"After each {oldest.Ritual}, add a file named like {today.Date:yyyy-MM-dd}.md.") with
                { At = contract.Source.At("goal.cadence") };
            }

            var age = today.Date.DayNumber - day.DayNumber;
            var numbers = ((string, double)[])[("age_days", age), ("limit_days", oldest.Limit)];
            return age <= oldest.Limit
                ? Verdict.Met($"The newest note in {oldest.Folder} is of {day:yyyy-MM-dd}, {Days(age)} ago; the limit is {Days(oldest.Limit)}.").With(numbers)
                : Verdict.Unknown($"The newest note in {oldest.Folder} is of {day:yyyy-MM-dd}, {Days(age)} ago; after {Days(oldest.Limit)} it no longer shows that people meet.",
                    $"After the next {oldest.Ritual}, add a file named like {today.Date:yyyy-MM-dd}.md.").With(numbers);
        }

        private static string Days(int days) => days == 1 ? "1 day" : $"{days} days";
    }
}
