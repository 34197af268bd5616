using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class DomainExperts
{
    public sealed class Recent : ICheck<Today>
    {
        public Defect Defect => Defect.Promising(("goal.experts", "[{person: an.expert, knows: how late flights come about, contact: an.expert@example.com, last_consulted: 9999-01-01}]"));

        public Verdict Judge(ProjectContract contract, Today today)
        {
            var at = contract.Source.At("goal.experts");
            var asked = contract.Goal?.Experts?.Where(e => e.LastConsulted is not null).ToList() ?? [];
            if (asked.Count == 0)
            {
                return Verdict.Unknown("No entry in goal.experts says when the expert was last asked.", "Sit down with an expert, then write the day into last_consulted.") with { At = at };
            }

            var newest = asked.MaxBy(e => e.LastConsulted)!;
            var day = newest.LastConsulted!.Value;
            var age = today.Date.DayNumber - day.DayNumber;
            var limit = contract.StageOrIdea == Stage.Live ? 180 : 120;
            var numbers = ((string, double)[])[("age_days", age), ("limit_days", limit)];
            return age < 0
                    ? Verdict.Unmet($"{newest.Person} is said to have been asked on {day:yyyy-MM-dd}, which is after today ({today.Date:yyyy-MM-dd}).", "Correct last_consulted.").With(numbers) with { At = at }
                : age <= limit
                    ? Verdict.Met($"{newest.Person} was asked on {day:yyyy-MM-dd}, {age} days ago; the limit is {limit} days.").With(numbers)
                    : Verdict.Unknown($"Nobody was asked since {day:yyyy-MM-dd}, {age} days ago; the limit is {limit} days.", "Ask an expert again, write the note and set last_consulted.").With(numbers) with { At = at };
        }
    }
}
