using Airworthy.Client;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Serving;

/// <summary>Reads every change of what is routed at the project's endpoint, and looks each version up in the registry.</summary>
public sealed class ServedVersionsProbe : IProbe<ServedVersions>
{
    /// <summary>Versions that are looked up, newest first.</summary>
    private const int MostVersions = 30;

    public bool IsCostly => true;

    public async Task<Sighting<ServedVersions>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (seen, because, next) = await GatewayPast.ReadAsync(around, cancel);
        if (seen is null)
        {
            return new Sighting<ServedVersions>.NotSeen(because, next);
        }

        var past = seen.Past;
        var versions = new List<RoutedVersion>();
        foreach (var slot in past.Changes.SelectMany(c => new[] { c.Table.Live, c.Table.Other }).OfType<SlotInfo>().Where(s => s.Digest is not null).Distinct().Take(MostVersions))
        {
            versions.Add((await RegisteredVersion.FindAsync(seen.Project, slot.Model, cancel)).ToRouted(around, slot.Model, slot.Digest, past.Changes));
        }

        // Several processes may have seen a change: the one that was last to see the old version answer decides.
        var asked = past.Changes.ToDictionary(c => c.Table.Generation, c => c.At);
        var switches = past.Switches.Where(s => asked.ContainsKey(s.Generation)).GroupBy(s => s.Generation).OrderByDescending(g => g.Key).Select(g => Together(around, [.. g], asked[g.Key]));
        return new ServedVersions(seen.Endpoint, seen.Project.Place, [.. past.Changes.Select(c => Change(around, c))], versions, [.. switches], past.BrokenAt);
    }

    private static RoutedChange Change(Surroundings around, RouteChangeInfo change)
    {
        var table = change.Table;
        return new RoutedChange(table.Generation, GatewayPast.DaysAgo(around, change.At), table.Live.Model, table.Live.Digest, table.Other?.Model, table.Other?.Digest,
            table.Other is null ? null : table.Role.ToLowerInvariant(), table.Share, change.By, change.Reason, table.Release, table.Fallback);
    }

    private static LiveSwitch Together(Surroundings around, IReadOnlyList<SwitchInfo> seen, long asked)
    {
        var first = seen[0];
        return new LiveSwitch(first.Generation, GatewayPast.DaysAgo(around, seen.Max(s => s.At)), first.From, first.To, seen.All(s => s.WasReady), Math.Max(0, seen.Max(s => s.At) - asked) / 1000.0, Math.Max(0, seen.Max(s => s.LastOld) - asked) / 1000.0,
            seen.Sum(s => s.Before.Requests + s.After.Requests), seen.Sum(s => s.Before.Failed + s.After.Failed), first.Hour.Requests, first.Hour.Failed, seen.All(s => s.IsWhole));
    }
}
