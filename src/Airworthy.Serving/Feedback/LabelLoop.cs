using System.Data.Common;

using Airworthy.Serving.Guards;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Routing;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Airworthy.Serving.Feedback;

/// <summary>Holds outcomes against what was answered here, also where they came to another gateway or while this one was away, and keeps what it has counted.</summary>
internal sealed partial class LabelLoop(Gateway gateway, RequestLog requests, RouteStore routes, Releases.ReleaseStore releases, LabelStore labels, TimeProvider clock, ILogger<LabelLoop> log) : BackgroundService
{
    /// <summary>An outcome is kept a little after the moment that it says it came.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1), s_before = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1);
    private readonly string _writer = requests.Name ?? Guid.NewGuid().ToString("N");
    private readonly HashSet<PromisedCoverage> _known = [];
    private readonly HashSet<string> _isBack = [];
    private readonly Dictionary<string, CoverageCount> _kept = [];
    private readonly DateTimeOffset _began = clock.GetUtcNow();

    /// <summary>What the last look counted may have come since its moment: the next one says up to when it is counted, or it would count twice after a restart.</summary>
    private bool _wasChanged;

    private long? _countedBefore;
    private long _seen = clock.GetUtcNow().ToUnixTimeMilliseconds(), _keptAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await OnceAsync(stoppingToken);
                failing = false;
            }
            catch (Exception e) when (e is DbException or IOException or InvalidDataException)
            {
                if (!failing)
                {
                    Failed(log, e.Message);
                }

                failing = true;
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(s_pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        try
        {
            _wasChanged = true; // nobody tells of outcomes any more: all that came are in the counts now
            await OnceAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or IOException or InvalidDataException or ObjectDisposedException)
        {
            // What was counted since the last look is counted again at the next start.
        }
    }

    /// <summary>Looks once.</summary>
    internal async Task OnceAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (gateway.IsStarted)
            {
                await LookAsync(cancel);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        var counted = _countedBefore ??= await labels.CountedAsync(_writer, cancel);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var promises = gateway.Endpoints.SelectMany(e => new[] { e.Route?.LiveGuards, e.Route?.OtherGuards }.Where(g => g?.Kept is not null).Select(g => (Endpoint: e.Name, Guards: $"{g!.Fitted!.ModelDigest} {g.Fitted.At:O}", Kept: g.Kept!))).ToList();
        foreach (var (endpoint, guards, kept) in promises)
        {
            if (_known.Contains(kept) && labels.IsAlone)
            {
                continue;
            }

            var (own, others) = await labels.CoverageAsync(endpoint, guards, _writer, cancel);
            kept.Beside(others);
            if (_known.Add(kept))
            {
                kept.GoOn(own);
            }
        }

        foreach (var endpoint in gateway.Endpoints)
        {
            if (endpoint.Route is { } route && _isBack.Add(endpoint.Name))
            {
                await new EarlierAnswers(requests, routes, releases, labels).BringBackAsync(gateway, endpoint, route, _began, counted, cancel);
            }
        }

        if (!labels.IsAlone)
        {
            await OfOthersAsync(cancel);
        }

        var changed = promises.Where(p => !_kept.TryGetValue($"{p.Endpoint} {p.Guards}", out var before) || before != p.Kept.Own).Select(p => (p.Endpoint, p.Guards, Count: p.Kept.Own)).ToList();
        if (changed.Count > 0 || _wasChanged || gateway.Endpoints.Any(e => e.Route?.Evidence is not null) || now - _keptAt > s_before.TotalMilliseconds)
        {
            await labels.KeepAsync(_writer, now, changed, cancel);
            (_keptAt, _wasChanged) = (now, changed.Count > 0);
            foreach (var (endpoint, guards, count) in changed)
            {
                _kept[$"{endpoint} {guards}"] = count;
            }
        }
    }

    /// <summary>Outcomes that other gateways took. Those that are known here already say nothing twice.</summary>
    private async Task OfOthersAsync(CancellationToken cancel)
    {
        for (List<CameTrue> came; (came = await labels.SinceAsync(_seen - (long)s_before.TotalMilliseconds, cancel)).Count > 0;)
        {
            foreach (var one in came)
            {
                gateway.Saw(one.Endpoint, one.Request, (int)one.RowNo, one.Label);
            }

            _seen = Math.Max(_seen, came[^1].ReceivedAt + (came.Count == LabelStore.MostAtOnce ? (long)s_before.TotalMilliseconds : 0));
            if (came.Count < LabelStore.MostAtOnce)
            {
                return;
            }
        }
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "Outcomes cannot be held against what was answered for now: {Problem}")]
    private static partial void Failed(ILogger log, string problem);
}
