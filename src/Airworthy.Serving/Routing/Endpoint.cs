using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;
using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Releases;
using Airworthy.Serving.Shadow;

namespace Airworthy.Serving.Routing;

/// <summary>A name that answers predictions: the route in force, and how it is replaced.</summary>
internal sealed class Endpoint(string name, IModelSource models, Tallies tallies, ShadowQueue shadow, TimeProvider clock, GatewayOptions options) : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1);
    private volatile Route? _route;

    public string Name { get; } = name;

    /// <summary>In force now; null until the first one is loaded.</summary>
    public Route? Route => _route;

    public ShadowQueue Shadow => shadow;

    /// <summary>Sets whose truth is not known yet.</summary>
    public SetsGiven Sets { get; } = new();

    /// <summary>How old the events are that callers ask about.</summary>
    public EventTimes Events { get; } = new(clock);

    /// <summary>The last changes of the version that answers, newest first.</summary>
    public IReadOnlyList<Swap> Swaps { get; private set; } = [];

    /// <summary>Why the newest generation is not in force; null where it is.</summary>
    public string? Behind { get; private set; }

    /// <summary>A newer generation by which another version answers; it is in force elsewhere and not here.</summary>
    public long LeftAt { get; set; }

    /// <summary>Others answer with another version already: callers are better sent there, until this one can.</summary>
    public bool IsLeft => LeftAt > (Route?.Table.Generation ?? 0);

    /// <summary>Brings a table into force: loads what it names and is not loaded, then swaps one reference. What it names no longer is unloaded when the last request lets go of it.</summary>
    /// <returns>False: what should answer cannot be loaded, and the one before stays in force; <see cref="Behind"/> says why.</returns>
    public async Task<bool> TakeAsync(RouteTable table, CancellationToken cancel)
    {
        await _changing.WaitAsync(cancel);
        var made = new List<Loaded>();
        try
        {
            var before = _route;
            if (before is not null && before.Table.Generation >= table.Generation)
            {
                return true;
            }

            var live = await LoadAsync(table.Live, before, null, made, cancel);
            var (other, missing) = await OtherAsync(table, before, live, made, cancel);
            var (liveGuards, otherGuards) = (await GuardsAsync(table, live, before, cancel), other is null ? null : await GuardsAsync(table, other, before, cancel));
            var steps = new List<FallbackStep>();
            foreach (var step in table.Fallback ?? [])
            {
                var loaded = step switch
                {
                    "refuse" or "human" => null,
                    "previous" => other is not null && table.Role == OtherRole.Previous ? other : null,
                    _ => await LoadAsync((await models.FindAsync(step, cancel)).Slot, before, Like(live), made, cancel, steps.Select(s => s.Loaded)),
                };
                if (loaded is not null || step is "refuse" or "human")
                {
                    steps.Add(new FallbackStep(step, loaded, step == "previous" ? otherGuards : null));
                }
            }

            var evidence = table.Release is { } release ? before?.Evidence is { } open && open.Release == release && open.Generation == StepOf(table) ? open : new EvidenceBook(release, StepOf(table), clock) { Decisions = before?.Evidence is { } earlier && earlier.Release == release ? earlier.Decisions : new() } : null;
            if (missing is not null)
            {
                evidence?.Alarm($"it cannot be loaded: {missing}");
            }

            _route = new Route(table, live, other, steps, evidence, TallyOf(live, "live"), other is null ? null : TallyOf(other, table.Role switch { OtherRole.Shadow => "shadow", OtherRole.Canary => "candidate", _ => "previous" })) { LiveGuards = liveGuards, OtherGuards = otherGuards, Events = EventTimes.Of(live.Model.Signature) is { } times ? (Events, times) : null };
            Behind = missing;
            if (before is not null && before.Table.Live != table.Live)
            {
                foreach (var over in Swaps)
                {
                    over.End();
                }

                Swaps = [new Swap(before.Table, table, before.All.Contains(live), before.LiveTally, clock), .. Swaps.Take(3)];
            }

            foreach (var gone in before?.All.Except(_route.All) ?? [])
            {
                gone.Dispose();
            }

            made.Clear();
            return true;
        }
        catch (NotServableException e)
        {
            Behind = e.Message;
            made.ForEach(l => l.Dispose());
            return false;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>What stands beside the live version. Live traffic does not wait for it: where it cannot be loaded, there is none, and why.</summary>
    private async Task<(Loaded? Other, string? Missing)> OtherAsync(RouteTable table, Route? before, Loaded live, List<Loaded> made, CancellationToken cancel)
    {
        try
        {
            return (table.Other is null ? null : await LoadAsync(table.Other, before, Like(live), made, cancel), null);
        }
        catch (NotServableException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>What a version is asked of each row. Guards that cannot be had keep nothing from answering: their rows count as unknown, and it is said.</summary>
    private async Task<RowGuards?> GuardsAsync(RouteTable table, Loaded loaded, Route? before, CancellationToken cancel)
    {
        if (table.Guards is not { } terms || loaded.Slot.Digest is null)
        {
            return null;
        }

        var (fitted, whyNone) = (default(FittedGuards), default(string));
        if (terms.Fitted?.GetValueOrDefault(loaded.Slot.Model) is { } digest)
        {
            try
            {
                fitted = await models.GuardsAsync(loaded.Slot, digest, cancel);
            }
            catch (NotServableException e)
            {
                whyNone = e.Message;
            }
        }

        var guards = new RowGuards(terms, table.Threshold, loaded.Model.Signature, fitted, whyNone);
        return new[] { before?.LiveGuards, before?.OtherGuards }.FirstOrDefault(g => g is { Fitted: not null } && g.Fitted.ModelDigest == fitted?.ModelDigest && g.Fitted.At == fitted.At) is { } same ? guards.Continuing(same) : guards;
    }

    public void Dispose()
    {
        // A request that still holds the route looks for another one when its model is gone, and must not find this one again.
        var last = Interlocked.Exchange(ref _route, null);
        Behind = "the server stops";
        foreach (var loaded in last?.All ?? [])
        {
            loaded.Dispose();
        }

        _changing.Dispose();
    }

    /// <summary>What a constant beside it takes over. A constant that takes anything hands on no signature: what follows it takes anything too.</summary>
    private static Signature? Like(Loaded live) => live.Model is ConstantModel { TakesAnything: true } ? null : live.Model.Signature;

    private Tally TallyOf(Loaded loaded, string arm) => tallies.Of(new Arm(Name, loaded.Slot.Model, arm));

    private static long StepOf(RouteTable table) => table.Step ?? table.Generation;

    private async Task<Loaded> LoadAsync(Slot slot, Route? before, Signature? like, List<Loaded> made, CancellationToken cancel, IEnumerable<Loaded?>? also = null)
    {
        var known = (before?.All ?? []).Concat(made).Concat(also?.OfType<Loaded>() ?? []);
        if (known.FirstOrDefault(l => l.Slot == slot && (slot.Digest is not null || l.Model.Signature.Inputs.Count == (like?.Inputs.Count ?? 0))) is { } there)
        {
            return there;
        }

        var madeAt = await models.MadeAtAsync(slot, cancel);
        var loaded = new Loaded(slot, await models.LoadWarmAsync(slot, like, cancel), clock, options.NewestFirst) { MadeAt = madeAt };
        made.Add(loaded);
        return loaded;
    }
}
