using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class ProxyOnlineCorrelation
{
    /// <summary>Days of an experiment below which nothing is said: of fewer, Student's interval leans on the shape of the numbers.</summary>
    public const int LeastDays = 8;

    /// <summary>A larger share is no small one.</summary>
    private const double SmallShare = 0.2;

    public sealed class Degraded : ICheck<DegradedExperiment>
    {
        /// <summary>An experiment in which the worse version did better in use.</summary>
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new DegradedExperiment("roc_auc", "docs/drilled-experiment.csv", "4", "9", 0.7, 0.6,
            [.. Enumerable.Range(0, 10).Select(i => new DegradedDay(new DateOnly(2001, 3, 1 + i), 40 + (i % 3), 42 + (i % 4)))], 0.1))
        {
            Fields = Defect.Promising(("metric.direction", "up"), ("online_metric", "{name: saved connections, direction: up, experiment: docs/drilled-experiment.csv}")).Fields,
        };

        public Verdict Judge(ProjectContract contract, DegradedExperiment seen) => Of(contract, seen);

        /// <summary>What an experiment says; also where launches are too few to.</summary>
        internal static Verdict Of(ProjectContract contract, DegradedExperiment seen)
        {
            if (Promised.Lacks(contract, "metric.direction", "online_metric.direction") is { } lacks)
            {
                return lacks;
            }

            static string Number(double number) => number.ToString("G4", CultureInfo.InvariantCulture);
            double Better(Direction? direction, double worse, double better) => direction == Direction.Down ? worse - better : better - worse;
            var (name, confidence) = (contract.OnlineMetric!.Name, contract.Metric!.Confidence ?? 0.95);
            var unserved = seen.Unserved is { Count: > 0 } none ? $"On {none.Count} of the days that {seen.Path} tells of, such as {none[0]:yyyy-MM-dd}, the gateway did not let both versions answer; they are left out." : null;
            if (seen.Offline is not { } offline || seen.OfflineDegraded is not { } degraded)
            {
                return Verdict.Unknown($"No run tells the {seen.Metric} of version {(seen.Offline is null ? seen.Version : seen.Degraded)}, so nobody knows which of the two is worse.", $"Log {seen.Metric} with the run that made it.");
            }

            if (Better(contract.Metric.Direction, degraded, offline) <= 0)
            {
                return Verdict.Unknown($"Version {seen.Degraded} is not worse than version {seen.Version} offline ({seen.Metric} {Number(degraded)} and {Number(offline)}), so it was not degraded.", "Try a version that is worse by the offline metric.");
            }

            if (seen.Days.Count < LeastDays)
            {
                return Verdict.Unknown($"{seen.Path} tells of {seen.Days.Count} days on which both versions answered; at least {LeastDays} are needed.{(unserved is null ? "" : " " + unserved)}", "Go on with the experiment, if the owner still agrees.").With(("days", seen.Days.Count), ("minimum", LeastDays));
            }

            double[] gains = [.. seen.Days.Select(d => Better(contract.OnlineMetric.Direction, d.OnlineDegraded, d.Online))];
            var mean = gains.Average();
            var error = Math.Sqrt(gains.Sum(g => (g - mean) * (g - mean)) / (gains.Length - 1) / gains.Length);
            var half = Estimate.Quantile(gains.Length, confidence, isStudent: true) * error;
            var says = $"Over {gains.Length} days {name} was better by {Number(mean)} [{Number(mean - half)}, {Number(mean + half)}] a day with version {seen.Version} ({seen.Metric} {Number(offline)}) than with version {seen.Degraded} ({Number(degraded)}), made worse on purpose for up to {seen.MostShare.ToString("P0", CultureInfo.InvariantCulture)} of the requests";
            var verdict = mean - half > 0 ? Verdict.Met($"{says}: the offline number moves the one in use.")
                : mean + half < 0 ? Verdict.Unmet($"{says}: the worse model did better in use.", "Stop choosing by this metric until it is known why: look at whom it counts and what the decisions do to them.")
                : Verdict.Undecided($"{says}; the interval holds 0.", "Go on with the experiment, or make the version worse, if the owner agrees.");
            return verdict.With(("days", gains.Length), ("gain", mean), ("low", mean - half), ("high", mean + half), ("share", seen.MostShare))
                .Concern(unserved)
                .Concern(seen.MostShare > SmallShare ? $"A share of {seen.MostShare.ToString("P0", CultureInfo.InvariantCulture)} is not small: so many people met a model that was known to be worse." : null) with
            {
                At = contract.Source.At("online_metric"),
                Blind = "Whether days are alike: what one day does to the next makes the interval too narrow. That the experiment did no harm, only a person can say.",
            };
        }
    }
}
