using Airworthy.Core.Observations;
using Airworthy.Core.Trials;

namespace Airworthy.Probes.Tests.Twins;

/// <summary>What the people of the honest project wrote: contract, schema, documents, statements, code.</summary>
internal static class Texts
{
    public static IEnumerable<(string Path, string Text)> All(Shape shape) =>
    [
        ("airworthy.yaml", Contract(shape)),
        (".airworthy/people.yaml", People),
        (shape == Shape.Deliveries ? ".airworthy/schema/deliveries.schema.yaml" : ".airworthy/schema/visits.schema.yaml", shape == Shape.Deliveries ? DeliveriesSchema : VisitsSchema),
        (".airworthy/statements/business-goal.yaml", BusinessGoal),
        (".airworthy/.gitignore", "store/\n"),
        ("docs/impact.md", Impact),
        ("docs/notice.md", "# Notice\n\nThe estimate comes from a program and may be wrong. Ask estimates@example.com; an answer comes within five days.\n"),
        ("docs/prior-work.md", PriorWork),
        ("docs/label-changes.md", "# Changes of labels\n\n## v0002\n\n14 labels of December set right after the depot's recount, by Lea Roth.\n"),
        ("docs/experts/2026-01-20-maria.md", Expert),
        ("docs/reviews/2026-01-12.md", "# Review, 2026-01-12\n\nPresent: Ana Silva, Jonas Berg, Lea Roth.\n\n- The recount of December is in; 14 labels changed.\n- Decided: the gap between the splits stays at 7 days.\n"),
        ("docs/reviews/2026-01-26.md", "# Review, 2026-01-26\n\nPresent: Ana Silva, Jonas Berg, Lea Roth.\n\n- Maria Lund's notes were read.\n- Decided: no feature looks at the receiving side.\n"),
        ("docs/reviews/2026-02-09.md", "# Review, 2026-02-09\n\nPresent: Ana Silva, Jonas Berg, Maria Lund.\n\n- The bar was not moved.\n- Decided: costs are asked again in May.\n"),
        ("docs/reviews/2026-02-23.md", "# Review, 2026-02-23\n\nPresent: Ana Silva, Lea Roth, Maria Lund.\n\n- Slices of long ways were looked at, 312 rows.\n- Decided: canary starts with 1 percent.\n"),
        ("src/__init__.py", ""),
        ("src/features.py", Features),
        ("src/train.py", "import random\n\nrandom.seed(7)\n"),
        ("tests/__init__.py", ""),
        ("tests/unit/test_features.py", FeatureTests),
        ("tests/functionality/test_cases.py", "from src.features import way\n\n\ndef test_a_long_way_is_long():\n    assert way(400) == 'long'\n\n\ndef test_a_way_of_nothing_is_short():\n    assert way(0) == 'short'\n"),
        ("requirements.lock", "pandas==2.2.3 \\\n    --hash=sha256:4f18ba62b61d7e192368b84517265a99b4d7ee8912f8708660fb4a366cc82667\nscikit-learn==1.5.2 \\\n    --hash=sha256:299406827fb9a4f862626d0fe6c122f5f87f8910b86fe5daa4c32dcd742139b6\n"),
        (".github/workflows/ci.yml", Workflow),
        (".gitignore", ".airworthy/store/\n__pycache__/\n"),
        .. Enumerable.Range(1, 12).Select(i => ($".airworthy/cases/case-{i:00}.yaml", $"input: {{stops: {i}}}\nexpect: {Expected(i)}\nwhy: Complaint number {i} of 2025, told by the service desk.\n")),
        ("labels/twice.csv", "case,first,second\n" + string.Concat(Enumerable.Range(1, 400).Select(i => $"{i},{(i % 3 == 0 ? "late" : "fine")},{(i % 3 == 0 == (i % 66 != 0) ? "late" : "fine")}\n"))),
        (".airworthy/store/reports/junit.xml", JUnit),
        (".airworthy/store/reports/functionality-tests.xml", Functionality),
        (TeethTrial.Report, Functionality.Replace("name=\"case_03\" time=\"0.2\"/>", "name=\"case_03\" time=\"0.2\"><failure/></testcase>", StringComparison.Ordinal)),
        (TeethTrial.Note, new TeethTrial(new DateTimeOffset(2026, 2, 28, 9, 0, 0, TimeSpan.Zero), "pytest -q tests/functionality --model {model} --junitxml {junit}", "version 4", "each of 4 columns takes the value of another one").ToText()),
        (TestRun.PipelineTrial, TrialJson.TextOf(Trial)),
        (TestRun.Leaks, TrialJson.TextOf(Leaks)),
        (".airworthy/store/reports/coverage.xml", Coverage),
        (".airworthy/store/reports/mutation.json", Mutation),
        (".airworthy/store/reports/one-prediction.xml", OnePrediction),
        ("golden/training.csv", Golden),
        ("golden/serving.csv", Golden),
    ];

    private static string Contract(Shape shape) => Head(shape) + (shape == Shape.Deliveries ? DeliveriesData : VisitsData) + Tail;

    private static string Head(Shape shape) => $$"""
        airworthy: 1
        project: {{(shape == Shape.Deliveries ? "late-deliveries" : "return-visits")}}
        kind: tabular-classification
        stage: live
        as_of: 2026-03-01
        policy: standard
        owner: {person: ana.silva, deputy: jonas.berg}
        goal:
          statement: Tell the depot in the morning which of its cases need a second look, so that fewer of them go wrong.
          business_metric: {name: complaints_per_1000, direction: down, today: 23.5, target: 18.0, by: 2026-12-31, source: "https://bi.example.com/d/complaints"}
          first_release: {by: 2026-04-30, scope: "One depot sees a list each morning, made by a rule of thumb, no model yet"}
          cadence:
            - {ritual: stand-up, every_days: 1, where: "#depot"}
            - {ritual: review, every_days: 14, where: docs/reviews/}
          state_of_the_art: {note: docs/prior-work.md, reviewed: 2026-01-15}
          experts:
            - {person: maria.lund, knows: how a case goes wrong at the depot, contact: maria.lund@example.com, last_consulted: 2026-01-20, notes: docs/experts/2026-01-20-maria.md, sheet: docs/experts/errors.csv}
        responsibility:
          impact: docs/impact.md
          regulations:
            - {rule: "GDPR Art. 17", requirement: deletion reaches the training data within 30 days, held_by: privacy-controls}
            - {rule: "GDPR Art. 5(1)(c)", requirement: no name and no address among the features, held_by: meta-requirements}
          fairness: {groups: [{{(shape == Shape.Deliveries ? "carrier" : "ward")}}], metric: recall, max_gap: 0.3, max_proxy: 0.8, max_flips: 0.1, population: [{column: {{(shape == Shape.Deliveries ? "carrier, shares: {north: 0.3, west: 0.3, east: 0.4}" : "ward, shares: {A: 0.25, B: 0.25, C: 0.25, D: 0.25}")}}}]}
          transparency: {user_notice: docs/notice.md, contact: estimates@example.com}
          appeals: {channel: estimates@example.com, answer_within_days: 5}
        metric:
          name: average_precision
          direction: up
          on: dev
          good_enough: {{(shape == Shape.Deliveries ? 0.46 : 0.4)}}
          target: 0.55
          minimum_improvement: 0.02
          confidence: 0.95
          limits: [{name: calibration_error, max: 0.1}]
          stress: {on: test, max_drop: 0.04}
        error_costs:
          unit: EUR
          matrix: {false_alarm: 3, missed_case: 41, true_alarm: 2, true_quiet: 0}
          threshold: cost-optimal
          worst_case: A case is put last because of a false quiet, and somebody waits for two days without a word.
        serving:
          mode: streaming
          endpoint: depot
          batch: {rows: 400, max_minutes: 10, schedule: "0 5 * * *", deadline: "06:00"}
          target: {where: server, runtime: "onnx on linux-x64", hardware: "2 vCPU, 4 GB"}
          latency: {p50_ms: 15, p99_ms: 80, at_rps: 20}
          memory_mb: 600
          cpu_cores: 2
          throughput_rps: 20
          instances: 1
          availability: {target: 0.995, window_days: 30}
        freshness: {max_age_days: 35, retrain_every_days: 28, tolerated_loss: 0.2, label_delay_days: 3}

        """;

    private const string DeliveriesData = """
        data:
          dataset: deliveries
          files: [data/deliveries.csv]
          schema: .airworthy/schema/deliveries.schema.yaml
          id: delivery_id
          label: late
          time: booked_at
          entity: none
          predict_at: {column: booked_at, offset: 0h}
          available_after: {delivered_after_h: 72h, late: 72h}
          split:
            method: by-time
            train: {until: 2025-11-30}
            dev: {from: 2025-12-08, until: 2026-01-10}
            test: {from: 2026-01-18, until: 2026-02-28}
            gap_days: 7
            test_reads: 5
          represents: {population: "all deliveries of the depot, next three months", recent_days: 60, max_psi: 0.2, reference: serving/recent.csv}
          collection: {needed: true, rows_per_month: 600, cost_per_1000: {amount: 12, unit: EUR}, label_source: the depot's own count, label_quality: {checked_rows: 400, agreement: 0.985, file: labels/twice.csv}}
          storage: {data: .airworthy/store, models: registry, annotations: docs/label-changes.md}
          privacy: {personal_data: none, readers: [team-depot], retention_days: 730, deletion_sla_days: 30}
        features:
          columns: all-but
          except: [delivered_after_h]
          forbidden: ["*_name", "*_address", "*passport*"]
          deprecated: ["weather_v1.*"]
          allowed_sources: [depot-feed]
          code: [src/features.py]
          trace: {report: .airworthy/store/reports/one-prediction.xml, besides: [src/model.py]}
          golden: {training: golden/training.csv, serving: golden/serving.csv}
          keep_if_gain: 0.001
          budget: {latency_ms: 5, upstream_sources: 1}
          lead_time_days: 30
        slices:
          - {name: long ways, where: "distance_km > 300", min_rows: 60, min: 0.42, max_drop: 0.05}
          - {name: heavy ones, where: "weight_kg > 50", min_rows: 60, min: 0.28, max_drop: 0.05}
          - {name: many stops, where: "stops >= 4", min_rows: 60, min: 0.40, max_drop: 0.05}

        """;

    private const string VisitsData = """
        data:
          dataset: visits
          schema: .airworthy/schema/visits.schema.yaml
          id: visit
          label: {name: back_in_30, from: "days_to_return <= 30"}
          time: admitted
          entity: patient
          predict_at: {column: admitted, offset: 0h}
          available_after: {days_to_return: 9600h}
          split:
            method: given
            files: {train: data/visits_train.csv, dev: data/visits_dev.csv, test: data/visits_test.csv}
            columns: [patient]
            gap_days: 0
            test_reads: 5
          represents: {population: "all stays at the four wards, next three months", recent_days: 400, max_psi: 0.2, reference: serving/recent.csv}
          collection: {needed: true, rows_per_month: 600, cost_per_1000: {amount: 12, unit: EUR}, label_source: the depot's own count, label_quality: {checked_rows: 400, agreement: 0.985, file: labels/twice.csv}}
          storage: {data: .airworthy/store, models: registry, annotations: docs/label-changes.md}
          privacy: {personal_data: none, readers: [team-depot], retention_days: 730, deletion_sla_days: 30}
        features:
          columns: all-but
          except: [days_to_return]
          forbidden: ["*_name", "*_address", "*passport*"]
          deprecated: ["weather_v1.*"]
          allowed_sources: [depot-feed]
          code: [src/features.py]
          trace: {report: .airworthy/store/reports/one-prediction.xml, besides: [src/model.py]}
          golden: {training: golden/training.csv, serving: golden/serving.csv}
          keep_if_gain: 0.001
          budget: {latency_ms: 5, upstream_sources: 1}
          lead_time_days: 30
        slices:
          - {name: the old, where: "age >= 75", min_rows: 30, min: 0.34, max_drop: 0.05}
          - {name: the young, where: "age < 40", min_rows: 30, min: 0.15, max_drop: 0.05}
          - {name: ward A, where: "ward = 'A'", min_rows: 30, min: 0.30, max_drop: 0.05}

        """;

    private const string Tail = """
        predictions: {dev: predictions/dev.csv, test: predictions/test.csv}
        baselines:
          - {name: rule of thumb, kind: heuristic, command: "python -m src.rule", predictions: predictions/rule.csv}
          - {name: logistic on two columns, kind: simple-model, command: "python -m src.train --simple", predictions: predictions/simple.csv}
        commands:
          prepare: pip install -r requirements.lock
          features: python -m src.features --in {data} --out {features}
          train: python -m src.train --features {features} --out {model} --seed {seed}
          predict: python -m src.predict --model {model} --in {data} --out {predictions}
          unit_tests: pytest -q tests/unit --junitxml {junit}
          functionality_tests: pytest -q tests/functionality --model {model} --junitxml {junit}
          explain: python -m src.explain --model {model} --row {row}
        reproduce: {metric_tolerance: 0.003, prediction_agreement: 0.99, seeds: 2}
        tuning: {parameters: [max_depth, learning_rate, rounds], min_trials: 40}
        runs: {url: "https://runs.example.com/"}
        ci: {provider: github}
        ct: {triggers: [schedule, drift], min_new_rows: 500}
        online_metric: {name: second_looks_that_paid, direction: up, source: "https://bi.example.com/d/looks"}
        guards: {coverage: 0.9, ood_false_alarm: 0.01}
        release:
          beat_champion_by: 0.0
          shadow: {min_hours: 48, min_requests: 2000, max_disagreement: 0.08}
          canary: {steps_percent: [1, 10, 50, 100], step_minutes: 30}
          rollback_minutes: 5
          bake_minutes: 60
          max_error_increase: 0.001
          promoters: [ana.silva]
          validation_days: 14
        monitoring:
          alert_to: "https://hooks.example.com/depot"
          latency: {p99_ms: 80, for_minutes: 5}
          downtime: {probe_seconds: 30, max_minutes_per_30d: 216}
          requests: {min_rps: 0.1, max_rps: 80, for_minutes: 10}
          memory_mb: 600
          cpu_percent: 80
          confidence: {reference: dev, max_psi: 0.2, window_hours: 24}
          inputs: {max_bad_rows: 0.01, window_hours: 1}
          skew: {sample_rows: 500, every_hours: 24, max_mismatch: 0.001}
          quality: {metric: average_precision, min: 0.40, window_days: 7}
          compute: {max_jump: 0.3, max_slow_leak_per_30d: 0.1}
          weights: {max_abs: 1000, max_dead_share: 0.5}
        dependencies:
          - {name: depot-feed, owner: jonas.berg, kind: data, notices: "https://feed.example.com/notices"}
          - {name: pandas, owner: lea.roth, kind: library, notices: "https://pandas.example.com/releases"}
          - {name: scikit-learn, owner: lea.roth, kind: library, notices: "https://scikit.example.com/releases"}
        fallback:
          when: [schema_error, missing_required, out_of_range, low_confidence, timeout, model_error]
          chain: [previous, "baseline: rule of thumb", refuse]
          low_confidence_below: 0.55
          answer: rule of thumb
          max_rate: 0.05
        ml_test_score: {reasonable: 2.5}

        """;

    private const string People = """
        people:
          ana.silva: {name: Ana Silva, contact: ana.silva@example.com, emails: [ana.silva@example.com], roles: [owner], active: true}
          jonas.berg: {name: Jonas Berg, contact: jonas.berg@example.com, emails: [jonas.berg@example.com], roles: [deputy, ml-engineer, reviewer], active: true}
          lea.roth: {name: Lea Roth, contact: lea.roth@example.com, emails: [lea.roth@example.com], roles: [data-scientist], active: true}
          maria.lund: {name: Maria Lund, contact: maria.lund@example.com, emails: [maria.lund@example.com], roles: [domain-expert, operations], active: true}
          sofia.marin: {name: Sofia Marin, contact: sofia.marin@example.com, emails: [sofia.marin@example.com], roles: [manager], active: true}
          tom.okafor: {name: Tom Okafor, contact: tom.okafor@example.com, emails: [tom.okafor@example.com], roles: [legal, privacy], active: true}

        """;

    private static string Expected(int number) => number switch { 1 => "{invariant: same, change: {note: other}}", 2 => "{invariant: higher, change: {stops: 9}}", _ => "{class: late}" };

    private static readonly string Functionality = $"<testsuite>{string.Concat(Enumerable.Range(1, 12).Select(i => $"<testcase classname=\"tests.functionality.test_cases\" name=\"case_{i:00}\" time=\"0.2\"/>"))}</testsuite>";

    private static PipelineTrial Trial => new("4f18ba62b61d7e192368b84517265a99b4d7ee89", DateTimeOffset.UtcNow,
        [.. ((string[])["prepare", "features", "train", "predict"]).Select(s => new TrialStep(s, new CommandEnd($"make {s}", 0, 2)))],
        2_000, 1_000, 8, Score: new TrialMetric("average_precision", 0.41, 0.37, 0.45, 0.24), NewestRowDays: 1, Served: new ServedAnswers(200, 0, 0, [], 3e-8));

    private static LeakTrial Leaks => new("4f18ba62b61d7e192368b84517265a99b4d7ee89", DateTimeOffset.UtcNow, 2_000, 5, new Dictionary<string, long>(), new Dictionary<string, long>(),
        new TrialMetric("average_precision", 0.41, 0.37, 0.45, 0.24), new TrialMetric("average_precision", 0.25, 0.2, 0.31, 0.24));

    private const string JUnit = """
        <testsuite name="unit">
          <testcase classname="tests.unit.test_features" name="test_way_has_a_limit" time="0.01"/>
          <testcase classname="tests.unit.test_features" name="test_load_without_stops_is_the_weight" time="0.01"/>
          <testcase classname="tests.unit.test_features" name="test_load_is_shared_by_stops" time="0.01"/>
          <testcase classname="tests.unit.test_model" name="test_interface_of_the_model" time="0.2"/>
          <testcase classname="tests.unit.test_model" name="test_loss_falls" time="1.2"/>
          <testcase classname="tests.unit.test_model" name="test_overfit_twenty_rows" time="4.1"/>
          <testcase classname="tests.unit.test_model" name="test_step_changes_the_weights" time="0.4"/>
          <testcase classname="tests.unit.test_model" name="test_resume_gives_the_same" time="2.0"/>
        </testsuite>

        """;

    private const string Coverage = """
        <coverage><packages><package><classes><class name="features" filename="src/features.py">
          <methods>
            <method name="way" signature=""><lines><line number="6" hits="4"/></lines></method>
            <method name="load" signature=""><lines><line number="11" hits="4"/></lines></method>
          </methods>
          <lines><line number="4" hits="1"/><line number="6" hits="4"/><line number="9" hits="1"/><line number="11" hits="4"/></lines>
        </class></classes></package></packages></coverage>

        """;

    private const string OnePrediction = """
        <coverage><packages><package><classes><class name="features" filename="src/features.py"><lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>

        """;

    private static string Golden { get; } = "id,hour,weight\n" + string.Concat(Enumerable.Range(1, 240).Select(i => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{i},{i % 24},{i * 0.5}\n")));

    private static string Mutation => $$$$"""
        {"schemaVersion": "2.0", "thresholds": {"high": 80, "low": 60}, "files": {"src/features.py": {"language": "python", "source": "", "mutants": [
        {{{{string.Join(",\n", Enumerable.Range(1, 12).Select(i => Mutant(i, i == 3 ? "Survived" : i == 7 ? "NoCoverage" : "Killed")))}}}}
        ]}}}

        """;

    private static string Mutant(int line, string status) =>
        $$$"""{"id": "{{{line}}}", "mutatorName": "EqualityOperator", "location": {"start": {"line": {{{line}}}, "column": 1}, "end": {"line": {{{line}}}, "column": 5}}, "status": "{{{status}}}"}""";

    private const string BusinessGoal = """
        item: business-goal
        says: >
          The sponsor, Sofia Marin, agreed on 2026-01-12 to one number: complaints per 1 000 cases, 23.5 in the reading of
          January, down to 18.0 by the end of 2026. The service desk counts it; nobody on this team touches that count.
        by: ana.silva
        role: owner
        on: 2026-02-20
        until: 2026-08-01

        """;

    /// <summary>Signed for the target and the population that the contract names.</summary>
    public static string StakeholderImpact(string contractSlice) => $$"""
        item: stakeholder-impact
        says: >
          The list in docs/impact.md names three harms. Maria Lund read it for the depot on 2026-02-11, and her remark about cases that
          are put last became the worst case of the error costs. 31 letters of complaint of 2025 were read for those who wait.
        by: ana.silva
        role: owner
        on: 2026-02-20
        until: 2026-08-01
        binds: {contract: {{contractSlice}}}

        """;

    private const string DeliveriesSchema = """
        columns:
          delivery_id: {type: string, required: true, pattern: "^D[0-9]{6}$", max_missing: 0.0, available_after: 0h, source: depot-feed, means: "The number on the delivery note; it says nothing about the delivery."}
          booked_at: {type: timestamp, unit: second, required: true, range: [2025-05-01, 2026-12-31], max_missing: 0.0, available_after: 0h, source: depot-feed, means: "When the delivery was booked at the depot, local time."}
          distance_km: {type: number, unit: km, required: true, range: [1, 1000], max_missing: 0.0, available_after: 0h, source: depot-feed, means: "Length of the way by road."}
          weight_kg: {type: number, unit: kg, required: true, range: [0.5, 500], max_missing: 0.0, available_after: 0h, source: depot-feed, means: "Weight as booked."}
          stops: {type: integer, unit: stops, required: true, range: [0, 20], max_missing: 0.0, available_after: 0h, source: depot-feed, means: "Stops on the way, as planned at booking."}
          carrier: {type: string, required: true, values: [north, west, east], max_missing: 0.0, available_after: 0h, source: depot-feed, means: "Who drives."}
          delivered_after_h: {type: number, unit: hours, required: true, range: [0, 200], max_missing: 0.0, available_after: 72h, source: depot-feed, means: "Hours from booking to delivery; the label is made from it."}
          late: {type: integer, required: true, values: [0, 1], max_missing: 0.0, available_after: 72h, source: depot-feed, means: "The label: 1 when the delivery came after the promised hour."}

        """;

    private const string VisitsSchema = """
        columns:
          visit: {type: integer, required: true, range: [500000, 510000], max_missing: 0.0, available_after: 0h, source: depot-feed, means: "The number of the stay."}
          patient: {type: string, required: true, pattern: "^P[0-9]{4}$", max_missing: 0.0, available_after: 0h, source: depot-feed, means: "Whose stay it is; the number is drawn and can be traced only by the ward."}
          admitted: {type: timestamp, unit: second, required: true, range: [2025-04-01, 2026-12-31], max_missing: 0.0, available_after: 0h, source: depot-feed, means: "When the stay began."}
          age: {type: integer, unit: years, required: true, range: [18, 110], max_missing: 0.0, available_after: 0h, source: depot-feed, means: "Age in years at the first stay."}
          stay_days: {type: number, unit: days, required: true, range: [0.5, 60], max_missing: 0.0, available_after: 0h, source: depot-feed, means: "Planned length of the stay."}
          pulse: {type: number, unit: beats per minute, required: true, range: [30, 220], max_missing: 0.0, available_after: 0h, source: depot-feed, means: "Pulse at admission."}
          ward: {type: string, required: true, values: [A, B, C, D], max_missing: 0.0, available_after: 0h, source: depot-feed, means: "Where the bed is."}
          days_to_return: {type: integer, unit: days, required: true, range: [1, 500], max_missing: 0.0, available_after: 9600h, source: depot-feed, means: "Days until the next stay; the label is made from it."}
          back_in_30: {type: boolean, required: true, values: [false, true], max_missing: 0.0, available_after: 9600h, source: depot-feed, means: "The label: the next stay begins within 30 days."}

        """;

    private const string Impact = """
        # Impact

        Written 2026-02-10 by Lea Roth, read by Maria Lund and Sofia Marin.

        ## Who is affected

        People whose case is on the list, people whose case is not, the four who work at the depot each morning and act on the list,
        and the service desk that hears of it when something went wrong. Children's cases come through their parents, who then wait
        in their place.

        ## Benefits

        About 40 cases a day get a second look in time, where 12 get one now by chance. The desk has fewer complaints to answer, and
        those who must wait are told in the morning instead of the evening. Nobody has to read the whole list any more to find the
        few that matter.

        ## Harms

        - **A case is put last.** A false quiet makes somebody wait for two days. Likelihood: weekly. Severity: high for that person.
          Who notices: the service desk, afterwards. Mitigation: the threshold follows the costs of both mistakes, held_by: error-costs.
        - **One group is looked at less.** Likelihood: possible. Severity: medium. Who notices: nobody, unless it is looked for.
          Mitigation: the gap between groups is limited, held_by: fat-requirements.
        - **People stop thinking.** Likelihood: certain over time. Severity: medium. Who notices: Maria Lund.
          Mitigation: every tenth case is looked at without the list, held_by: domain-experts.

        ## Misuse

        The list could be used to rank the people who work at the depot, or to refuse cases that look like trouble before anybody has
        looked at them. None of this is what the table can carry: it holds neither causes nor persons, and one score says little
        about one case.

        ## What we do about it

        Costs decide the threshold, held_by: error-costs. Nothing ships below the bar, held_by: good-enough. Unknown columns and
        values outside their range are refused before training, held_by: data-schema. What is known when is stated for each column
        and compared, held_by: leakage-safe-split. Somebody who knows the depot is asked, held_by: domain-experts.

        ## What we accept

        Ana Silva accepts, until 2026-09-30, that the first two days after a holiday are estimated poorly, because the table holds
        only nine such days. Ana Silva also accepts that some cases will go wrong without having been on the list: no source that
        we know of would have told us in time.

        ## How people complain

        Anybody may write to estimates@example.com or hand a slip to the depot. Jonas Berg reads every message, answers within five
        days, and brings the month's messages to the review, where each is noted with what was decided. A complaint about one case
        is answered with what the list said that morning.

        """;

    private const string PriorWork = """
        # Prior work

        Reviewed 2026-01-15 by Lea Roth.

        1. **Breiman, "Random forests"**, Machine Learning 45, 2001. Link: https://doi.org/10.1023/A:1010933404324
           Result: error of 3.1 % to 27 % on 13 sets. Data: public sets of the UCI repository.
           What we take from it: a forest is the second baseline once there is a model.
        2. **Friedman, "Greedy function approximation"**, Annals of Statistics 29(5), 2001. Link: https://doi.org/10.1214/aos/1013203451
           Result: 10 % lower error than trees alone in the examples. Data: simulated, and two public sets.
           What we take from it: boosting, with few rounds and a small rate.
        3. **Niculescu-Mizil and Caruana, "Predicting good probabilities"**, ICML, 2005. Link: https://doi.org/10.1145/1102351.1102430
           Result: calibration lowers the Brier score of boosted trees by up to 0.04. Data: eight problems.
           What we take from it: the limit on the calibration error.

        """;

    private const string Expert = """
        # Consultation of 2026-01-20: Maria Lund

        Lea Roth showed the table and the rule of thumb; Maria Lund answered.

        - **What goes wrong.** Long ways with many stops; after a holiday the first two days are different.
        - **Columns that lie.** Nothing is weighed on Sundays; the weight is that of the booking.
        - **Mistakes that hurt.** A false quiet costs a person two days; a false alarm costs four minutes.

        What we decided: Sundays stay in, as they are; the costs in the contract are 3 and 41 EUR.

        """;

    private const string Features = """
        '''Features for training and for serving.'''


        def way(distance_km):
            '''Names the length of a way.'''
            return 'long' if distance_km > 300 else 'short'


        def load(weight_kg, stops):
            '''Weight per stop.'''
            return weight_kg / (1 + stops)

        """;

    private const string FeatureTests = """
        from src.features import load, way


        def test_way_has_a_limit():
            assert way(300) == 'short'
            assert way(301) == 'long'


        def test_load_without_stops_is_the_weight():
            assert load(10, 0) == 10


        def test_load_is_shared_by_stops():
            assert load(10, 4) == 2

        """;

    private const string Workflow = """
        name: ci
        on:
          pull_request:
          push:
            branches: [main]
          schedule:
            - cron: "17 2 * * *"
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
                with: {fetch-depth: 0}
              - run: pip install -r requirements.lock
              - run: pytest -q tests/unit --junitxml unit.xml
              - run: pytest -q tests/functionality --junitxml functionality.xml
              - run: airworthy check --as ci

        """;
}
