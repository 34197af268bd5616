using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Models.Trees;

namespace Airworthy.Probes;

/// <summary>Looks, then judges: runs the checks of some parts on what their probes see. Each observation is made once.</summary>
/// <param name="progress">Told the part that was just judged.</param>
public sealed class Inspection(Surroundings around, Subjects subjects, Action<PartSeen>? progress = null)
{
    private static readonly Dictionary<Type, Type> s_probes = typeof(Inspection).Assembly.GetTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false })
        .SelectMany(t => t.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IProbe<>)).Select(i => (Seen: i.GetGenericArguments()[0], Probe: t)))
        .ToDictionary(x => x.Seen, x => x.Probe);

    /// <summary>What takes longer than this is named while it runs.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Type, Lazy<Task<Looked>>> _looked = new();

    /// <summary>What came of looking once.</summary>
    private sealed record Looked(Observation? Seen, string? Because, string? Next, string? Crash);

    /// <summary>Observations that are given instead of looked for, by type.</summary>
    public IReadOnlyDictionary<Type, Observation> Given { get; init; } = new Dictionary<Type, Observation>();

    /// <summary>How long each look may take, where that is not left to its probe.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Whether a probe of this version can see what a check reads.</summary>
    public static bool CanSee(Type observation) => s_probes.ContainsKey(observation);

    /// <summary>
    /// Whether all that a check reads is fixed by the files and the contract, so that equal inputs need no second look: observations of
    /// the table are, the world outside is not. The day is an input like any other.
    /// </summary>
    public static bool IsSettled(ICheck check) => Checks.Reads(check) is { Count: > 0 } reads
        && reads.All(t => t == typeof(Today) || (s_probes.TryGetValue(t, out var probe) && probe.Namespace == typeof(Data.SplitCopiesProbe).Namespace))
        && reads.Any(t => t != typeof(Today));

    /// <summary>Whether a check needs a probe that <c>--fast</c> leaves out.</summary>
    public static bool IsCostly(ICheck check) => Checks.Reads(check).Any(t => s_probes.TryGetValue(t, out var probe)
        && (bool)typeof(IProbe<>).MakeGenericType(t).GetProperty("IsCostly")!.GetValue(Activator.CreateInstance(probe))!);

    /// <summary>Judges parts at the same time, as far as the processors allow.</summary>
    public async Task<IReadOnlyDictionary<PartId, PartSeen>> RunAsync(IEnumerable<(Item Item, Part Part)> parts, CancellationToken cancel)
    {
        var seen = new ConcurrentDictionary<PartId, PartSeen>();
        await Parallel.ForEachAsync(parts, new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount) }, async (x, stop) =>
        {
            if (Checks.Of(x.Item, x.Part) is { } check)
            {
                var part = await JudgeAsync(x.Item, x.Part, check, stop);
                seen[x.Part.Id] = part;
                progress?.Invoke(part);
            }
        });
        return seen;
    }

    /// <summary>An observation as the checks of this inspection see it, made once; null when it was not seen.</summary>
    public async Task<T?> SeeAsync<T>(CancellationToken cancel) where T : Observation => (await LookAsync(typeof(T), cancel)).Seen as T;

    private async Task<PartSeen> JudgeAsync(Item item, Part part, ICheck check, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var looked = await Task.WhenAll(Checks.Reads(check).Select(t => LookAsync(t, cancel)));
        PartSeen Is(Verdict verdict, string? crash = null) => new(part.Id, verdict, subjects.Of(item), around.Clock.GetUtcNow())
        {
            TookMs = watch.ElapsedMilliseconds,
            Crash = crash,
        };

        if (looked.FirstOrDefault(l => l.Seen is null) is { } blind)
        {
            return Is(Verdict.Unknown(blind.Because!, blind.Next!), blind.Crash);
        }

        try
        {
            var verdict = Checks.Judge(check, around.Contract, [.. looked.Select(l => l.Seen!)]);
            return Is(Checks.DiscountGuesses(Checks.DiscountStandIn(verdict, item, part, around.Contract), item, around.Contract));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Is(Verdict.Unknown($"The check of {part.Id} crashed: {e.Message}", "Run it with --verbose and report what it prints."), e.ToString());
        }
    }

    private Task<Looked> LookAsync(Type observation, CancellationToken cancel) =>
        _looked.GetOrAdd(observation, t => new Lazy<Task<Looked>>(() => (Task<Looked>)typeof(Inspection)
            .GetMethod(nameof(LookOnceAsync), BindingFlags.NonPublic | BindingFlags.Instance)!
            .MakeGenericMethod(t).Invoke(this, [cancel])!)).Value;

    private async Task<Looked> LookOnceAsync<T>(CancellationToken cancel) where T : Observation
    {
        if (Given.TryGetValue(typeof(T), out var given))
        {
            return new Looked(given, null, null, null);
        }

        if (!s_probes.TryGetValue(typeof(T), out var type))
        {
            return new Looked(null, $"No probe of this version sees {typeof(T).Name}.", "Update Airworthy.", null);
        }

        var probe = (IProbe<T>)Activator.CreateInstance(type)!;
        var longest = Patience ?? probe.Patience;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var spent = TimeSpan.Zero;
        await using var telling = new Telling(() =>
        {
            // Waiting for the table is nobody's fault.
            spent += around.IsOpening ? TimeSpan.Zero : Telling.Every;
            if (spent > s_long)
            {
                around.Doing?.Invoke($"{Words(typeof(T).Name)}, {spent.TotalSeconds:0} s");
            }

            if (spent > longest * around.Millions)
            {
                patience.Cancel();
            }
        });
        try
        {
            return await probe.LookAsync(around, patience.Token) switch
            {
                Sighting<T>.Seen s => new Looked(s.Observation, null, null, null),
                Sighting<T>.NotSeen n => new Looked(null, n.Because, n.Next, null),
                var other => throw new UnreachableException($"{other}"),
            };
        }
        catch (TableException e)
        {
            return new Looked(null, e.Message, e.Next, null);
        }
        catch (TrackingException e)
        {
            return new Looked(null, $"The tracking server did not tell all that was asked: {e.Message.Split('\n')[0]}", "Look whether the tracking server runs and the token may read the experiment; then check again.", null);
        }
        catch (TreesUnavailableException e)
        {
            return new Looked(null, e.Message, e.Next, null);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new Looked(null, $"Looking took longer than {longest.TotalSeconds * around.Millions:0} seconds.", "Look at a smaller table, or give the machine more memory.", $"{type.Name}: time-out");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Looked(null, $"{type.Name} crashed: {e.Message.Split('\n')[0]}", "Run with --verbose to see where, and report it.", e.ToString());
        }
    }

    /// <summary>The name of an observation in small words: <c>split copies</c>.</summary>
    private static string Words(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
