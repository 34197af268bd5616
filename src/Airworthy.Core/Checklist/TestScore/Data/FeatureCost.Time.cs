using Airworthy.Core.Checklist.Modelling;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class FeatureCost
{
    public sealed class Time : ICheck<FeatureWorth>
    {
        public Defect Defect => new Defect.Seen(RunsPage.Elsewhere, new FeatureWorth("drill", "2", "average_precision", "dev", 1,
            [new(["distance"], new(0.2, 0.19, 0.21), new(0.12, 0.11, 0.13), new(0.02, 0.02, 0.03), ["ledger"]), new(["sleeps"], new(0.3, 0.29, 0.31), new(0.2, 0.19, 0.21), new(50.1, 50.0, 50.4), ["ledger"])], WholeMs: new(51, 50, 52)))
        {
            Fields = Defect.Promising(("features.budget.latency_ms", "12")).Fields,
        };

        public Verdict Judge(ProjectContract contract, FeatureWorth seen)
        {
            if (Promised.Lacks(contract, "features.budget.latency_ms") is { } lacks)
            {
                return lacks;
            }

            if (FeaturesBeneficial.Old(seen) is { } old)
            {
                return old;
            }

            var budget = contract.Features!.Budget!.LatencyMs!.Value;
            var times = seen.Groups.Select(g => g.Ms).OfType<TimeWithin>().ToList();
            var isWhole = times.Count < seen.Groups.Count || times.Count == 0;
            var sum = isWhole ? seen.WholeMs : new TimeWithin(times.Sum(t => t.P99), times.Sum(t => t.Low), times.Sum(t => t.High));
            if (sum is null)
            {
                return Verdict.Unknown($"How long the features of version {seen.Version} of {seen.Model} take was not measured.", "Keep the model with its run as an ONNX file, with one input per column, and run `airworthy evaluate champion --importance`.");
            }

            var says = FormattableString.Invariant($"{(isWhole ? "Features and model together take" : $"{times.Count} group{(times.Count == 1 ? " takes" : "s of features take")}")} {sum.P99:0.###} ms at p99 for one row ({sum.Low:0.###} to {sum.High:0.###}); the budget is {budget:0.###} ms");
            var slowest = seen.Groups.Where(g => g.Ms is not null).MaxBy(g => g.Ms!.P99);
            var verdict = sum.High <= budget ? Verdict.Met($"{says}.")
                : isWhole ? Verdict.Undecided($"{says}, and how much of it is the features' cannot be told apart.", "Let the features be made inside a file that `airworthy train` wrote, or measure them in your serving code and sign the table: `airworthy attest feature-cost`.")
                : sum.Low > budget ? Verdict.Unmet($"{says}.", $"Make {slowest!.Name} cheaper, which takes most, or take it out.")
                : Verdict.Undecided($"{says}.", "Measure again on a quiet machine, or make the slowest group cheaper.");
            return verdict.With(("p99_ms", sum.P99), ("p99_ms_low", sum.Low), ("p99_ms_high", sum.High), ("budget_ms", budget)) with
            {
                Shown = times.Count == 0 ? null : new Shown(["features", "p99 ms", "from", "to"], [.. seen.Groups.Where(g => g.Ms is not null).OrderByDescending(g => g.Ms!.P99).Take(20).Select(g =>
                    (IReadOnlyList<string>)[g.Name, Ms(g.Ms!.P99), Ms(g.Ms.Low), Ms(g.Ms.High)])]),
                Blind = "What it takes to fetch the columns before they reach the model, and the machine that serves.",
            };
        }
    }

    private static string Ms(double ms) => ms.ToString("0.0###", System.Globalization.CultureInfo.InvariantCulture);
}
