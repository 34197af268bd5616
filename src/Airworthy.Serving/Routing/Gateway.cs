using System.Collections.Concurrent;
using System.Diagnostics;

using Airworthy.Serving.Models;
using Airworthy.Serving.Monitoring;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Protocols;
using Airworthy.Serving.Shadow;

namespace Airworthy.Serving.Routing;

/// <summary>Answers requests: finds the arm, asks its model, falls back where it must, and hands a copy to the shadow.</summary>
public sealed class Gateway(IModelSource models, Tallies tallies, RequestLog requests, TimeProvider clock) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Endpoint> _endpoints = new(StringComparer.Ordinal);

    private volatile bool _hasLoaded;

    internal IReadOnlyList<Endpoint> Endpoints => [.. _endpoints.Values.OrderBy(e => e.Name, StringComparer.Ordinal)];

    /// <summary>The route tables of the store were looked at since this process began.</summary>
    public bool IsStarted { get; set; }

    /// <summary>When the store last told which tables are in force; null before it did.</summary>
    public DateTimeOffset? LookedAt { get; set; }

    /// <summary>It still answers what comes, but nobody should be sent here any more.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Everything that the store wants here was loaded once since this process began.</summary>
    public bool HasLoaded => _hasLoaded || (_hasLoaded = IsStarted && _endpoints.Values.All(e => e.Route is not null));

    /// <summary>Whether every endpoint has something to answer with, and room for one more request. A store that is gone changes nothing in it.</summary>
    public bool IsReady => IsStarted && !IsStopping && _endpoints.Values.All(e => e.Route is { Live.IsFull: false });

    /// <exception cref="InferenceRefusedException">There is no such endpoint, or it is not loaded yet.</exception>
    internal Route RouteOf(string endpoint) => (_endpoints.TryGetValue(endpoint, out var found) ? found : throw InferenceRefusedException.NotFound($"No endpoint is called {Core.Reading.Problem.Cut(endpoint)}.")).Route
        ?? throw new InferenceRefusedException(503, $"Endpoint {endpoint} is not loaded: {found.Behind ?? "it is being loaded"}") { RetryAfter = TimeSpan.FromSeconds(2) };

    /// <summary>Brings a table into force.</summary>
    /// <returns>Null, or why it is not in force.</returns>
    public async Task<string?> TakeAsync(RouteTable table, CancellationToken cancel)
    {
        var endpoint = _endpoints.GetOrAdd(table.Endpoint, name => new Endpoint(name, models, tallies, new ShadowQueue(requests), clock));
        return await endpoint.TakeAsync(table, cancel) ? null : endpoint.Behind;
    }

    /// <summary>Answers a request.</summary>
    /// <param name="id">Of the request.</param>
    /// <exception cref="InferenceRefusedException">Nothing could answer in time.</exception>
    internal async ValueTask<Answered> AnswerAsync(Route route, InferRequest request, string id, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var table = route.Table;
        var limit = request.Timeout is { } wanted && wanted.TotalMilliseconds < table.TimeoutMs ? wanted : TimeSpan.FromMilliseconds(table.TimeoutMs);
        var isCandidate = route.IsCanary && ArmHash.IsCandidate(table.Salt, request.Affinity ?? id, table.Share);
        var (asked, tally) = isCandidate ? (route.Other!, route.OtherTally!) : (route.Live, route.LiveTally);
        var attempt = await AskAsync(asked, request.Inputs, limit, cancel);
        if (attempt.Failure == Failure.Gone)
        {
            // Since the route was taken it was replaced and unloaded: the one that replaced it answers.
            return await AnswerAsync(RouteOf(table.Endpoint), request, id, cancel);
        }

        var isSlow = attempt.Took.TotalMilliseconds > table.SlowMs;
        Count(tally, attempt, request.Rows, isSlow);
        if (route.Evidence is { } evidence)
        {
            evidence.Came();
            if (isCandidate)
            {
                evidence.Candidate(attempt, isSlow);
            }
            else if (route.IsCanary)
            {
                evidence.Live(attempt, isSlow);
            }
            else if (!route.IsShadow)
            {
                evidence.Watched(attempt);
            }
        }

        if (route.IsShadow && ArmHash.IsCandidate(table.Salt, id, table.Share))
        {
            _endpoints[table.Endpoint].Shadow.Offer(new Copy(route.Table, id, route.Other!, request.Inputs, attempt, table.Threshold, limit, route.Evidence, route.OtherTally!));
        }

        var arm = isCandidate ? "candidate" : "live";
        if (attempt.Failure == Failure.None)
        {
            requests.Answered(table, arm, id, request.Inputs, asked, attempt.Outputs!, "primary", null, attempt.Took);
            return new Answered(id, table.Endpoint, asked.Version, arm, table.Generation, asked.Slot.Model, Degraded: null, attempt.Outputs!);
        }

        return await FallBackAsync(route, isCandidate, request, id, arm, attempt, tally, started, limit, cancel);
    }

    /// <summary>Asks the version that a caller named, outside of any release.</summary>
    /// <exception cref="InferenceRefusedException">It is not loaded here, or gave no answer.</exception>
    internal static async ValueTask<Answered> AnswerByAsync(Route route, string version, InferRequest request, string id, CancellationToken cancel)
    {
        var asked = OfVersion(route, version);
        var attempt = await AskAsync(asked, request.Inputs, TimeSpan.FromMilliseconds(route.Table.TimeoutMs), cancel);
        return attempt.Failure == Failure.None
            ? new Answered(id, route.Table.Endpoint, asked.Version, "named", route.Table.Generation, asked.Slot.Model, Degraded: null, attempt.Outputs!)
            : throw Refused(route, attempt, asked);
    }

    /// <exception cref="InferenceRefusedException">It is not loaded here.</exception>
    internal static Loaded OfVersion(Route route, string version) => route.Live.Version == version ? route.Live : route.Other?.Version == version ? route.Other
        : throw InferenceRefusedException.NotFound($"Endpoint {route.Table.Endpoint} has no version {Core.Reading.Problem.Cut(version)} loaded; it has {string.Join(" and ", new[] { route.Live.Version, route.Other?.Version }.OfType<string>())}.");

    internal static void Count(Tally tally, Attempt attempt, int rows, bool isSlow)
    {
        tally.Add(Event.Requests);
        tally.Add(Event.Rows, rows);
        tally.Took(attempt.Took);
        if (isSlow)
        {
            tally.Add(Event.Slow);
        }

        switch (attempt.Failure)
        {
            case Failure.None:
                if (Scores.Deciding(attempt.Outputs!) is { } deciding)
                {
                    for (var row = 0; row < deciding.Rows; row++)
                    {
                        tally.Sure(Scores.Confidence(deciding, row));
                    }
                }

                return;
            case Failure.Overload:
                tally.Add(Event.Shed);
                return;
            case Failure.NonFinite:
                tally.Add(Event.NonFinite);
                break;
            case Failure.Timeout:
                tally.Add(Event.Timeouts);
                break;
        }

        tally.Add(Event.Errors);
    }

    private static async ValueTask<Attempt> AskAsync(Loaded asked, IReadOnlyList<Tensor> inputs, TimeSpan wait, CancellationToken cancel)
    {
        if (!asked.Model.TryHold())
        {
            return new Attempt(null, Failure.Gone, TimeSpan.Zero);
        }

        try
        {
            return await asked.AskAsync(inputs, wait, cancel);
        }
        finally
        {
            asked.Model.Release();
        }
    }

    private async ValueTask<Answered> FallBackAsync(Route route, bool isCandidate, InferRequest request, string id, string arm, Attempt failed, Tally tally, long started, TimeSpan limit, CancellationToken cancel)
    {
        var reason = Word(failed.Failure);
        var steps = isCandidate ? route.Fallback.Prepend(new FallbackStep(route.Live.Slot.Model, route.Live)) : route.Fallback;
        foreach (var step in steps)
        {
            var left = limit - Stopwatch.GetElapsedTime(started);
            if (step.Loaded is null || left <= TimeSpan.Zero)
            {
                break;
            }

            var attempt = await AskAsync(step.Loaded, request.Inputs, left, cancel);
            if (attempt.Failure == Failure.None)
            {
                tally.Add(Event.Fallbacks);
                requests.Answered(route.Table, arm, id, request.Inputs, step.Loaded, attempt.Outputs!, step.Name, reason, Stopwatch.GetElapsedTime(started));
                return new Answered(id, route.Table.Endpoint, step.Loaded.Version, arm, route.Table.Generation, step.Name == "previous" ? step.Loaded.Slot.Model : step.Name, reason, attempt.Outputs!);
            }
        }

        var asked = isCandidate ? route.Other! : route.Live;
        var refused = Refused(route, failed, asked);
        requests.Refused(route.Table, arm, id, request.Inputs, asked, reason, refused.Status, Stopwatch.GetElapsedTime(started));
        throw refused;
    }

    private static InferenceRefusedException Refused(Route route, Attempt failed, Loaded asked) => failed.Failure switch
    {
        Failure.Overload => new(503, $"Endpoint {route.Table.Endpoint} has more requests than it can answer in time.") { RetryAfter = asked.ExpectedWait, IsShed = true },
        Failure.Open => new(503, $"{asked.Slot.Model} fails too often to be asked; nothing else may answer for it.") { RetryAfter = TimeSpan.FromSeconds(5) },
        Failure.Timeout => new(504, $"{asked.Slot.Model} did not answer in time."),
        Failure.NonFinite => new(500, $"{asked.Slot.Model} answered with NaN or infinity, and nothing else may answer for it."),
        _ => new(500, $"{asked.Slot.Model} failed, and nothing else may answer for it."),
    };

    /// <summary>The reason as the contract's <c>fallback.when</c> names it.</summary>
    internal static string Word(Failure failure) => failure switch
    {
        Failure.Timeout => "timeout",
        Failure.NonFinite => "non_finite",
        Failure.Overload => "overload",
        _ => "model_error",
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var endpoint in _endpoints.Values)
        {
            await endpoint.Shadow.DisposeAsync();
            endpoint.Dispose();
        }
    }
}
