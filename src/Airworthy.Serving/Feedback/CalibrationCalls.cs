using System.Text.Json.Serialization;

using Airworthy.Serving.Explaining;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Releases;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Feedback;

/// <summary>Rows of about the same score.</summary>
/// <param name="Score">Mean probability said.</param>
/// <param name="Rate">Share that came true.</param>
internal sealed record CalibrationPart(double Score, double Rate, long Rows);

/// <summary>Whether one version's probabilities of yes were what they say, by the outcomes that came.</summary>
/// <param name="Rows">Of the log in that time.</param>
/// <param name="Labelled">Of those, the ones whose outcome is a yes or a no and came.</param>
/// <param name="Share">Labelled among all, each row of the log weighed by one over its inclusion.</param>
/// <param name="Brier">Mean squared difference of probability and outcome; null without outcomes.</param>
/// <param name="Ece">Expected calibration error: over fifteen equal parts of [0, 1], the mean distance of probability and rate, weighed by rows. It is above 0 by chance alone.</param>
/// <param name="Delay">How long outcomes took; null without any.</param>
internal sealed record CalibrationOf(string Model, string Arm, long Rows, long Labelled, double Share, double? Brier, double? Ece, LabelDelay? Delay, IReadOnlyList<CalibrationPart> Parts);

/// <summary>Seconds from an answer until its outcome was first told, of the outcomes that came: what is still to come takes longer.</summary>
/// <param name="P50">Half of them took no longer.</param>
/// <param name="P90">Nine in ten took no longer.</param>
internal sealed record LabelDelay(double P50, double P90, double Longest);

internal sealed record CalibrationShape(int Days, IReadOnlyList<CalibrationOf> Versions);

/// <summary><c>GET /api/airworthy/endpoints/{endpoint}/calibration?days=7</c>: by the time of the prediction, from this gateway's log and the outcomes that were told.</summary>
/// <remarks>Late outcomes belong to the time in which they were predicted, so the newest days are never complete: <see cref="CalibrationOf.Share"/> says how far they are.</remarks>
internal sealed class CalibrationCalls(RequestLog requests, Database database, TimeProvider clock) : ICalls
{
    private const int MostDays = 90, MostRows = 500_000, Parts = 15;

    public void Map(Routes routes) => routes.Raw("GET", "//api/airworthy/endpoints/{endpoint}/calibration", null, CalibrationJson.Default.CalibrationShape, async (context, caller) =>
    {
        caller.Need(Right.View);
        var days = ReplayCalls.Number(context, "days", 7, MostDays);
        var versions = await OfAsync((string)context.Request.RouteValues["endpoint"]!, clock.GetUtcNow().AddDays(-days), context.RequestAborted);
        await Answers.WriteAsync(context, new CalibrationShape(days, versions), CalibrationJson.Default.CalibrationShape);
    });

    private async Task<IReadOnlyList<CalibrationOf>> OfAsync(string endpoint, DateTimeOffset since, CancellationToken cancel)
    {
        var said = new List<(string Id, int Row, string Model, string Arm, double Score, double Weight, DateTimeOffset At)>();
        await requests.NewestAsync(endpoint, entries =>
        {
            said.AddRange(from e in entries
                          where e.Time >= since && e is { Status: 200, ServedBy: "primary", Outputs: [{ Number: >= 0 and <= 1 }] }
                          select (e.Id, e.Row, e.Model, e.Arm, e.Outputs[0].Number!.Value, 1 / e.Inclusion, e.Time));
            return entries.Count == 0 || (said.Count < MostRows && entries[0].Time >= since);
        }, cancel);

        var asked = said.Select(s => (s.Id, s.Row)).ToHashSet();
        var truth = new Dictionary<(string, int), (bool Label, long ToldAt)>();
        await new LabelStore(database).OfAsync(endpoint, since.ToUnixTimeMilliseconds(), came =>
        {
            // In the order in which they came: a correction is the one that counts.
            if (asked.Contains((came.Request, (int)came.RowNo)) && ShadowDecisions.Truth(came.Label) is { } label)
            {
                var row = (came.Request, (int)came.RowNo);
                truth[row] = (label, truth.TryGetValue(row, out var earlier) ? earlier.ToldAt : came.ReceivedAt);
            }
        }, cancel);
        return [.. said.GroupBy(s => (s.Model, s.Arm)).OrderBy(g => g.Key.Arm, StringComparer.Ordinal).ThenBy(g => g.Key.Model, StringComparer.Ordinal).Select(g =>
        {
            var known = (from s in g
                         where truth.ContainsKey((s.Id, s.Row))
                         let came = truth[(s.Id, s.Row)]
                         select new Held(s.Score, s.Weight, came.Label ? 1 : 0, (came.ToldAt - s.At.ToUnixTimeMilliseconds()) / 1000.0)).ToList();
            var all = known.Sum(k => k.Weight);
            var parts = known.GroupBy(k => Math.Min((int)(k.Score * Parts), Parts - 1)).OrderBy(p => p.Key)
                .Select(p => (Weight: p.Sum(k => k.Weight), Part: new CalibrationPart(Mean(p, k => k.Score), Mean(p, k => k.Came), p.Count()))).ToList();
            return new CalibrationOf(g.Key.Model, g.Key.Arm, g.LongCount(), known.Count, all / g.Sum(s => s.Weight), known.Count == 0 ? null : Mean(known, k => (k.Score - k.Came) * (k.Score - k.Came)),
                known.Count == 0 ? null : parts.Sum(p => p.Weight / all * Math.Abs(p.Part.Score - p.Part.Rate)), Delay(known), [.. parts.Select(p => p.Part)]);
        })];
    }

    private static LabelDelay? Delay(List<Held> known)
    {
        if (known.Count == 0)
        {
            return null;
        }

        var took = known.Select(k => Math.Max(0, k.Took)).Order().ToList();
        return new LabelDelay(took[(took.Count - 1) / 2], took[(int)Math.Ceiling(0.9 * took.Count) - 1], took[^1]);
    }

    private static double Mean(IEnumerable<Held> rows, Func<Held, double> of)
    {
        var (sum, weight) = (0.0, 0.0);
        foreach (var row in rows)
        {
            (sum, weight) = (sum + (row.Weight * of(row)), weight + row.Weight);
        }

        return sum / weight;
    }

    /// <summary>A row of the log beside its outcome.</summary>
    /// <param name="Came">1 for yes, 0 for no.</param>
    /// <param name="Took">Seconds until it was told.</param>
    private readonly record struct Held(double Score, double Weight, double Came, double Took);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CalibrationShape))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
