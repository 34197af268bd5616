using System.Globalization;
using System.Text;

using Airworthy.Serving.Guards;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Monitoring;

/// <summary><c>GET /metrics</c>: the counts of this process in the text format of Prometheus.</summary>
/// <remarks>Source: Prometheus exposition formats, text-based format 0.0.4. Labels are endpoint, model and arm: few, and none is a caller's.</remarks>
internal sealed class MetricsCalls(Tallies tallies, Gateway gateway, RequestLog requests, TimeProvider clock) : ICalls
{
    /// <summary>What is counted of each arm.</summary>
    public static IReadOnlyList<(Event Event, string Name, string Help)> Counters { get; } =
    [
        (Event.Requests, "requests", "Requests that a model was asked."), (Event.Rows, "rows", "Rows that came, asked or not."), (Event.Errors, "errors", "Requests without an answer that counts."),
        (Event.NonFinite, "non_finite", "Answers that were NaN or infinite."), (Event.Timeouts, "timeouts", "Answers that came too late."), (Event.Shed, "shed", "Requests refused because too many waited."),
        (Event.Slow, "slow", "Answers slower than promised."), (Event.Fallbacks, "fallbacks", "Requests that something else answered."), (Event.Copied, "copied", "Copies handed to a shadow."),
        (Event.Dropped, "dropped", "Copies that found the shadow's queue full."), (Event.Disagreed, "disagreed", "Rows that a shadow decided differently."),
        (Event.FallbackRows, "fallback_rows", "Rows that something else answered."), (Event.BadRows, "bad_rows", "Rows that break the approved schema, or cannot be read."), (Event.SchemaErrors, "schema_errors", "Rows that cannot be read."),
        (Event.MissingRequired, "missing_required", "Rows without a value that must be there."), (Event.OutOfRange, "out_of_range", "Rows with a value outside of the approved schema."), (Event.Ood, "ood", "Rows unlike those in training."),
        (Event.LowConfidence, "low_confidence", "Answers that were not sure."), (Event.GuardUnknown, "guard_unknown", "Rows of which a guard could say nothing."), (Event.Human, "human", "Rows that were left to a person."),
        (Event.Came, "came", "Requests of callers, whether or not the model was asked."), (Event.Unanswered, "unanswered", "Requests of callers that got no answer, from anything."),
        (Event.Unkeyed, "unkeyed", "Requests in a canary without an affinity: their id alone decided on the arm."),
    ];

    /// <summary>Stages of answers that a model gave.</summary>
    public static IReadOnlyList<(string Name, string Help, Func<Runs, TimeSpan> Of)> Spent { get; } =
    [
        ("queue", "Time that requests waited for their turn, all together.", r => TimeSpan.FromTicks(Math.Max(0, r.SucceededTicks - r.InsideTicks))),
        ("model", "Time in the model alone, all together.", r => TimeSpan.FromTicks(r.InsideTicks)),
    ];

    public void Map(Routes routes) => routes.Raw("GET", "//metrics", async (context, caller) =>
    {
        caller.Need(Right.View);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await context.Response.WriteAsync(Text(), context.RequestAborted);
    });

    private string Text()
    {
        var text = new StringBuilder();
        var all = tallies.Now();
        foreach (var (what, name, help) in Counters)
        {
            Head(text, $"airworthy_{name}_total", help, "counter");
            foreach (var (arm, counts) in all)
            {
                Line(text, $"airworthy_{name}_total", Labels(arm), counts[what]);
            }
        }

        Histogram(text, "airworthy_latency_seconds", "Time to answer, of the model and its queue.", Buckets.Latency, all.Select(a => (a.Arm, a.Counts.Latency, a.Counts.Seconds)));
        Stages(text);
        Histogram(text, "airworthy_confidence", "The largest probability of an answer.", Buckets.Confidence, all.Select(a => (a.Arm, a.Counts.Confidence, a.Counts.Sure)));
        Said(text, all);
        Head(text, "airworthy_generation", "The generation of the route table in force.", "gauge");
        Head(text, "airworthy_shadow_waiting", "Copies that wait for the shadow.", "gauge");
        foreach (var endpoint in gateway.Endpoints)
        {
            Line(text, "airworthy_generation", $"endpoint=\"{endpoint.Name}\"", endpoint.Route?.Table.Generation ?? 0);
            Line(text, "airworthy_shadow_waiting", $"endpoint=\"{endpoint.Name}\"", endpoint.Shadow.Waiting);
        }

        Coverage(text);
        Old(text);
        if (gateway.LookedAt is { } looked)
        {
            Head(text, "airworthy_route_table_age_seconds", "Since the store last told which tables are in force.", "gauge");
            Line(text, "airworthy_route_table_age_seconds", "", (clock.GetUtcNow() - looked).TotalSeconds);
        }

        if (requests.Counts is { } log)
        {
            foreach (var (name, help, value) in ((string, string, long)[])
            [
                ("written", "Entries of the prediction log that are durable.", log.Written), ("dropped", "Entries that found the log's queue full.", log.Dropped), ("lost", "Entries that the disk refused.", log.Lost),
            ])
            {
                Head(text, $"airworthy_log_{name}_total", help, "counter");
                Line(text, $"airworthy_log_{name}_total", "", value);
            }
        }

        Head(text, "process_resident_memory_bytes", "Resident memory.", "gauge");
        Line(text, "process_resident_memory_bytes", "", Environment.WorkingSet);
        Head(text, "process_cpu_seconds_total", "Processor time.", "counter");
        Line(text, "process_cpu_seconds_total", "", Environment.CpuUsage.TotalTime.TotalSeconds);
        return text.ToString();
    }

    /// <summary>Where the time of answers went, and who waits now.</summary>
    private void Stages(StringBuilder text)
    {
        foreach (var (name, help, of) in Spent)
        {
            Head(text, $"airworthy_{name}_seconds_total", help, "counter");
            foreach (var (arm, tally) in tallies.Each)
            {
                Line(text, $"airworthy_{name}_seconds_total", Labels(arm), of(tally.Runs).TotalSeconds);
            }
        }

        Head(text, "airworthy_waiting", "Requests that wait for their turn.", "gauge");
        foreach (var (labels, waiting) in Waiting(gateway))
        {
            Line(text, "airworthy_waiting", $"endpoint=\"{Escaped(labels.Endpoint)}\",model=\"{Escaped(labels.Model)}\"", waiting);
        }
    }

    /// <summary>Requests that wait for each version that is loaded.</summary>
    public static IEnumerable<((string Endpoint, string Model) Of, int Waiting)> Waiting(Gateway gateway) => gateway.Endpoints.SelectMany(e => new[] { e.Route?.Live, e.Route?.Other }.OfType<Loaded>().Distinct().Select(l => ((e.Name, l.Slot.Model), l.Waiting)));

    /// <summary>What was decided, how uncertainly, and whether that is as it was on the rows held out.</summary>
    private void Said(StringBuilder text, IReadOnlyList<(Arm Arm, Counts Counts)> all)
    {
        Head(text, "airworthy_entropy_nats_total", "The entropies of all answers that are probabilities, together.", "counter");
        foreach (var (arm, counts) in all)
        {
            Line(text, "airworthy_entropy_nats_total", Labels(arm), counts.Entropy);
        }

        Head(text, "airworthy_decided_total", "Rows by what was decided of them: 0 no and 1 yes, else the number of the class.", "counter");
        foreach (var (arm, counts) in all)
        {
            for (var at = 0; at < counts.Decided?.Count; at++)
            {
                Line(text, "airworthy_decided_total", $"{Labels(arm)},class=\"{(at == Buckets.MostClasses ? "others" : at.ToString(CultureInfo.InvariantCulture))}\"", counts.Decided[at]);
            }
        }

        var shifts = ConfidenceShift.All(gateway, tallies);
        foreach (var (name, help, of) in ((string, string, Func<ConfidenceShift, double>)[])
        [
            ("psi", "Population stability index of the largest probability, beside the rows held out, since this process began.", s => s.Psi), ("distance", "Kolmogorov-Smirnov's D of the same.", s => s.Distance),
            ("log_e", "Evidence of a shift, as a natural logarithm; from 4.71 on it is shown, however often one looks.", s => s.LogE),
        ])
        {
            Head(text, $"airworthy_confidence_{name}", help, "gauge");
            foreach (var (arm, shift) in shifts)
            {
                Line(text, $"airworthy_confidence_{name}", Labels(arm), of(shift));
            }
        }
    }

    /// <summary>How old all is that answers come from. What is not known has no line.</summary>
    private void Old(StringBuilder text)
    {
        var all = gateway.Endpoints.Select(e => (Labels: $"endpoint=\"{Escaped(e.Name)}\"", Ages: Ages.Of(e, clock.GetUtcNow()))).Where(e => e.Ages is not null).ToList();
        var models = all.SelectMany(e => e.Ages!.Models.Select(m => (Labels: $"{e.Labels},model=\"{Escaped(m.Model)}\"", m.AgeSeconds, m.DataAgeSeconds))).ToList();
        foreach (var (name, help, values) in ((string, string, IEnumerable<(string Labels, double? Seconds)>)[])
        [
            ("model_age", "Since the version was registered.", models.Select(m => (m.Labels, m.AgeSeconds))),
            ("model_age_limit", "An older version in use is worth an alert.", all.Select(e => (e.Labels, e.Ages!.LimitSeconds))),
            ("training_data_age", "Since the newest row that the version was trained on.", models.Select(m => (m.Labels, m.DataAgeSeconds))),
            ("feature_age", "Since the newest event that a row has told, when the newest row came.", all.Select(e => (e.Labels, e.Ages!.FeatureAgeSeconds))),
        ])
        {
            Head(text, $"airworthy_{name}_seconds", help, "gauge");
            foreach (var (labels, seconds) in values.Where(v => v.Seconds is not null))
            {
                Line(text, $"airworthy_{name}_seconds", labels, seconds!.Value);
            }
        }
    }

    private void Coverage(StringBuilder text)
    {
        var all = (from e in gateway.Endpoints
                   where e.Route is not null
                   from g in new[] { e.Route!.LiveGuards, e.Route.OtherGuards }.OfType<RowGuards>()
                   where g.Kept is not null
                   select (Labels: $"endpoint=\"{Escaped(e.Name)}\",model=\"{Escaped($"models:/{g.Fitted!.Model}/{g.Fitted.Version}")}\"", Now: g.Kept!.Own with { IsBroken = g.Kept.Now.IsBroken })).ToList();
        foreach (var (name, help, type, of) in ((string, string, string, Func<CoverageCount, double>)[])
        [
            ("labelled", "Rows with a set or interval whose truth is known.", "counter", n => n.Labelled), ("misses", "Of those, the ones whose set did not hold it.", "counter", n => n.Misses),
            ("broken", "1: the promised coverage is not kept, and no sets are given.", "gauge", n => n.IsBroken ? 1 : 0),
        ])
        {
            var full = $"airworthy_coverage_{name}{(type == "counter" ? "_total" : "")}";
            Head(text, full, help, type);
            all.ForEach(one => Line(text, full, one.Labels, of(one.Now)));
        }
    }

    private static void Histogram(StringBuilder text, string name, string help, IReadOnlyList<double> bounds, IEnumerable<(Arm Arm, IReadOnlyList<long> Counts, double Sum)> arms)
    {
        Head(text, name, help, "histogram");
        foreach (var (arm, counts, sum) in arms)
        {
            var so = 0L;
            for (var i = 0; i < counts.Count; i++)
            {
                so += counts[i];
                Line(text, name + "_bucket", $"{Labels(arm)},le=\"{(i < bounds.Count ? bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf")}\"", so);
            }

            Line(text, name + "_count", Labels(arm), so);
            if (!double.IsNaN(sum))
            {
                Line(text, name + "_sum", Labels(arm), sum);
            }
        }
    }

    private static string Labels(Arm arm) => $"endpoint=\"{Escaped(arm.Endpoint)}\",model=\"{Escaped(arm.Model)}\",arm=\"{arm.Name}\"";

    private static string Escaped(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static void Head(StringBuilder text, string name, string help, string type) => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Line(StringBuilder text, string name, string labels, double value) => text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
}
