using Airworthy.Serving.Guards;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Releases;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Feedback;

/// <summary>Brings back, from the prediction log, what was answered before this process began and whose truth may still come: sets that were given, and what a shadow and the version in use have decided.</summary>
/// <remarks>
/// Where the log keeps a share of requests, only those count that it keeps by that share: what is kept because something was odd with it is no sample of what the promise was made for.
/// </remarks>
internal sealed class EarlierAnswers(RequestLog requests, RouteStore routes, ReleaseStore releases, LabelStore labels)
{
    /// <summary>So many rows leave room behind that is worth giving back.</summary>
    private const int Many = 10_000;

    /// <param name="before">What was answered since is known here already.</param>
    /// <param name="counted">Outcomes that came up to then are counted already, in milliseconds since 1970.</param>
    public async Task BringBackAsync(Gateway gateway, Endpoint endpoint, Route route, DateTimeOffset before, long counted, CancellationToken cancel)
    {
        var promises = await PromisesAsync(endpoint.Name, route, cancel);
        var release = route.Evidence is { } open ? (await releases.RunningAsync(cancel)).FirstOrDefault(r => r.No == open.Release) : null;
        if (promises.Count == 0 && release is null)
        {
            return;
        }

        var sampling = new LogSampling(route.Table.LogRate);
        var sets = new List<(DateTimeOffset Time, string Id, int Row, string Set, RowGuards Guards)>();
        var halves = new Dictionary<(string Id, int Row), (bool? Shadow, bool? Live)>();
        var left = SetsGiven.Most;
        await requests.NewestAsync(endpoint.Name, entries =>
        {
            foreach (var entry in entries)
            {
                if (entry.Time >= before || entry.Status != 200 || entry.ServedBy != "primary" || sampling.InclusionOf(entry.Id, isNotable: false) is null)
                {
                    continue;
                }

                if (entry.Set is not null && promises.TryGetValue(entry.Model, out var promise) && entry.Generation >= promise.Since)
                {
                    sets.Add((entry.Time, entry.Id, entry.Row, entry.Set, promise.Guards));
                }

                if (release is not null && entry.Time.ToUnixTimeMilliseconds() >= release.StartedAt && entry.Outputs is [{ Number: { } score }])
                {
                    var yes = score >= route.Table.Threshold;
                    var half = halves.GetValueOrDefault((entry.Id, entry.Row));
                    halves[(entry.Id, entry.Row)] = entry.Arm switch { "shadow" => half with { Shadow = yes }, "live" => half with { Live = yes }, _ => half };
                }
            }

            left -= entries.Count;
            return entries.Count == 0 || (left > 0 && (promises.Count > 0 || entries[0].Time.ToUnixTimeMilliseconds() >= release!.StartedAt));
        }, cancel);

        var since = long.MaxValue;
        foreach (var (time, id, row, set, guards) in sets.OrderBy(s => s.Time))
        {
            endpoint.Sets.Add(id, row, set, guards.Fitted!.Kind, guards.Kept!);
            since = Math.Min(since, time.ToUnixTimeMilliseconds());
        }

        foreach (var ((id, row), half) in halves)
        {
            if (half is { Shadow: { } shadow, Live: { } live })
            {
                route.Evidence!.Decisions.Add(id, row, shadow, live);
                since = Math.Min(since, release!.StartedAt);
            }
        }

        if (since < long.MaxValue)
        {
            // An outcome that came while nobody was here, or went to another gateway, counts now.
            await labels.OfAsync(endpoint.Name, since, came =>
            {
                if (came.ReceivedAt > counted)
                {
                    gateway.Saw(came.Endpoint, came.Request, (int)came.RowNo, came.Label);
                }
                else
                {
                    endpoint.Sets.Forget(came.Request, (int)came.RowNo);
                    route.Evidence?.Decisions.Take(came.Request, (int)came.RowNo);
                }
            }, cancel);
        }

        if (left < SetsGiven.Most - Many)
        {
            // Most of what was read is garbage now, and the process would keep its room for good.
            sets = [];
            halves = [];
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    /// <summary>The promises in force, by the version that makes them, and the generation in which each began.</summary>
    private async Task<Dictionary<string, (RowGuards Guards, long Since)>> PromisesAsync(string endpoint, Route route, CancellationToken cancel)
    {
        var promises = new Dictionary<string, (RowGuards, long)>(StringComparer.Ordinal);
        foreach (var (slot, guards) in new[] { (route.Live.Slot, route.LiveGuards), (route.Other?.Slot, route.OtherGuards) })
        {
            if (slot is not null && guards?.Kept is not null)
            {
                string? Digest(RouteTable table) => table.Guards?.Fitted?.GetValueOrDefault(slot.Model);
                var since = (await routes.HistoryAsync(endpoint, RouteStore.MostAtOnce, cancel)).SkipWhile(c => c.Table.Generation > route.Table.Generation).TakeWhile(c => Digest(c.Table) == Digest(route.Table)).LastOrDefault()?.Table.Generation;
                promises[slot.Model] = (guards, since ?? route.Table.Generation);
            }
        }

        return promises;
    }
}
