using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Project;

public static partial class FirstReleasePlan
{
    public sealed class Date : ICheck<ReleaseDates, Today>
    {
        /// <summary>Moves of the date from which on it is a concern.</summary>
        private const int Limit = 2;

        public Defect Defect => Defect.Promising(("goal.first_release.by", "1990-01-02"), ("stage", "data"));

        public Verdict Judge(ProjectContract contract, ReleaseDates seen, Today today)
        {
            if (Promised.Lacks(contract, "goal.first_release.by") is { } lacks)
            {
                return lacks;
            }

            var by = contract.Goal!.FirstRelease!.By!.Value;
            var at = contract.Source.At("goal.first_release.by");
            var left = by.DayNumber - today.Date.DayNumber;
            if (left < 0 && contract.StageOrIdea < Stage.Live)
            {
                return Verdict.Unmet($"The first release was due on {by:yyyy-MM-dd}; today is {today.Date:yyyy-MM-dd}, and the project is still at the stage {Reading.WordAttribute.Of(contract.StageOrIdea)}: nothing is served.",
                    "Put the simplest thing that answers in front of users, or set a new date and say what stood in the way.").With(("days_left", left)) with
                { At = at };
            }

            if (seen.WhyNot is { } whyNot)
            {
                return Verdict.Unknown($"Whether the date {by:yyyy-MM-dd} was moved cannot be seen: {whyNot}", seen.Next ?? "Commit the contract.") with { At = at };
            }

            if (seen.Dates.Count == 0)
            {
                return Verdict.Unknown($"The date {by:yyyy-MM-dd} is in no commit yet, so nobody could see it move.", "Commit the contract.") with { At = at };
            }

            var pending = seen.Dates[^1].By != by;
            var moves = seen.Dates.Count - 1 + (pending ? 1 : 0);
            var shown = seen.Dates.Select(d => (IReadOnlyList<string>)[$"{d.By:yyyy-MM-dd}", $"{d.On:yyyy-MM-dd}", d.Commit, d.Who]).ToList();
            if (pending)
            {
                shown.Add([$"{by:yyyy-MM-dd}", "not committed", "", ""]);
            }

            return Verdict.Met(moves switch
            {
                0 => $"The date {by:yyyy-MM-dd} stands since {seen.Dates[0].On:yyyy-MM-dd} ({seen.Dates[0].Commit}) and was not moved.",
                1 => $"The date was moved once, from {seen.Dates[0].By:yyyy-MM-dd} to {by:yyyy-MM-dd}{(pending ? "" : $" ({seen.Dates[^1].Commit})")}.",
                _ => $"The date was moved {moves} times, from {seen.Dates[0].By:yyyy-MM-dd} to {by:yyyy-MM-dd}.",
            })
                .With(("moves", moves), ("days_left", left))
                .Concern(moves >= Limit ? $"A date that was moved {moves} times will hardly be kept; a smaller first release may be." : null)
                with
            {
                Shown = new Shown(["by", "written on", "commit", "who"], shown),
            };
        }
    }
}
