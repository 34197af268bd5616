using System.Diagnostics.Metrics;
using System.Globalization;

using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Routing;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

using OpenTelemetry.Metrics;

namespace Airworthy.Serving.Monitoring;

/// <summary>Sends what <c>/metrics</c> shows to an OpenTelemetry collector. All of it is read when it is sent, so the live path counts nothing twice.</summary>
/// <remarks>Histograms go as counters by their upper bound (<c>le</c>), since they are counted here already. Source: OpenTelemetry, OTLP exporter configuration.</remarks>
internal sealed class Telemetry : IHostedService
{
    private const string Name = "Airworthy.Serving";

    private readonly Tallies _tallies;

    public Telemetry(IMeterFactory meters, Tallies tallies, Gateway gateway, RequestLog requests, TimeProvider clock)
    {
        _tallies = tallies;
        var meter = meters.Create(Name);
        foreach (var (what, name, help) in MetricsCalls.Counters)
        {
            meter.CreateObservableCounter($"airworthy.{name}", () => Each<long>((arm, counts) => [new Measurement<long>(counts[what], Tags(arm))]), description: help);
        }

        meter.CreateObservableCounter("airworthy.latency.bucket", () => Each((arm, counts) => Cumulated(arm, counts.Latency, Buckets.Latency)), description: "Answers within a time, by its upper bound le in seconds.");
        meter.CreateObservableCounter("airworthy.latency.sum", () => Each<double>((arm, counts) => [new Measurement<double>(counts.Seconds, Tags(arm))]), "s", "Time to answer, of the model and its queue.");
        foreach (var (name, help, of) in MetricsCalls.Spent)
        {
            meter.CreateObservableCounter($"airworthy.{name}.time", () => tallies.Each.Select(t => new Measurement<double>(of(t.Tally.Runs).TotalSeconds, Tags(t.Arm))), "s", help);
        }

        meter.CreateObservableGauge("airworthy.waiting", () => MetricsCalls.Waiting(gateway).Select(w => new Measurement<int>(w.Waiting, new("endpoint", w.Of.Endpoint), new("model", w.Of.Model))), description: "Requests that wait for their turn.");
        meter.CreateObservableCounter("airworthy.confidence.bucket", () => Each((arm, counts) => Cumulated(arm, counts.Confidence, Buckets.Confidence)), description: "Rows by the upper bound le of their largest probability.");
        meter.CreateObservableCounter("airworthy.confidence.sum", () => Each<double>((arm, counts) => [new Measurement<double>(counts.Sure, Tags(arm))]), description: "The largest probabilities of all answers, together.");
        meter.CreateObservableCounter("airworthy.entropy", () => Each<double>((arm, counts) => [new Measurement<double>(counts.Entropy, Tags(arm))]), "nats", "The entropies of all answers that are probabilities, together.");
        meter.CreateObservableCounter("airworthy.decided", () => Each((arm, counts) => (counts.Decided ?? []).Select((n, at) => new Measurement<long>(n, [.. Tags(arm), new("class", at)]))), description: "Rows by what was decided of them.");
        meter.CreateObservableGauge("airworthy.confidence.log_e", () => ConfidenceShift.All(gateway, tallies).Select(s => new Measurement<double>(s.Shift.LogE, Tags(s.Arm))), description: "Evidence of a shift of the largest probability beside the rows held out.");
        meter.CreateObservableGauge("airworthy.generation", () => gateway.Endpoints.Select(e => new Measurement<long>(e.Route?.Table.Generation ?? 0, new KeyValuePair<string, object?>("endpoint", e.Name))), description: "The generation of the route table in force.");
        meter.CreateObservableGauge("airworthy.shadow.waiting", () => gateway.Endpoints.Select(e => new Measurement<int>(e.Shadow.Waiting, new KeyValuePair<string, object?>("endpoint", e.Name))), description: "Copies that wait for the shadow.");
        IEnumerable<Measurement<double>> Models(Func<ModelAge, double?> of) => gateway.Endpoints.SelectMany(e => (Ages.Of(e, clock.GetUtcNow())?.Models ?? []).Where(m => of(m) is not null).Select(m => new Measurement<double>(of(m)!.Value, new("endpoint", e.Name), new("model", m.Model))));
        IEnumerable<Measurement<double>> Endpoints(Func<Ages, double?> of) => gateway.Endpoints.Select(e => (e.Name, Seconds: Ages.Of(e, clock.GetUtcNow()) is { } ages ? of(ages) : null)).Where(e => e.Seconds is not null).Select(e => new Measurement<double>(e.Seconds!.Value, new KeyValuePair<string, object?>("endpoint", e.Name)));
        meter.CreateObservableGauge("airworthy.model.age", () => Models(m => m.AgeSeconds), "s", "Since the version was registered.");
        meter.CreateObservableGauge("airworthy.model.age_limit", () => Endpoints(a => a.LimitSeconds), "s", "An older version in use is worth an alert.");
        meter.CreateObservableGauge("airworthy.training_data.age", () => Models(m => m.DataAgeSeconds), "s", "Since the newest row that the version was trained on.");
        meter.CreateObservableGauge("airworthy.feature.age", () => Endpoints(a => a.FeatureAgeSeconds), "s", "Since the newest event that a row has told, when the newest row came.");
        meter.CreateObservableGauge("airworthy.route_table.age", () => gateway.LookedAt is { } looked ? (Measurement<double>[])[new((clock.GetUtcNow() - looked).TotalSeconds)] : [], "s", "Since the store last told which tables are in force.");
        if (requests.Counts is { } log)
        {
            meter.CreateObservableCounter("airworthy.log.written", () => log.Written, description: "Entries of the prediction log that are durable.");
            meter.CreateObservableCounter("airworthy.log.dropped", () => log.Dropped, description: "Entries that found the log's queue full.");
            meter.CreateObservableCounter("airworthy.log.lost", () => log.Lost, description: "Entries that the disk refused.");
        }
    }

    /// <summary>Sends where the standard variables say to; without them nothing is set up.</summary>
    public static void AddTo(IServiceCollection things, IConfiguration settings)
    {
        if ((settings["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? settings["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"]) is { Length: > 0 })
        {
            things.AddHostedService<Telemetry>();
            things.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(Name).AddOtlpExporter());
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<T>> Each<T>(Func<Arm, Counts, IEnumerable<Measurement<T>>> of)
        where T : struct => _tallies.Now().SelectMany(t => of(t.Arm, t.Counts));

    private static IEnumerable<Measurement<long>> Cumulated(Arm arm, IReadOnlyList<long> counts, IReadOnlyList<double> bounds)
    {
        var so = 0L;
        for (var i = 0; i < counts.Count; i++)
        {
            so += counts[i];
            yield return new Measurement<long>(so, [.. Tags(arm), new("le", i < bounds.Count ? bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf")]);
        }
    }

    private static KeyValuePair<string, object?>[] Tags(Arm arm) => [new("endpoint", arm.Endpoint), new("model", arm.Model), new("arm", arm.Name)];
}
