using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Tests.Twins;

/// <summary>What the tracking server of an honest project would show: a search of 60 runs, the best of which became the champion.</summary>
internal static class HonestRuns
{
    private static readonly LoadReport s_load = new("late-deliveries", "4", "sha256:77", HonestProject.Today.ToDateTime(default), 100, 12_000, 0, 120, 1.1, 6, 5.5, 6.4, 140, 160, 2400, 80, "2 processors", YardstickUs: 5000, Slowdown: 1.02);

    public static IReadOnlyList<Observation> All { get; } =
    [
        new TrackedRuns("https://runs.example.com", "late-deliveries",
            [.. Enumerable.Range(1, 60).Select(i => new TrackedRun($"search-{i}", i, "7c1d02b", Clean: true, Data: "sha256:4f0c", Params: 3, Seed: "7", Metrics: 3, Metric: 0.43, Predictions: true, Environment: "requirements.lock"))],
            "late-deliveries", [new PromotedVersion("4", "champion", 9, "search-12", IsRunThere: true), new PromotedVersion("3", "previous", 40, "search-44", IsRunThere: true)]),
        new ChampionOrigin("late-deliveries", "4", "search-12", "7c1d02b9ae", Clean: true, Merged: true, "main", Data: "sha256:4f0c", DataVersion: "v0003", HasSplits: true, Params: 3, Environment: "requirements.lock"),
        new TuningTrials(60, 60, 0, [new("max_depth", 6, 6, 2, 12), new("learning_rate", 9, 0.08, 0.01, 0.5), new("rounds", 5, 300, 50, 800)], "search-12", 60, [], [new("logistic on two columns", 12, 12)]),
        new RecomputedMetrics("average_precision", "dev", [new("search-12", 0.4412, 0.4412), new("search-1", 0.4377, 0.43770000001)], 60),
        new RankedRuns("average_precision", "dev", [.. Enumerable.Range(1, 60).Reverse().Select(i => new RankedRun($"search-{i}", new DateTimeOffset(2026, 2, 28, 9, 0, 0, TimeSpan.Zero).AddDays(-i), 0.43 - (0.002 * i)))]),
        new Rebuilds("late-deliveries", "4", "search-12", "7", 0.4412, [new("search-12 again", 3, "equal", "7", 0.4412, Network: "closed"), new("search-12 again", 3, null, "8", 0.4415), new("search-12 again", 12, "equal", "7", 0.4412)]),
        new FeatureWorth("late-deliveries", "4", "average_precision", "dev", 3,
            [new(["distance_km"], new(0.14, 0.12, 0.16), new(0.09, 0.07, 0.11), new(0.02, 0.02, 0.03), ["ledger"]), new(["stops"], new(0.08, 0.06, 0.1), new(0.05, 0.03, 0.07), new(0.02, 0.02, 0.03), ["ledger"])], WholeMs: new(0.08, 0.07, 0.09)),
        new GroupSwaps("late-deliveries", "4", "dev", 3, [new("carrier", 900, 9, ["north", "west", "east"]), new("ward", 900, 12, ["A", "B", "C", "D"])]),
        new StoredAnswersAgain("late-deliveries", "4", "dev", 200, 0, [], 3e-8, 3, 2e-7),
        new BaselineRuns("https://runs.example.com", [new("rule of thumb", 2, "python -m src.rule", Clean: true, Current: true, 1.5), new("logistic on two columns", 2, "python -m src.train --simple", Clean: true, Current: true, 2.5), new("majority", 2, null, Clean: true, Current: true, 0.2)], "late-deliveries", 40),
        new AgainstChampion("late-deliveries version 4", "average_precision", "dev", 900, "version 3", new GainLevel(0.4301, 0.4412, 0.0111, 0.002, 0.0202),
            [new SliceDrop("long ways", 200, -0.01, -0.03, 0.01, 1), new SliceDrop("heavy ones", 150, -0.02, -0.05, 0.02, 1), new SliceDrop("many stops", 300, -0.01, -0.03, 0.01, 1),
             new SliceDrop("the old", 200, -0.01, -0.03, 0.01, 1), new SliceDrop("the young", 150, -0.02, -0.05, 0.02, 1), new SliceDrop("ward A", 300, -0.01, -0.03, 0.01, 1)]),
        new GateReports("late-deliveries", "4", new StoredGateReport(9, Checks: [.. Core.Checklist.TestScore.Infrastructure.PreServeValidation.Needed.Select(n => new GateCheck(n, Core.Checklist.Answer.Met))]), [new RefusedVersion("2", 50, "slices")], 4),
        new LoadTests("late-deliveries", "4", new LoadTest(s_load, 3), [.. Enumerable.Range(1, 5).Select(i => new LoadTest(s_load with { Version = "3", PeakMb = 138 + i }, 30 * i))]),
        new JudgedPromotions("late-deliveries", new DateOnly(2025, 11, 2), [new("4", new DateOnly(2026, 2, 20), new DateOnly(2026, 2, 20), [new("limits", Core.Checklist.Answer.Met), new("slices", Core.Checklist.Answer.Met)])]),
        new ChampionSignature("late-deliveries", "4", ["distance_km", "weight_kg", "stops", "carrier"]),
        new ChampionWeights("late-deliveries", "4", 21_000, 0, 812.5),
        new TrainingNumbers("late-deliveries", "4", "search-12", [new("train_loss", 300), new("dev_average_precision", 300)], 60),
        new ServedDays("depot", "https://runs.example.com", [.. Enumerable.Range(1, 28).Reverse().Select(d => new ServedDay(d, 40_000, 2 + (0.02 * (d % 3)), 205 + (d % 4)))]),
        new ServedByVersion("depot", "https://runs.example.com", "models:/late-deliveries/4", [new("models:/late-deliveries/4", "7c1d02b", 0, 400_000, 2.1, 5, 10), new("models:/late-deliveries/3", "51f0aa2", 9, 900_000, 2.0, 5, 10)]),
        new GuardedTraffic("depot", "https://runs.example.com", "sha256:5c", "sha256:5c", [new(0, 40_000, 12), new(1, 41_000, 9)], new Dictionary<string, long> { ["stops"] = 21 }, new(900_000, 900_000, 9_000, 9_000, 0, 3), 90_000),
        new InputAlerts("depot", "https://runs.example.com", true, [new(2, 5, "1.4 % of 40,000 rows in 24 hours break the schema or cannot be read.", true), new(1, 19, "1.2 % of 38,000 rows in 24 hours break the schema or cannot be read.", false)]),
        new FittedDoubts("late-deliveries", "4", "dev", 9, true, ["low_confidence", "ood"], 70, 33, 830, 180),
        new FeatureLeadTimes("late-deliveries", [new("weekday", new DateOnly(2026, 3, 2), "51f0aa2", new DateOnly(2026, 3, 20), "4"), new("distance_km", new DateOnly(2026, 1, 8), "b7703fe", new DateOnly(2026, 2, 1), "3")], 365, 3, [], true),
        new LaunchPairs("average_precision", "dev", "docs/launches.csv", [.. Enumerable.Range(0, 10).Select(i => new LaunchPair($"{i + 1}", HonestProject.Today.AddDays((30 * i) - 300), HonestProject.Today.AddDays((30 * i) - 271), 0.38 + (0.001 * i * i), 20 + (0.2 * i * i)))]),
        new DegradedExperiment("average_precision", "docs/degraded.csv", "4", "2", 0.4412, 0.40, [.. Enumerable.Range(0, 14).Select(i => new DegradedDay(HonestProject.Today.AddDays(i - 30), 24 + (0.3 * (i % 4)), 23 + (0.3 * (i % 3))))], 0.05),
        new ScheduledTrials([.. Enumerable.Range(1, 6).Select(i => HonestProject.Today.AddDays(-i))], 180),
        new ServedVersions("depot", "https://runs.example.com",
            [new(6, 9, "models:/late-deliveries/4", "sha256:44", "models:/late-deliveries/3", "sha256:33", "previous", By: RoutedChange.Policy, Reason: "In use."), new(5, 9.1, "models:/late-deliveries/4", "sha256:44", "models:/late-deliveries/3", "sha256:33", "previous", By: RoutedChange.Policy, Release: 2),
             new(4, 9.2, "models:/late-deliveries/3", "sha256:33", "models:/late-deliveries/4", "sha256:44", "canary", 0.5, RoutedChange.Policy, Release: 2), new(1, 40, "models:/late-deliveries/3", "sha256:33", By: "ana.silva")],
            [new("models:/late-deliveries/4", "sha256:44", true, "sha256:44", "passed", 12, Core.Checklist.Answer.Met, true, 9.1), new("models:/late-deliveries/3", "sha256:33", true, "sha256:33", "passed", 41, Core.Checklist.Answer.Met, true, 40)],
            [new(5, 9.1, "models:/late-deliveries/3", "models:/late-deliveries/4", true, 0.2, 0.3, 2_400, 0, 71_000, 3)]),
        new GatewayReleases("depot", "https://runs.example.com", "models:/late-deliveries/4",
            [new(2, "models:/late-deliveries/4", "sha256:44", "done", 12, [new("shadow", 100, 49, RoutedChange.Policy, 90_000, Compared: 90_000, Disagreed: 1_800, Pairs: 90_000, ConfidencePsi: 0.02),
                .. new[] { 1, 10, 50 }.Select(p => new GatewayStep("canary", p, 4, RoutedChange.Policy, 20_000, Pairs: 20_000, Slow: new(20_000, 0, 0))), new("bake", 100, 1, RoutedChange.Policy, 9_000)], [1, 10, 50, 100], 9)], "sha256:44"),
        new ServedSkew(new SkewReport("depot", "models:/late-deliveries/4", "sha256:44", new DateTimeOffset(2026, 2, 28, 9, 0, 0, TimeSpan.Zero), 7, 4_000, 0, 4_000, [new("distance_km", 4_000, 0), new("stops", 4_000, 0)], [], 9_000, 4_000,
            [new BinnedColumn("distance_km", [0, 3_000, 3_000, 3_000], [0, 1_320, 1_340, 1_340], [10, 20], DevSd: 8, TestSd: 8)], Answers: new SkewedAnswers(3_900, 0, 2e-7), Later: new MadeLater(["2026-02-20 09:30:00"], [new("stops", 25, 0)], ["late"])), 3),
        new LoggedReplays("depot", 7, 4_000, 20, [], 2e-7),
        new LoggedTraces("depot", 7, 5, [], 2e-7),
        new LoggedNames("depot", 30, 4_000, 0, new Dictionary<string, int> { ["distance_km"] = 4_000, ["stops"] = 4_000 }),
        new ServedTraffic("depot", "https://runs.example.com", new DateOnly(2026, 1, 20), new DateOnly(2026, 1, 20), 0.01, 9_000_000, 600, 3, [new(5, 10, 2_000)], 80, new(4_000_000, 5, 10), new(900_000, 5, 10)),
        new ServingHosts("depot", "https://runs.example.com", [new("onnxruntime 1.31.1 on linux-x64", "Linux 6.1", 2, 4_000, 1_440, 210, 230, 0)]),
        new PreviousModel("models:/late-deliveries/4", "models:/late-deliveries/3", "sha256:33", "sha256:33", Asked: 13, Inputs: ["distance_km", "stops"], Unmade: [], Cases: Core.Checklist.Answer.Met, JudgedDaysAgo: 41, IsLoaded: true, Run: new CasesRun(12, 0, 0.2)),
        new Rehearsals([new("rollback", 6, Core.Checklist.Answer.Met, "models:/late-deliveries/3 was back after 0.1 s.", Measured: new Dictionary<string, double> { ["seconds"] = 0.1, ["requests"] = 600, ["failed"] = 0 }),
            new("fallback", 6, Core.Checklist.Answer.Met, "All held.", Measured: new[] { "schema_error", "missing_required", "out_of_range", "ood", "non_finite", "low_confidence", "timeout", "model_error", "overload", "model_ended" }.SelectMany(w => new[] { (w + "_held", 1.0), (w + "_ms", 20.0) }).ToDictionary(m => m.Item1, m => m.Item2)),
            .. new[] { "switch", "canary", "shadow", "inputs" }.Select(d => new Rehearsed(d, 6, Core.Checklist.Answer.Met, "Held on 600 requests."))]),
        new Promotions("late-deliveries", "average_precision", "dev", [new("4", "champion", 0.4412, 48, 0.4377, "search-1"), new("3", "previous", 0.4301, 16, 0.4299, "search-50")]),
    ];
}
