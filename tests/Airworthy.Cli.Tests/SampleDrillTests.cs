using System.Text.RegularExpressions;

namespace Airworthy.Cli.Tests;

/// <summary>Every part that a machine judges is fed its own defect in a copy of the sample, by the command that users run.</summary>
public sealed partial class SampleDrillTests
{
    /// <summary>Parts that do not hold on the sample, so that a drill would show nothing, and what each says of it. A part beyond these has to be seen.</summary>
    private static readonly Dictionary<string, string> s_notHeld = new()
    {
        // One stage or claim further than the sample is: no model is trained, nothing is served, nothing is monitored.
        ["fat-requirements/contract"] = "responsibility.fairness.groups is missing",
        ["reproducible-model/contract"] = "reproduce.metric_tolerance is missing",
        ["training-pipeline-tests/contract"] = "commands.prepare is missing",
        ["unit-tests/contract"] = "commands.unit_tests is missing",
        ["monitor-memory/contract"] = "monitoring.memory_mb is missing",
        ["monitor-cpu/contract"] = "monitoring.cpu_percent is missing",
        ["monitor-latency/contract"] = "monitoring.latency.p99_ms is missing",
        ["monitor-latency/agree"] = "monitoring.latency.p99_ms is missing",
        ["monitor-downtime/contract"] = "monitoring.downtime.probe_seconds is missing",
        ["monitor-rps/contract"] = "monitoring.requests.min_rps is missing",
        ["monitor-confidence/contract"] = "monitoring.confidence.reference is missing",
        ["failure-detection-fallback/each"] = "No reason of fallback.when was drilled within 30 days",
        ["failure-detection-fallback/alone"] = "Nobody ended the model and looked who answers",
        ["failure-detection-fallback/worth"] = "No tracking server is named, and the project's store holds no runs.",
        ["failure-detection-fallback/rate"] = "No tracking server is named, and the project's store holds no runs.",
        ["numeric-stability/serving"] = "No tracking server is named, and the project's store holds no runs.",
        ["numeric-stability/training"] = "No tracking server is named, and the project's store holds no runs.",
        ["compute-regression/creep"] = "No tracking server is named, and the project's store holds no runs.",
        ["deployment-target/format"] = "No tracking server is named, and the project's store holds no runs.",
        ["numeric-stability/artifact"] = "No tracking server is named, and the project's store holds no runs.",
        ["data-invariants/same"] = "No tracking server is named, and the project's store holds no runs.",
        ["data-invariants/series"] = "No tracking server is named, and the project's store holds no runs.",
        ["hyperparameters-tuned/contract"] = "tuning.parameters is missing",
        ["inclusion/proxies"] = "responsibility.fairness.groups is missing",
        ["inclusion/presence"] = "responsibility.fairness.groups is missing",
        ["inclusion/swap"] = "responsibility.fairness.groups is missing",
        ["inclusion/contract"] = "responsibility.fairness.groups is missing",
        ["training-reproducible/contract"] = "reproduce.metric_tolerance is missing",
        ["model-spec-unit-tests/contract"] = "commands.unit_tests is missing",
        ["pipeline-integration-test/contract"] = "commands.prepare is missing",
        ["data-invariants/contract"] = "monitoring.inputs.max_bad_rows is missing",
        ["training-serving-skew/contract"] = "monitoring.skew.sample_rows is missing",
        ["compute-regression/contract"] = "monitoring.compute.max_jump is missing",
        ["prediction-quality/contract"] = "monitoring.quality.metric is missing",
        // Its runs are logged by whoever tries src/search.cs, and lie in no repository.
        ["runs-page/up"] = "No tracking server is named, and the project's store holds no runs.",
        ["runs-page/complete"] = "No tracking server is named, and the project's store holds no runs.",
        ["runs-page/used"] = "No tracking server is named, and the project's store holds no runs.",
        ["runs-page/external"] = "No tracking server is named, and the project's store holds no runs.",
        ["first-release-plan/shipped"] = "No tracking server is named, and the project's store holds no runs.",
        ["memory-limit/live"] = "No tracking server is named, and the project's store holds no runs.",
        ["latency-limit/live"] = "No tracking server is named, and the project's store holds no runs.",
        ["throughput-limit/observed"] = "No tracking server is named, and the project's store holds no runs.",
        ["prediction-mode/observed"] = "No tracking server is named, and the project's store holds no runs.",
        ["deployment-target/observed"] = "No tracking server is named, and the project's store holds no runs.",
        ["cd/path"] = "No tracking server is named, and the project's store holds no runs.",
        ["cd/drift"] = "No tracking server is named, and the project's store holds no runs.",
        ["cd/speed"] = "No tracking server is named, and the project's store holds no runs.",
        ["blue-green/slots"] = "No tracking server is named, and the project's store holds no runs.",
        ["blue-green/switch"] = "No tracking server is named, and the project's store holds no runs.",
        ["blue-green/back"] = "No tracking server is named, and the project's store holds no runs.",
        ["shadow-mode/capable"] = "No tracking server is named, and the project's store holds no runs.",
        ["shadow-mode/this-model"] = "No tracking server is named, and the project's store holds no runs.",
        ["shadow-mode/harmless"] = "No tracking server is named, and the project's store holds no runs.",
        ["pre-serve-validation/no-way-round"] = "No tracking server is named, and the project's store holds no runs.",
        ["canary/loads"] = "No tracking server is named, and the project's store holds no runs.",
        ["canary/steps"] = "No tracking server is named, and the project's store holds no runs.",
        ["canary/stops"] = "No tracking server is named, and the project's store holds no runs.",
        ["rollback/ready"] = "No tracking server is named, and the project's store holds no runs.",
        ["rollback/done"] = "No tracking server is named, and the project's store holds no runs.",
        ["rollback/features"] = "No tracking server is named, and the project's store holds no runs.",
        ["versioned-storage/lineage"] = "No tracking server is named, and the project's store holds no runs.",
        ["model-spec-reviewed/commit"] = "No tracking server is named, and the project's store holds no runs.",
        ["reproducible-model/rebuild"] = "No tracking server is named, and the project's store holds no runs.",
        ["reproducible-model/clean"] = "No tracking server is named, and the project's store holds no runs.",
        ["training-reproducible/rebuild"] = "No tracking server is named, and the project's store holds no runs.",
        ["training-reproducible/twice"] = "No tracking server is named, and the project's store holds no runs.",
        ["training-reproducible/seeds"] = "No tracking server is named, and the project's store holds no runs.",
        ["features-beneficial/ablation"] = "No tracking server is named, and the project's store holds no runs.",
        ["features-beneficial/importance"] = "No tracking server is named, and the project's store holds no runs.",
        ["feature-cost/time"] = "No tracking server is named, and the project's store holds no runs.",
        ["feature-cost/ratio"] = "No tracking server is named, and the project's store holds no runs.",
        ["single-example-debug/replay"] = "No tracking server is named, and the project's store holds no runs.",
        ["single-example-debug/trace"] = "No tracking server is named, and the project's store holds no runs.",
        ["single-example-debug/stored"] = "No tracking server is named, and the project's store holds no runs.",
        ["meta-requirements/gateway"] = "No tracking server is named, and the project's store holds no runs.",
        ["meta-requirements/artifact"] = "No tracking server is named, and the project's store holds no runs.",
        ["baselines-in-place/run"] = "No tracking server is named, and the project's store holds no runs.",
        ["feature-lead-time/measured"] = "No tracking server is named, and the project's store holds no runs.",
        ["single-metric/recomputed"] = "No tracking server is named, and the project's store holds no runs.",
        ["single-metric/used"] = "No tracking server is named, and the project's store holds no runs.",
        ["hyperparameters-tuned/trials"] = "tuning.parameters is missing",
        ["hyperparameters-tuned/edge"] = "tuning.parameters is missing",
        ["hyperparameters-tuned/test-clean"] = "tuning.parameters is missing",
        ["hyperparameters-tuned/baseline-too"] = "tuning.parameters is missing",
        // The sample has no code that is built and tested, and no CI.
        ["ci/found"] = "There is no workflow of a CI in the repository.",
        ["ci/ran"] = "No run of a CI can be seen from here.",
        ["ci/blocks"] = "The settings of the default branch cannot be read, and no merged change of 90 days has a run that can be seen.",
        ["ci/red"] = "No run of a CI can be seen from here.",
        ["functionality-tests/teeth"] = "The functionality tests were not run here with a model that was broken on purpose.",
        ["unit-tests/ran"] = "There is no JUnit report of the unit tests.",
        ["unit-tests/mutants"] = "There is no report of mutation testing.",
        ["training-pipeline-tests/end-to-end"] = "commands.features, commands.train and commands.predict are not all set.",
        ["training-pipeline-tests/scheduled"] = "No record tells of a trial by CI or a schedule.",
        ["pipeline-integration-test/end-to-end"] = "commands.features, commands.train and commands.predict are not all set.",
        ["pipeline-integration-test/served"] = "commands.features, commands.train and commands.predict are not all set.",
        ["pipeline-integration-test/scheduled"] = "No record tells of a trial by CI or a schedule.",
        ["leakage-safe-split/fit"] = "commands.features, commands.train and commands.predict are not all set.",
        ["leakage-safe-split/shuffle"] = "commands.features, commands.train and commands.predict are not all set.",
        ["functionality-tests/ran"] = "There is no JUnit report of the functionality tests.",
        ["unit-tests/covers"] = "There is no coverage report in Cobertura form.",
        ["feature-code-tested/covers"] = "There is no coverage report in Cobertura form.",
        ["feature-code-tested/all"] = "No report of one prediction is named.",
        ["feature-code-tested/golden"] = "No tables of stored rows are named",
        ["feature-code-tested/mutants"] = "There is no report of mutation testing.",
        ["model-spec-unit-tests/not-golden"] = "No file of tests was found",
        ["model-spec-unit-tests/kinds"] = "There is no JUnit report of the unit tests.",
        ["model-spec-unit-tests/fast"] = "There is no JUnit report of the unit tests.",
        // It has no model yet.
        ["error-costs/threshold"] = "predictions.dev is `run`, and no run of a model is known that kept predictions/dev.parquet or .csv.",
        ["error-costs/expected"] = "predictions.dev is `run`, and no run of a model is known that kept predictions/dev.parquet or .csv.",
        ["proxy-online-correlation/degraded"] = "online_metric.experiment names no table of an experiment.",
        ["proxy-online-correlation/pairs"] = "online_metric.launches names no table of launches.",
        ["validation-tests/tied"] = "No tracking server is named, and the project's store holds no runs.",
        ["domain-experts/cases"] = "No entry in goal.experts names a sheet of errors.",
        ["good-enough/before"] = "No tracking server is named, and the project's store holds no runs.",
        ["good-enough/met"] = "predictions.dev is `run`, and no run of a model is known that kept predictions/dev.parquet or .csv.",
        ["baselines-in-place/gain"] = "predictions.dev is `run`, and no run of a model is known that kept predictions/dev.parquet or .csv.",
        ["baselines-in-place/cost"] = "predictions.dev is `run`, and no run of a model is known that kept predictions/dev.parquet or .csv.",
        ["baselines-in-place/strong"] = "predictions.dev is `run`, and no run of a model is known that kept predictions/dev.parquet or .csv.",
        ["simpler-model/gain"] = "predictions.dev is `run`, and no run of a model is known that kept predictions/dev.parquet or .csv.",
        ["simpler-model/cost"] = "predictions.dev is `run`, and no run of a model is known that kept predictions/dev.parquet or .csv.",
        ["slice-quality/drop"] = "predictions.dev is `run`, and no run of a model is known that kept predictions/dev.parquet or .csv.",
        ["validation-tests/ran"] = "predictions.dev is `run`, and no run of a model is known that kept predictions/dev.parquet or .csv.",
        ["latency-limit/bench"] = "No tracking server is named, and the project's store holds no runs.",
        ["memory-limit/bench"] = "No tracking server is named, and the project's store holds no runs.",
        ["throughput-limit/bench"] = "No tracking server is named, and the project's store holds no runs.",
        ["compute-regression/jump"] = "No tracking server is named, and the project's store holds no runs.",
        ["pre-serve-validation/gate"] = "No tracking server is named, and the project's store holds no runs.",
        ["pre-serve-validation/veto"] = "No tracking server is named, and the project's store holds no runs.",
        ["slice-quality/bars"] = "predictions.dev is `run`, and no run of a model is known that kept predictions/dev.parquet or .csv.",
        ["slice-quality/search"] = "predictions.dev is `run`, and no run of a model is known that kept predictions/dev.parquet or .csv.",
        ["fat-requirements/gap"] = "predictions.dev is `run`, and no run of a model is known that kept predictions/dev.parquet or .csv.",
        ["inclusion/gap"] = "predictions.dev is `run`, and no run of a model is known that kept predictions/dev.parquet or .csv.",
        // With so few days nobody can tell how its models age.
        ["freshness-need/curve"] = "cannot be told",
        ["staleness-impact/curve"] = "cannot be told",
        // It has no such table, or nobody has done it yet.
        ["representative-dev-test/traffic"] = "There is no table of recent rows to compare with.",
        ["representative-dev-test/holdout"] = "No run has read test through `airworthy data read`",
        ["privacy-controls/delete"] = "No row of flights was ever deleted on request",
        ["collection-cost/agreement"] = "No table of rows that were labelled twice is named.",
        // Honest bad news about the sample.
        ["dev-set-power/mde"] = "0.005 was asked",
        ["score-data/sum"] = "None of the tests has earned a point yet",
        ["score-model/sum"] = "None of the tests has earned a point yet",
        ["score-infra-monitoring/sum"] = "None of the tests has earned a point yet",
        ["model-spec-reviewed/review"] = "approved by nobody but their author",
    };

    [Fact, Trait("Category", "slow")]
    public async Task Every_part_that_holds_on_the_sample_sees_its_defect_and_every_other_one_says_why_not()
    {
        var run = await AirworthyProcess.RunAsync(null, "drill", "--all", "--on", "sample");

        var parts = Line().Matches(run.Output).ToLookup(m => m.Groups["end"].Value, m => (Part: m.Groups["part"].Value, Says: m.Groups["says"].Value));
        Assert.Empty(parts["MISSED"]);
        Assert.Empty(parts["not drilled"].Where(p => !s_notHeld.TryGetValue(p.Part, out var why) || !p.Says.Contains(why, StringComparison.Ordinal)).Select(p => $"{p.Part}: {p.Says}"));
        Assert.Empty(s_notHeld.Keys.Except(parts["not drilled"].Select(p => p.Part)));
        Assert.Contains($"{parts["seen"].Count()} defects seen, 0 missed, {s_notHeld.Count} not drilled", run.Output, StringComparison.Ordinal);
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    [GeneratedRegex("^(?<end>seen|MISSED|not drilled) +(?<part>[a-z0-9-]+/[a-z0-9-]+): (?<says>.*)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
