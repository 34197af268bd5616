using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class Ci
{
    public sealed class Red : ICheck<CiRuns>
    {
        public Defect Defect => new Defect.Seen(Elsewhere, new CiRuns(["drill"], [], Tests: 40, GreenRuns: 200)) { Turns = Answer.Undecided };

        public Verdict Judge(ProjectContract contract, CiRuns seen)
        {
            var numbers = ((string, double)[])[("red_runs", seen.RedRuns), ("green_runs", seen.GreenRuns)];
            return (seen.RedRuns, seen.DrilledOn, seen.GreenRuns) switch
            {
                ( > 0, _, _) => Verdict.Met($"{seen.RedRuns} of {seen.RedRuns + seen.GreenRuns} runs that can be seen were red: the run can fail.").With(numbers),
                (_, { } day, _) => Verdict.Met($"A drill showed on {day:yyyy-MM-dd} that the tests can fail.").With(numbers),
                (_, _, > 0) => Verdict.Undecided($"None of {seen.GreenRuns} runs that can be seen was red. Can it fail at all?",
                    "Break something on purpose in a pull request, or rehearse it: `airworthy drill unit-tests/ran`.").With(numbers),
                _ => Verdict.Unknown("No run of a CI can be seen from here.", Publish).With(numbers),
            };
        }
    }
}
