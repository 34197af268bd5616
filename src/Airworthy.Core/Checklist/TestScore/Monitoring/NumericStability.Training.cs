using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Monitoring;

public static partial class NumericStability
{
    public sealed class Training : ICheck<TrainingNumbers>
    {
        private static readonly string[] s_losses = ["loss", "objective", "nll", "cross_entropy", "deviance"];

        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new TrainingNumbers("drill", "2", "drill", [new("train_loss", 400, 12, 388), new("grad_norm", 400)], 20));

        public Verdict Judge(ProjectContract contract, TrainingNumbers seen)
        {
            var (called, unfailed) = ($"the run of version {seen.Version} of {seen.Model}", seen.Unfailed ?? []);
            var (bad, points) = (seen.Series.Where(s => s.NotFinite > 0).OrderBy(s => s.FirstStep).FirstOrDefault(), seen.Series.Sum(s => (long)s.Points));
            var hasLoss = seen.Series.Any(s => s_losses.Any(l => s.Name.Contains(l, StringComparison.OrdinalIgnoreCase)));
            var verdict = bad is not null
                ? Verdict.Unmet(string.Create(CultureInfo.InvariantCulture, $"{bad.Name} in {called} was NaN or infinite from step {bad.FirstStep} on ({bad.NotFinite:N0} of {bad.Points:N0} values), and the run went on to make a version."), "Stop a run on its first value that is not finite, and train again.")
                : unfailed.Count > 0
                ? Verdict.Unmet(string.Create(CultureInfo.InvariantCulture, $"{unfailed.Count:N0} of {seen.Finished:N0} finished runs ended well although a metric of theirs is NaN or infinite: {string.Join(", ", unfailed.Take(3))}."), "Let a run fail on its first value that is not finite; delete those that nobody needs.")
                : seen.Series.Count == 0
                ? Verdict.Unknown($"{char.ToUpperInvariant(called[0])}{called[1..]} logged no metric at more than one step, so nobody sees where a number turned invalid.", "Log the loss, and a gradient or metric, at each step.")
                : Verdict.Met(string.Create(CultureInfo.InvariantCulture, $"All {points:N0} values of {seen.Series.Count:N0} metrics that {called} logged by step are finite, and none of {seen.Finished:N0} finished runs holds one that is not."))
                    .Concern(hasLoss ? null : $"None of them is called a loss: {string.Join(", ", seen.Series.Take(4).Select(s => s.Name))}.");
            return verdict.With(("series", seen.Series.Count), ("values", points), ("not_finite", seen.Series.Sum(s => (long)s.NotFinite)), ("unfailed_runs", unfailed.Count)) with { Blind = "What training never logged, and numbers that were wrong before they were averaged." };
        }
    }
}
