using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Replicas;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Airworthy.Serving.Releases;

/// <summary>Brings the tables of the store into force here, keeps what was seen, and moves releases on. All its state is in the store, so it resumes wherever it was stopped.</summary>
internal sealed partial class ReleaseLoop(RouteStore routes, ReleaseStore releases, ReleaseDesk desk, Gateway gateway, SwitchBook switches, HostBook hosts, ReplicaBook replicas, KeptTables kept, MemoryWatch memory, TimeProvider clock, ILogger<ReleaseLoop> log) : BackgroundService
{
    /// <summary>Who moves a release where nobody asked.</summary>
    public const string Policy = "release policy";

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1), s_again = TimeSpan.FromSeconds(2), s_lease = TimeSpan.FromSeconds(5);

    private readonly LookBook _looks = new(releases);
    private readonly Dictionary<(long Release, long Generation), (long Answered, long Seen, DateTimeOffset At)> _heard = [];

    private readonly Takes _takes = new(gateway);

    private volatile TaskCompletionSource _told = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(LookAsync(stoppingToken), HearAsync(stoppingToken));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await replicas.LeaveAsync(cancellationToken);
        }
        catch (Exception)
        {
            // The store is gone, or takes too long: it is not heard of any more, and not waited for.
        }
    }

    /// <summary>Looks when it is told of a change, and each second besides: what is told while nobody hears is lost.</summary>
    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var told = _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                await OnceAsync(stoppingToken, s_pause);
                failing = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The store may be gone for a while; the last tables stay in force.
                if (!failing)
                {
                    Failed(log, e);
                }

                failing = true;
            }

            await told.Task.WaitAsync(s_pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Hears of new generations at once, where the store can tell of them.</summary>
    private async Task HearAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await routes.HearAsync(() => _told.TrySetResult(), stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Looking says that the store is gone, and goes on each second.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(s_again, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks once.</summary>
    /// <param name="patience">How long what is loaded is waited for: another endpoint, or a way back, does not wait for it. Null: until it is there.</param>
    internal async Task OnceAsync(CancellationToken cancel, TimeSpan? patience = null)
    {
        var tables = await routes.NewestAsync(cancel);
        var taken = _takes.Begin(tables, cancel);
        gateway.IsStarted = true;
        gateway.LookedAt = clock.GetUtcNow();
        if (patience is null || await Task.WhenAny(taken, Task.Delay(patience.Value, clock, cancel)) == taken)
        {
            await taken;
        }

        kept.Keep(tables, gateway.Endpoints);
        await replicas.KeepAsync(tables, gateway.Endpoints, cancel);
        foreach (var (here, table) in gateway.Endpoints.Join(tables, e => e.Name, t => t.Endpoint, (e, t) => (e, t)).Where(b => b.e.Route is { } route && route.Table.Generation < b.t.Generation && route.Table.Live != b.t.Live))
        {
            here.LeftAt = await replicas.IsElsewhereAsync(table.Endpoint, table.Generation, cancel) ? table.Generation : 0;
        }

        await switches.KeepAsync(gateway.Endpoints, cancel);
        var running = await releases.RunningAsync(cancel);
        var books = gateway.Endpoints.Select(e => e.Route?.Evidence).OfType<EvidenceBook>().ToList();
        memory.Keep(running);
        foreach (var release in running)
        {
            if (memory.Look(release, memory.Knows(release) || release.Policy.MemoryMb is null ? null : await hosts.MemoryBeforeAsync(release.StartedAt, cancel)) is { } alarm)
            {
                books.Find(b => b.Release == release.No)?.Alarm(alarm);
            }
        }

        if (books.Count > 0)
        {
            await releases.KeepAsync([.. books.Select(b => (b.Release, b.Generation, b.Now))], replicas.Own, cancel);
        }

        if (running.Count == 0 || await releases.LeaseAsync(replicas.Own, s_lease, cancel) is not { } now)
        {
            return;
        }

        foreach (var release in running)
        {
            if (tables.FirstOrDefault(t => t.Endpoint == release.Endpoint) is { } table && table.Release == release.No)
            {
                await JudgeAsync(release, table, now, cancel);
            }
        }
    }

    private async Task JudgeAsync(Release release, RouteTable table, DateTimeOffset now, CancellationToken cancel)
    {
        var evidence = await releases.EvidenceAsync(release.No, release.Generation, cancel);
        var before = release.State == ReleaseState.Bake ? await releases.EvidenceBeforeAsync(release.No, release.Generation, cancel) : new Evidence();
        if (evidence.Alarm is null && Silence(release, evidence) is { } silent)
        {
            evidence = evidence with { Alarm = silent };
        }

        var move = ReleaseJudge.Next(release, evidence, before, table.SlowMs is not null, now - DateTimeOffset.FromUnixTimeMilliseconds(release.StepAt), table.Threshold);
        if (release.State is ReleaseState.Shadow or ReleaseState.Canary)
        {
            var verdicts = ReleaseJudge.Verdicts(release.Policy, evidence, release.State == ReleaseState.Canary && table.SlowMs is not null);
            await _looks.KeepAsync(release, Look.Of(release.Generation, verdicts, now), decides: move.State is not null, cancel);
        }

        // What goes on is in force everywhere first; what is taken back waits for nobody.
        if (move.State is null || (move.State is not ReleaseState.RolledBack && (await replicas.WaitedForAsync(table.Endpoint, table.Generation, cancel)).Count > 0))
        {
            return;
        }

        try
        {
            await desk.MoveAsync(release, table, move, Policy, cancel);
        }
        catch (RefusedException)
        {
            // Somebody moved it meanwhile: the next look sees where it stands.
        }
    }

    /// <summary>Nothing is heard of a candidate while requests come: that is a failure, not a success.</summary>
    private string? Silence(Release release, Evidence evidence)
    {
        const int Enough = 20;
        var now = clock.GetUtcNow();
        if (!_heard.TryGetValue((release.No, release.Generation), out var last) || last.Answered != evidence.Answered)
        {
            _heard[(release.No, release.Generation)] = (evidence.Answered, evidence.Seen, now);
            return null;
        }

        // A canary of 1 % may get nothing of 20 requests by chance; of a thousand it gets some.
        var expected = release.State == ReleaseState.Canary ? Enough * 100 / release.Policy.Steps[Math.Min(release.Step, release.Policy.Steps.Count - 1)] : Enough;
        return (now - last.At).TotalSeconds > release.Policy.SilenceSeconds && evidence.Seen - last.Seen > expected
            ? $"nothing was heard of it for {(now - last.At).TotalSeconds:0} s, in which {evidence.Seen - last.Seen} requests came"
            : null;
    }

    [LoggerMessage(LogLevel.Warning, "Releases cannot be looked after: the store does not answer. The last route tables stay in force.")]
    private static partial void Failed(ILogger log, Exception e);
}
