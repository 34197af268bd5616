using System.Collections.Concurrent;
using System.Diagnostics;

using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;
using Airworthy.Serving.Monitoring;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Protocols;
using Airworthy.Serving.Shadow;

namespace Airworthy.Serving.Routing;

/// <summary>Answers requests: finds the arm, asks its model, falls back where it must, and hands a copy to the shadow.</summary>
public sealed class Gateway(IModelSource models, Tallies tallies, RequestLog requests, TimeProvider clock, PeopleQueue? people = null, GatewayOptions? options = null) : IAsyncDisposable
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

    /// <summary>Whether every endpoint has something to answer with that is not outdated elsewhere, and room for one more request. A store that is gone changes nothing in it.</summary>
    public bool IsReady => IsStarted && !IsStopping && _endpoints.Values.All(e => e.Route is { Live.IsFull: false } && !e.IsLeft);

    /// <exception cref="InferenceRefusedException">There is no such endpoint, or it is not loaded yet.</exception>
    internal Route RouteOf(string endpoint) => (_endpoints.TryGetValue(endpoint, out var found) ? found : throw InferenceRefusedException.NotFound($"No endpoint is called {Core.Reading.Problem.Cut(endpoint)}.")).Route
        ?? throw new InferenceRefusedException(503, $"Endpoint {endpoint} is not loaded: {found.Behind ?? "it is being loaded"}") { RetryAfter = TimeSpan.FromSeconds(2) };

    /// <summary>The truth of a row came.</summary>
    internal void Saw(string endpoint, string id, int row, string label)
    {
        if (_endpoints.TryGetValue(endpoint, out var found))
        {
            found.Sets.Saw(id, row, label);
            found.Route?.Evidence?.Labelled(id, row, label);
        }
    }

    /// <summary>A row got a set, whose truth may come.</summary>
    internal void Gave(string endpoint, string id, int row, string set, RowGuards guards) => _endpoints[endpoint].Sets.Add(id, row, set, guards.Fitted!.Kind, guards.Kept!);

    /// <summary>Brings a table into force.</summary>
    /// <returns>Null, or why it is not in force.</returns>
    public async Task<string?> TakeAsync(RouteTable table, CancellationToken cancel)
    {
        var endpoint = _endpoints.GetOrAdd(table.Endpoint, name => new Endpoint(name, models, tallies, new ShadowQueue(requests), clock, options ?? new()));
        return await endpoint.TakeAsync(table, cancel) ? null : endpoint.Behind;
    }

    /// <summary>Answers a request.</summary>
    /// <param name="id">Of the request.</param>
    /// <exception cref="InferenceRefusedException">A row is wrong, or nothing could answer in time.</exception>
    internal async ValueTask<Answered> AnswerAsync(Route route, InferRequest request, string id, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var table = route.Table;
        var limit = request.Timeout is { } wanted && wanted.TotalMilliseconds < table.TimeoutMs ? wanted : TimeSpan.FromMilliseconds(table.TimeoutMs);
        var isCandidate = route.IsHeard && ArmHash.IsCandidate(table.Salt, request.Affinity ?? id, table.Share);
        var (asked, tally, guards) = isCandidate ? (route.Other!, route.OtherTally!, route.OtherGuards) : (route.Live, route.LiveTally, route.LiveGuards);
        if (request.Affinity is null && route.IsHeard)
        {
            tally.Add(Event.Unkeyed);
        }

        if (route.Events is { } events && request.Spoilt == Doubt.None)
        {
            events.Of.See(events.Times, request.Inputs, request.Rows);
        }

        var falls = route.Falls;
        var marks = guards is null && request.Spoilt == Doubt.None ? null : RowMarks.Before(guards, request, falls, tally);
        var away = marks?.With(falls);
        if (away is not null && away.Length < request.Rows && !RowParts.CanSplit(request.Inputs, request.Rows))
        {
            away = [.. Enumerable.Range(0, request.Rows)];
        }

        tally.Add(Event.Rows, away?.Length ?? 0);
        int[]? kept = away is null ? null : [.. Enumerable.Range(0, request.Rows).Except(away)];
        Attempt? attempt = null;
        var arm = isCandidate ? "candidate" : "live";
        if (kept is not { Length: 0 })
        {
            var inputs = kept is null ? request.Inputs : RowParts.Take(request.Inputs, kept);
            attempt = await AskAsync(asked, inputs, (falls & Doubt.Timeout) == 0 ? limit : FallbackChain.Share(limit, Behind(route, isCandidate)), cancel);
            if (attempt is { Failure: Failure.Gone })
            {
                // Since the route was taken it was replaced and unloaded: the one that replaced it answers.
                return await AnswerAsync(RouteOf(table.Endpoint), request, id, cancel);
            }

            Weigh(route, isCandidate, attempt.Value, inputs, id, limit, kept?.Length ?? request.Rows, tally, request.Subjects, kept);
        }

        tally.Add(Event.Came);
        if (attempt is { Failure: Failure.None, Outputs: { } outputs } && away is null)
        {
            if (marks is null || guards is null)
            {
                Witness(route, isCandidate, attempt, marks);
                requests.Answered(table, arm, id, request.Inputs, asked, outputs, "primary", null, attempt.Value.Took, subjects: request.Subjects);
                return new Answered(id, table.Endpoint, asked.Version, arm, table.Generation, asked.Slot.Model, Degraded: null, outputs);
            }

            marks.After(guards, outputs, null, tally);
            away = marks.With(falls);
        }
        else if (attempt is { } one)
        {
            marks ??= new RowMarks(request.Rows);
            One(one, marks, kept, guards, falls, tally);
            away = marks.With(falls);
        }

        Witness(route, isCandidate, attempt, marks);
        return await new Answering(this, requests, route, isCandidate, request, id, marks!, tally, started, limit).AnswerAsync(attempt, kept, away ?? [], cancel);
    }

    /// <summary>Marks rows by what came of asking the model.</summary>
    private static void One(Attempt attempt, RowMarks marks, int[]? kept, RowGuards? guards, Doubt falls, Tally tally)
    {
        var rows = kept?.Length ?? marks.Rows;
        var isByRow = attempt is { Failure: Failure.NonFinite, Outputs: { } outputs } && (falls & Doubt.NonFinite) != 0 && RowParts.CanSplit(outputs, rows);
        for (var at = 0; at < rows && attempt.Failure != Failure.None; at++)
        {
            marks.Doubts[kept?[at] ?? at] |= !isByRow ? DoubtOf(attempt.Failure) : Scores.IsFinite(attempt.Outputs!, at) ? Doubt.None : Doubt.NonFinite;
        }

        if (guards is not null && (attempt.Failure == Failure.None || isByRow))
        {
            marks.After(guards, attempt.Outputs!, kept, tally);
        }
    }

    /// <summary>What stands behind the version that is asked.</summary>
    internal static IEnumerable<FallbackStep> Behind(Route route, bool isCandidate) => isCandidate ? route.Fallback.Prepend(new FallbackStep(route.Live.Slot.Model, route.Live, route.LiveGuards)) : route.Fallback;

    /// <summary>Tells the release that runs what came of a request.</summary>
    /// <param name="attempt">Null where the guards sent all rows elsewhere.</param>
    /// <param name="marks">Null where nothing was asked of the rows.</param>
    private static void Witness(Route route, bool isCandidate, Attempt? attempt, RowMarks? marks)
    {
        if (route.Evidence is not { } evidence)
        {
            return;
        }

        var isSlow = attempt?.Took.TotalMilliseconds > route.Table.SlowMs;
        var isAbstained = marks?.Has(Guards.Doubts.OfGuards & route.Falls);
        evidence.Came();
        if (isCandidate)
        {
            evidence.Candidate(attempt, isSlow, isAbstained);
        }
        else if (route.IsCanary)
        {
            evidence.Live(attempt, isSlow, isAbstained);
        }
        else if (!route.IsShadow && attempt is { } watched)
        {
            evidence.Watched(watched);
        }
    }

    /// <summary>Counts what came of an attempt, and hands a copy to the shadow.</summary>
    private void Weigh(Route route, bool isCandidate, Attempt attempt, IReadOnlyList<Tensor> inputs, string id, TimeSpan limit, int rows, Tally tally, IReadOnlyList<string>? subjects, int[]? kept)
    {
        var table = route.Table;
        Count(tally, attempt, rows, attempt.Took.TotalMilliseconds > table.SlowMs, table.Threshold);
        if (route.IsShadow && ArmHash.IsCandidate(table.Salt, id, table.Share))
        {
            _endpoints[table.Endpoint].Shadow.Offer(new Copy(route.Table, id, route.Other!, inputs, attempt, table.Threshold, limit, route.Evidence, route.OtherTally!, subjects, kept, route.Live));
        }
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

    /// <param name="threshold">A score of at least this is a yes.</param>
    internal static void Count(Tally tally, Attempt attempt, int rows, bool isSlow, double threshold)
    {
        tally.Add(Event.Requests);
        tally.Add(Event.Rows, rows);
        tally.Ran(attempt, rows);
        if (isSlow)
        {
            tally.Add(Event.Slow);
        }

        switch (attempt.Failure)
        {
            case Failure.None:
                if (Scores.Deciding(attempt.Outputs!) is { } deciding)
                {
                    tally.Said(deciding, threshold);
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

    internal static async ValueTask<Attempt> AskAsync(Loaded asked, IReadOnlyList<Tensor> inputs, TimeSpan wait, CancellationToken cancel)
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

    /// <summary>A wait, or up to twice as long: those who were refused together do not come back together.</summary>
    private static TimeSpan Spread(TimeSpan wait) => TimeSpan.FromSeconds(Math.Max(1, wait.TotalSeconds) * (1 + Random.Shared.NextDouble()));

    internal static InferenceRefusedException Refused(Route route, Attempt failed, Loaded asked) => failed.Failure switch
    {
        Failure.Overload => new(503, $"Endpoint {route.Table.Endpoint} has more requests than it can answer in time.") { RetryAfter = Spread(asked.ExpectedWait), IsShed = true },
        Failure.Open => new(503, $"{asked.Slot.Model} fails too often to be asked; nothing else may answer for it.") { RetryAfter = TimeSpan.FromSeconds(5) },
        Failure.Timeout => new(504, $"{asked.Slot.Model} did not answer in time."),
        Failure.NonFinite => new(500, $"{asked.Slot.Model} answered with NaN or infinity, and nothing else may answer for it."),
        _ => new(500, $"{asked.Slot.Model} failed, and nothing else may answer for it."),
    };

    /// <summary>The reason as the contract's <c>fallback.when</c> names it.</summary>
    internal static string Word(Failure failure) => Doubts.First(DoubtOf(failure));

    private static Doubt DoubtOf(Failure failure) => failure switch
    {
        Failure.Timeout => Doubt.Timeout,
        Failure.NonFinite => Doubt.NonFinite,
        Failure.Overload => Doubt.Overload,
        _ => Doubt.ModelError,
    };

    /// <summary>Leaves rows to a person.</summary>
    /// <returns>False: there is no queue here, its rows may not be kept, or it is full.</returns>
    internal ValueTask<bool> LeaveAsync(Route route, InferRequest request, string id, int[] rows, RowMarks marks, CancellationToken cancel) =>
        people is null ? new(false) : people.LeaveAsync(route, request, id, rows, marks, cancel);

    public async ValueTask DisposeAsync()
    {
        foreach (var endpoint in _endpoints.Values)
        {
            await endpoint.Shadow.DisposeAsync();
            endpoint.Dispose();
        }
    }
}
