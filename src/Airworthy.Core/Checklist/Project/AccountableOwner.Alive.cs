using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Project;

public static partial class AccountableOwner
{
    public sealed class Alive : ICheck<SignsOfLife, Today>
    {
        /// <summary>Days without a sign after which nobody can be said to be there.</summary>
        private const int Limit = 60;

        public Defect Defect => new Defect.Seen("what people do outside cannot be changed in a copy of the project",
            new SignsOfLife([new SignOfLife("the.owner", new DateOnly(1990, 1, 2), "a commit")]))
        { Turns = Answer.Unknown };

        public Verdict Judge(ProjectContract contract, SignsOfLife signs, Today today)
        {
            if (Promised.Lacks(contract, "owner.person") is { } lacks)
            {
                return lacks;
            }

            const string Next = "Look whether they still answer for it; if they do, list the addresses they commit with as emails in .airworthy/people.yaml.";
            if (signs.People.Where(p => p.Last <= today.Date).MaxBy(p => p.Last) is not { Last: { } last } newest)
            {
                return Verdict.Unknown($"The history{(signs.IsCutOff ? ", of which only the newest part is here," : "")} shows no sign of {string.Join(" or ", signs.People.Select(p => p.Handle))}.",
                    signs.IsCutOff ? "Fetch the whole history: `git fetch --unshallow`." : Next) with
                { At = contract.Source.At("owner") };
            }

            var age = today.Date.DayNumber - last.DayNumber;
            var numbers = ((string, double)[])[("age_days", age), ("limit_days", Limit)];
            var sign = $"The newest sign of life is of {newest.Handle}, {age} days ago ({newest.What ?? "undescribed"}, {last:yyyy-MM-dd})";
            return age <= Limit
                ? Verdict.Met($"{sign}; the limit is {Limit} days.").With(numbers)
                : Verdict.Unknown($"{sign}; after {Limit} days it no longer shows that somebody is there.", Next).With(numbers) with { At = contract.Source.At("owner") };
        }
    }
}
