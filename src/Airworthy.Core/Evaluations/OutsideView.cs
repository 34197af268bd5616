using System.Text.Json;
using System.Text.Json.Serialization;

using Airworthy.Core.Checklist;

namespace Airworthy.Core.Evaluations;

/// <summary>One request that somebody outside of the serving process has made.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="EverySeconds">When the next one was due.</param>
/// <param name="Ms">Until its answer, or until it was given up.</param>
/// <param name="Compared">The answer was held against the one that was known.</param>
/// <param name="Why">Why it counts as no answer; null where it does.</param>
public sealed record OutsideProbe(DateTimeOffset At, double EverySeconds, double Ms, bool Compared, string? Why = null);

/// <summary>A span of time that is told of as one.</summary>
public sealed record Stretch(DateTimeOffset From, DateTimeOffset Until)
{
    public TimeSpan Length => Until - From;
}

/// <summary>How a gateway looked from outside. A probe speaks for the time until the next one is due; where none came by then and as long again, nobody watched, and that time is neither up nor down.</summary>
/// <param name="Watched">Of the whole window.</param>
/// <param name="Down">Of what was watched: after probes that got no right answer.</param>
/// <param name="Outages">Spans that are down, longest first.</param>
/// <param name="Unwatched">Spans in which nobody watched, longest first.</param>
public sealed record OutsideView(int Probes, int Failed, int Compared, TimeSpan Watched, TimeSpan Down, IReadOnlyList<Stretch> Outages, IReadOnlyList<Stretch> Unwatched)
{
    /// <summary>Share of the watched time that was up, 0 to 1; null where nobody watched.</summary>
    public double? Up => Watched > TimeSpan.Zero ? 1 - (Down / Watched) : null;

    /// <summary>Whether a promise over the whole window is kept: met where it is even if all that nobody watched was down, unmet where what was seen down is too much already.</summary>
    /// <param name="target">Share of the window that shall be up, 0 to 1.</param>
    public Answer Against(double target)
    {
        var unwatched = Unwatched.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.Length);
        var allowed = (1 - target) * (Watched + unwatched);
        return Down > allowed ? Answer.Unmet : Down + unwatched <= allowed ? Answer.Met : Answer.Unknown;
    }

    /// <param name="probes">In any order; those outside of the window are left out.</param>
    public static OutsideView Of(IEnumerable<OutsideProbe> probes, DateTimeOffset from, DateTimeOffset until)
    {
        var all = probes.Where(p => p.At >= from && p.At <= until).OrderBy(p => p.At).ToList();
        var (down, blind) = (new List<Stretch>(), new List<Stretch>());
        var (watched, seenTo) = (TimeSpan.Zero, from);
        for (var i = 0; i < all.Count; i++)
        {
            var probe = all[i];
            if (probe.At > seenTo)
            {
                blind.Add(new Stretch(seenTo, probe.At));
            }

            var next = i + 1 < all.Count ? all[i + 1].At : until;
            var due = TimeSpan.FromSeconds(probe.EverySeconds);
            seenTo = next - probe.At <= 2 * due ? next : probe.At + due;
            watched += seenTo - probe.At;
            if (probe.Why is not null && seenTo > probe.At)
            {
                if (down is [.., var last] && last.Until == probe.At)
                {
                    down[^1] = last with { Until = seenTo };
                }
                else
                {
                    down.Add(new Stretch(probe.At, seenTo));
                }
            }
        }

        if (until > seenTo)
        {
            blind.Add(new Stretch(seenTo, until));
        }

        return new OutsideView(all.Count, all.Count(p => p.Why is not null), all.Count(p => p.Compared), watched, down.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.Length), [.. down.OrderByDescending(s => s.Length)], [.. blind.OrderByDescending(s => s.Length)]);
    }
}

/// <summary>Probes as JSON, one per line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OutsideProbe))]
public sealed partial class OutsideProbeJson : JsonSerializerContext
{
    public static string Line(OutsideProbe probe) => JsonSerializer.Serialize(probe, Default.OutsideProbe);

    /// <returns>Null where a line is none: the last one may be cut off.</returns>
    public static OutsideProbe? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Default.OutsideProbe) is { EverySeconds: > 0 } probe ? probe : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
