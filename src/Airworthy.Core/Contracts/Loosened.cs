using System.Collections;

using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>A promise that became weaker.</summary>
/// <param name="Path">The field, such as <c>slices["winter"].min</c>.</param>
public sealed record Loosening(string Path, string From, string To)
{
    public override string ToString() => $"{Path} {From} → {To}";
}

/// <summary>Compares two contracts and names what the newer one promises less of.</summary>
public static class Loosened
{
    private enum Looser { Up, Down }

    // Which way a number becomes weaker; fields of lists are named without their index.
    private static readonly Dictionary<string, Looser> s_ways = new(StringComparer.Ordinal)
    {
        ["metric.minimum_improvement"] = Looser.Up,
        ["metric.confidence"] = Looser.Down,
        ["metric.limits.min"] = Looser.Down,
        ["metric.limits.max"] = Looser.Up,
        ["metric.stress.max_drop"] = Looser.Up,
        ["serving.latency.p50_ms"] = Looser.Up,
        ["serving.latency.p99_ms"] = Looser.Up,
        ["serving.latency.at_rps"] = Looser.Down,
        ["serving.memory_mb"] = Looser.Up,
        ["serving.cpu_cores"] = Looser.Up,
        ["serving.throughput_rps"] = Looser.Down,
        ["serving.availability.target"] = Looser.Down,
        ["freshness.max_age_days"] = Looser.Up,
        ["freshness.retrain_every_days"] = Looser.Up,
        ["freshness.tolerated_loss"] = Looser.Up,
        ["data.split.gap_days"] = Looser.Down,
        ["data.split.test_reads"] = Looser.Up,
        ["data.represents.max_psi"] = Looser.Up,
        ["data.collection.label_quality.agreement"] = Looser.Down,
        ["data.privacy.retention_days"] = Looser.Up,
        ["data.privacy.deletion_sla_days"] = Looser.Up,
        ["features.keep_if_gain"] = Looser.Down,
        ["features.budget.latency_ms"] = Looser.Up,
        ["features.budget.upstream_sources"] = Looser.Up,
        ["features.lead_time_days"] = Looser.Up,
        ["slices.min"] = Looser.Down,
        ["slices.min_rows"] = Looser.Down,
        ["slices.max_drop"] = Looser.Up,
        ["responsibility.fairness.max_gap"] = Looser.Up,
        ["responsibility.fairness.max_proxy"] = Looser.Up,
        ["responsibility.fairness.max_flips"] = Looser.Up,
        ["responsibility.appeals.answer_within_days"] = Looser.Up,
        ["reproduce.metric_tolerance"] = Looser.Up,
        ["reproduce.prediction_agreement"] = Looser.Down,
        ["tuning.min_trials"] = Looser.Down,
        ["guards.coverage"] = Looser.Down,
        ["guards.ood_false_alarm"] = Looser.Up,
        ["release.beat_champion_by"] = Looser.Down,
        ["release.shadow.min_hours"] = Looser.Down,
        ["release.shadow.min_requests"] = Looser.Down,
        ["release.shadow.max_disagreement"] = Looser.Up,
        ["release.canary.step_minutes"] = Looser.Down,
        ["release.rollback_minutes"] = Looser.Up,
        ["release.bake_minutes"] = Looser.Down,
        ["release.max_error_increase"] = Looser.Up,
        ["release.validation_days"] = Looser.Up,
        ["monitoring.latency.p99_ms"] = Looser.Up,
        ["monitoring.latency.for_minutes"] = Looser.Up,
        ["monitoring.downtime.probe_seconds"] = Looser.Up,
        ["monitoring.downtime.max_minutes_per_30d"] = Looser.Up,
        ["monitoring.requests.min_rps"] = Looser.Down,
        ["monitoring.requests.max_rps"] = Looser.Up,
        ["monitoring.memory_mb"] = Looser.Up,
        ["monitoring.cpu_percent"] = Looser.Up,
        ["monitoring.confidence.max_psi"] = Looser.Up,
        ["monitoring.inputs.max_bad_rows"] = Looser.Up,
        ["monitoring.skew.max_mismatch"] = Looser.Up,
        ["monitoring.skew.sample_rows"] = Looser.Down,
        ["monitoring.quality.min"] = Looser.Down,
        ["monitoring.compute.max_jump"] = Looser.Up,
        ["monitoring.compute.max_slow_leak_per_30d"] = Looser.Up,
        ["fallback.max_rate"] = Looser.Up,
        ["fallback.low_confidence_below"] = Looser.Down,
        ["ml_test_score.reasonable"] = Looser.Down,
        ["ml_test_score.data"] = Looser.Down,
        ["ml_test_score.model"] = Looser.Down,
        ["ml_test_score.infra"] = Looser.Down,
        ["ml_test_score.monitoring"] = Looser.Down,
    };

    // Lists and maps from which nothing may vanish unnoticed.
    private static readonly HashSet<string> s_kept = new(StringComparer.Ordinal)
    {
        "slices", "metric.limits", "responsibility.regulations", "responsibility.fairness.groups", "features.forbidden", "features.deprecated", "features.code",
        "baselines", "dependencies", "fallback.when", "fallback.chain", "data.available_after", "commands",
    };

    /// <summary>Every promise that is weaker in <paramref name="now"/> than in <paramref name="then"/>, in the order of the contract.</summary>
    public static IReadOnlyList<Loosening> Between(ProjectContract then, ProjectContract now)
    {
        var found = new List<Loosening>();
        if (now.PolicyOrStandard < then.PolicyOrStandard)
        {
            found.Add(new Loosening("policy", Show(then.PolicyOrStandard), Show(now.PolicyOrStandard)));
        }

        if (now.StageOrIdea < then.StageOrIdea)
        {
            found.Add(new Loosening("stage", Show(then.StageOrIdea), Show(now.StageOrIdea)));
        }

        Bar(then.Metric?.GoodEnough, now.Metric?.GoodEnough, "metric.good_enough");
        Bar(then.Metric?.Target, now.Metric?.Target, "metric.target");
        Walk(then, now, "", "", found);
        return found;

        void Bar(double? before, double? after, string path)
        {
            var up = (now.Metric?.Direction ?? then.Metric?.Direction) != Direction.Down;
            if (before is { } b && (after is not { } a || (up ? a < b : a > b)))
            {
                found.Add(new Loosening(path, Show(b), after is null ? "nothing" : Show(after.Value)));
            }
        }
    }

    private static void Walk(object then, object? now, string way, string path, List<Loosening> found)
    {
        foreach (var field in Field.Of(then.GetType()))
        {
            var at = way.Length == 0 ? field.Key : $"{way}.{field.Key}";
            var shown = path.Length == 0 ? field.Key : $"{path}.{field.Key}";
            var before = field.Of(then);
            var after = now is null ? null : field.Of(now);
            if (before is null)
            {
                continue;
            }

            if (s_ways.TryGetValue(at, out var looser) && before is IConvertible)
            {
                var b = Convert.ToDouble(before, System.Globalization.CultureInfo.InvariantCulture);
                double? a = after is null ? null : Convert.ToDouble(after, System.Globalization.CultureInfo.InvariantCulture);
                if (a is null || (looser == Looser.Up ? a > b : a < b))
                {
                    found.Add(new Loosening(shown, Show(b), a is null ? "nothing" : Show(a.Value)));
                }
            }
            else if (before is IEnumerable list and not string)
            {
                Vanished(list, after as IEnumerable, at, shown, found);
            }
            else if (Field.IsRecord(field.Type))
            {
                Walk(before, after, at, shown, found);
                if (s_kept.Contains(at))
                {
                    foreach (var gone in Field.Of(field.Type).Where(f => f.Of(before) is not null && (after is null || f.Of(after) is null)))
                    {
                        found.Add(new Loosening($"{shown}.{gone.Key}", "set", "nothing"));
                    }
                }
            }
        }
    }

    private static void Vanished(IEnumerable then, IEnumerable? now, string at, string path, List<Loosening> found)
    {
        var after = (now?.Cast<object>() ?? []).GroupBy(NameOf).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        foreach (var item in then)
        {
            var name = NameOf(item);
            if (!after.TryGetValue(name, out var other))
            {
                if (s_kept.Contains(at))
                {
                    found.Add(new Loosening($"{path}[\"{name}\"]", "set", "nothing"));
                }
            }
            else if (Field.IsRecord(item.GetType()))
            {
                Walk(item, other, at, $"{path}[\"{name}\"]", found);
            }
        }
    }

    private static string NameOf(object item) => item switch
    {
        string text => text,
        Enum word => WordAttribute.Of(word),
        Slice s => s.Name,
        MetricLimit l => l.Name,
        Regulation r => r.Text,
        Baseline b => b.Name,
        Dependency d => d.Name,
        _ when item.GetType() is { IsGenericType: true } pair && pair.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) => (string)pair.GetProperty("Key")!.GetValue(item)!,
        _ => item.ToString() ?? "",
    };

    private static string Show(object value) => value is Enum word ? WordAttribute.Of(word) : ((IFormattable)value).ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
