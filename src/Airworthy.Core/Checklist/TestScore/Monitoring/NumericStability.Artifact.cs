using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Monitoring;

public static partial class NumericStability
{
    public sealed class Artifact : ICheck<ChampionWeights>
    {
        /// <summary>No weight that means something is larger.</summary>
        public const double MostAbs = 1e15;

        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new ChampionWeights("drill", "2", 3_400, 2, 1.7, First: "dense_1.kernel"));

        public Verdict Judge(ProjectContract contract, ChampionWeights seen)
        {
            var limits = contract.Monitoring?.Weights;
            var (most, dead) = (limits?.MaxAbs ?? MostAbs, seen.Units == 0 ? 0 : (double)seen.Dead / seen.Units);
            var verdict = seen.NotFinite > 0
                ? Verdict.Unmet($"{N(seen.NotFinite)} of {N(seen.Count)} numbers in version {seen.Version} of {seen.Model} are NaN or infinite, the first in {seen.First}.", "Look at the loss of each step of its training, and train again.")
                : seen.MostAbs > most
                ? Verdict.Unmet($"The largest number in version {seen.Version} of {seen.Model} is {F(seen.MostAbs)}; {F(most)} is the limit.", "Scale the features, or regularise; where it is right, raise monitoring.weights.max_abs.")
                : limits?.MaxDeadShare is { } share && dead > share
                ? Verdict.Unmet($"{N(seen.Dead)} of {N(seen.Units)} units of version {seen.Version} of {seen.Model} are dead ({dead:P1}); {share:P1} is the limit.", "Train with a smaller rate, another activation or fewer units.")
                : seen.Outside > 0
                ? Verdict.Unknown($"{N(seen.Outside)} tensors of version {seen.Version} of {seen.Model} lie in another file, which is not read.", "Keep the model in one ONNX file.")
                : Verdict.Met($"All {N(seen.Count)} numbers in version {seen.Version} of {seen.Model} are finite, the largest {F(seen.MostAbs)}{(seen.Units > 0 ? $"; {N(seen.Dead)} of {N(seen.Units)} units are dead" : "")}.");
            return verdict.With(("numbers", seen.Count), ("not_finite", seen.NotFinite), ("largest", seen.MostAbs), ("limit", most), ("dead_share", dead)) with { Blind = "A number that is finite and wrong, and trees that no row reaches." };
        }

        private static string N(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

        private static string F(double value) => value.ToString("0.###E+0", CultureInfo.InvariantCulture);
    }
}
