using System.Text.Json.Serialization;

using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Sequential;
using Airworthy.Serving.Guards;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

namespace Airworthy.Serving.Monitoring;

/// <summary>How sure one version was of its answers in a while.</summary>
/// <param name="Window">How long the while is, in seconds, up to now; a minute is the last whole one.</param>
/// <param name="Rows">That got a probability.</param>
/// <param name="Mean">Of their largest probabilities.</param>
/// <param name="Entropy">The mean, in nats.</param>
/// <param name="Histogram">Rows by their largest probability, in twentieths from 0 to 1.</param>
/// <param name="Decided">Shares of rows by what was decided: no and yes, else the class by its number; the last of 33 holds all others.</param>
/// <param name="LowConfidence">Share of all rows of which the model was not sure.</param>
/// <param name="Fallbacks">Share of all rows that something else answered.</param>
/// <param name="Psi">Population stability index between this histogram and the one of the rows held out, less what chance brings; null where guards were not fitted.</param>
/// <param name="Distance">The largest difference of the cumulative shares (Kolmogorov–Smirnov's D).</param>
public sealed record ConfidenceWindow(long Window, string Model, string Arm, long Rows, double? Mean, double? Entropy, IReadOnlyList<long> Histogram, IReadOnlyList<double> Decided, double LowConfidence, double Fallbacks, double? Psi, double? Distance)
{
    /// <summary>A minute, an hour, a day.</summary>
    public static IReadOnlyList<int> Minutes { get; } = [1, 60, 1440];

    /// <param name="minutes">Of one endpoint, at least of a day.</param>
    /// <param name="now">The present minute since 1970, which is not over.</param>
    /// <param name="held">The rows held out of a version, in twentieths; null where they are not known.</param>
    public static IReadOnlyList<ConfidenceWindow> Of(IReadOnlyList<MinuteCounts> minutes, long now, Func<string, IReadOnlyList<long>?> held) =>
        [.. from length in Minutes
            from arm in minutes.Where(m => length == 1 ? m.Minute == now - 1 : m.Minute > now - length).GroupBy(m => m.Arm).OrderBy(g => g.Key.Name, StringComparer.Ordinal).ThenBy(g => g.Key.Model, StringComparer.Ordinal)
            select Of(length * 60L, arm.Key, arm.Select(m => m.Counts).Aggregate((a, b) => a.Plus(b)), held(arm.Key.Model))];

    private static ConfidenceWindow Of(long window, Arm arm, Counts counts, IReadOnlyList<long>? held)
    {
        long[] histogram = [.. counts.Confidence.Take(Buckets.Confidence.Count)];
        var (rows, decided, all) = (histogram.Sum(), counts.Decided?.Sum() ?? 0, counts[Event.Rows]);
        var shift = held is null || rows == 0 ? null : Shift.OfOrdered([.. held], histogram);
        double Share(Event what) => all == 0 ? 0 : (double)counts[what] / all;
        return new(window, arm.Model, arm.Name, rows, counts.MeanConfidence, counts.MeanEntropy, histogram, [.. (decided == 0 ? [] : counts.Decided!).Select(n => (double)n / decided)],
            Share(Event.LowConfidence), Share(Event.FallbackRows), shift?.Psi, shift?.Distance);
    }
}

/// <summary>Whether a version is as sure of its answers as it was of the rows held out, since this process began.</summary>
/// <param name="LogE">The evidence that it is not, as a logarithm; it may be looked at however often.</param>
/// <param name="LogLimit">Where it is taken for shown, with 1 % for a false alarm ever.</param>
public sealed record ConfidenceShift(string Model, string Arm, long Rows, double Psi, double Distance, double LogE, double LogLimit)
{
    private const double Alpha = 0.01;

    /// <summary>The rows held out of a version that an endpoint has loaded, in twentieths of the largest probability; null where its guards do not say.</summary>
    internal static IReadOnlyList<long>? HeldOut(Route? route, string model) => new[] { route?.LiveGuards, route?.OtherGuards }.OfType<RowGuards>().Select(g => g.Fitted)
        .FirstOrDefault(f => f is not null && $"models:/{f.Model}/{f.Version}" == model)?.Confidence;

    /// <summary>Of all versions that are loaded now.</summary>
    internal static IReadOnlyList<(Arm Arm, ConfidenceShift Shift)> All(Gateway gateway, Tallies tallies) =>
        [.. from endpoint in gateway.Endpoints
            from counted in tallies.Now()
            where counted.Arm.Endpoint == endpoint.Name
            let held = HeldOut(endpoint.Route, counted.Arm.Model)
            let seen = counted.Counts.Confidence.Take(Buckets.Confidence.Count).ToArray()
            where held is not null && seen.Sum() > 0
            let shift = Core.Statistics.Shift.OfOrdered([.. held], seen)
            // A tenth of what a false alarm may cost goes to the rows held out, which are a sample too.
            select (counted.Arm, new ConfidenceShift(counted.Arm.Model, counted.Arm.Name, seen.Sum(), shift.Psi, shift.Distance, ShiftAtAllTimes.LogE(held, seen, Alpha / 10), Math.Log(1 / (Alpha * 0.9))))];
}

internal sealed record ConfidenceShape(IReadOnlyList<ConfidenceWindow> Windows, IReadOnlyList<ConfidenceShift> SinceStart);

/// <summary><c>GET /api/airworthy/endpoints/{endpoint}/confidence</c>: how sure the answers were in the last minute, hour and day, beside the rows held out.</summary>
internal sealed class ConfidenceCalls(MinuteBook book, Gateway gateway, Tallies tallies, TimeProvider clock) : ICalls
{
    public void Map(Routes routes) => routes.Raw("GET", "//api/airworthy/endpoints/{endpoint}/confidence", null, ConfidenceJson.Default.ConfidenceShape, async (context, caller) =>
    {
        caller.Need(Right.View);
        var (endpoint, now) = ((string)context.Request.RouteValues["endpoint"]!, clock.GetUtcNow().ToUnixTimeSeconds() / 60);
        var route = gateway.Endpoints.FirstOrDefault(e => e.Name == endpoint)?.Route;
        var minutes = await book.OfAsync(endpoint, now - ConfidenceWindow.Minutes[^1], context.RequestAborted);
        await Answers.WriteAsync(context, new ConfidenceShape(ConfidenceWindow.Of(minutes, now, model => ConfidenceShift.HeldOut(route, model)), [.. ConfidenceShift.All(gateway, tallies).Where(s => s.Arm.Endpoint == endpoint).Select(s => s.Shift)]), ConfidenceJson.Default.ConfidenceShape);
    });
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConfidenceShape))]
internal sealed partial class ConfidenceJson : JsonSerializerContext;
