using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Trials;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class FunctionalityTests
{
    public sealed class Teeth : ICheck<FunctionalityTeeth>
    {
        private const string DrillCommand = "drill {model} {junit}";

        /// <summary>Cases that a broken model passes just as well; just below the limit one of them sees it.</summary>
        public Defect Defect => new Defect.Files(size =>
        {
            string Cases(int failing) => Reports.JUnit(Enumerable.Range(1, 12).Select(i => ($"case_{i:00}", 0.1, i <= failing ? TestOutcome.Failed : TestOutcome.Passed)));
            return new Dictionary<string, string?>
            {
                [TestRun.ReportOf(TestRun.FunctionalityTests)] = Cases(0),
                [TestRun.NoteOf(TestRun.FunctionalityTests)] = new TestRun(default, new CommandEnd(DrillCommand, 0, 1)).ToText(),
                [TeethTrial.Report] = Cases(size == DefectSize.JustBelow ? 1 : 0),
                [TeethTrial.Note] = new TeethTrial(default, DrillCommand, "the drill", "two columns exchanged", null, new CommandEnd(DrillCommand, 0, 1)).ToText(),
            };
        })
        {
            Fields = Defect.Promising(("commands.functionality_tests", $"\"{DrillCommand}\"")).Fields,
        };

        public Verdict Judge(ProjectContract contract, FunctionalityTeeth seen)
        {
            if (Reports.Stale(seen.MadeAt, seen.NewerThan, seen.Files) is { } stale)
            {
                return stale;
            }

            if (seen.How is not { } how)
            {
                return Verdict.Unknown($"The model of {seen.Model} could not be broken on purpose: {seen.WhyNot}.", "Keep the model with its run as model/model.onnx, one input per column.");
            }

            var verdict = seen.Tests == 0 ? Verdict.Unknown($"No test ran both with the model of {seen.Model} as it is and with it broken.", $"See what the command printed in {TeethTrial.Output}, and run `airworthy check functionality-tests --here` again.")
                : seen.Caught == 0 ? Verdict.Unmet($"All {seen.Tests:N0} tests that pass with the model of {seen.Model} also pass with it broken: {how}.", "Ask what only a model that reads its columns right can answer: a plain case of each class, and one where a single column moves the score.")
                : Verdict.Met($"{seen.Caught:N0} of {seen.Tests:N0} tests fail when the model of {seen.Model} is broken ({how}), such as {string.Join(", ", (seen.Names ?? []).Take(3))}.");
            return verdict.With(("tests", seen.Tests), ("caught", seen.Caught))
                .Concern(seen.Caught > 1 && seen.Caught == seen.Tests ? "Every one of them fails: look whether they ask it at all, or it only does not load." : null) with
            {
                Blind = "Other ways of being broken.",
            };
        }
    }
}
