using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.Feedback;
using Airworthy.Serving.Models;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Explaining;

/// <summary>A logged row, the table that was in force, and what the version says of it now.</summary>
/// <param name="Table">Null where it is not kept.</param>
/// <param name="Places">Where its values lie among those of training, as far as that is known.</param>
internal sealed record TracedRow(PredictionEntry Entry, RouteTable? Table, Replay Again, IReadOnlyList<(string Feature, TrainingPlace Place)> Places);

/// <summary>One request, followed.</summary>
/// <param name="Kept">Rows that the log holds of it; the first of them are in <paramref name="Rows"/>.</param>
/// <param name="Truths">What came true.</param>
internal sealed record RequestTrace(string Endpoint, string Id, int Kept, IReadOnlyList<TracedRow> Rows, IReadOnlyList<Outcome> Truths);

/// <summary>Follows requests from the values that came to the answer that went.</summary>
internal sealed class RequestTraces(Gateway gateway, RequestLog requests, RouteStore routes, FeedbackStore feedback, IModelSource models)
{
    /// <summary>Rows of a request that are shown, and asked again.</summary>
    private const int MostRows = 100;

    /// <returns>Null where this gateway's log holds no such request.</returns>
    /// <exception cref="Protocols.InferenceRefusedException">There is no such endpoint, or it is not loaded yet.</exception>
    public async Task<RequestTrace?> OfAsync(string endpoint, string id, CancellationToken cancel)
    {
        var route = gateway.RouteOf(endpoint);
        var entries = await requests.FindAsync(endpoint, id, cancel);
        if (entries.Count == 0)
        {
            return null;
        }

        using var replaying = new Replaying(route, await routes.HistoryAsync(endpoint, RouteStore.MostAtOnce, cancel), models);
        var rows = new List<TracedRow>();
        foreach (var entry in entries.Take(MostRows))
        {
            rows.Add(new TracedRow(entry, replaying.TableOf(entry), await replaying.OfAsync(entry, cancel), [.. TracedPlaces.Of(entry, await replaying.ProfileAsync(entry, cancel))]));
        }

        return new RequestTrace(endpoint, id, entries.Count, rows, await feedback.OfAsync(endpoint, id, cancel));
    }

    /// <summary>What is said of a request that is not found.</summary>
    public string NotKept(string endpoint, string id) => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"The prediction log of this gateway holds no request {Core.Reading.Problem.Cut(id)} of {endpoint}: it never came, was not drawn (of ordinary requests a share of {gateway.RouteOf(endpoint).Table.LogRate} is kept), or was answered by another replica.");
}
