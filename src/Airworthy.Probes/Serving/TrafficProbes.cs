using Airworthy.Client;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Serving;

/// <summary>Reads what callers of the project's endpoint got.</summary>
public sealed class ServedTrafficProbe : IProbe<ServedTraffic>
{
    public bool IsCostly => true;

    public async Task<Sighting<ServedTraffic>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (seen, because, next) = await GatewayPast.ReadAsync(around, cancel);
        if (seen is null)
        {
            return new Sighting<ServedTraffic>.NotSeen(because, next);
        }

        var traffic = await seen.Project.Client.Endpoints.TrafficAsync(seen.Endpoint, cancel);
        return new ServedTraffic(seen.Endpoint, seen.Project.Place, Day(traffic.FirstAt), Day(seen.Past.Changes[^1].At), traffic.LastAt is { } last ? GatewayPast.DaysAgo(around, last) : null, traffic.Requests, traffic.PeakRequests,
            traffic.PeakAt is { } peak ? GatewayPast.DaysAgo(around, peak) : 0, [.. traffic.Windows.GroupBy(w => (Low: w.P99LowMs, High: w.P99HighMs ?? double.PositiveInfinity)).OrderBy(g => g.Key.Low).Select(g => new WindowsOfTime(g.Key.Low, g.Key.High, g.Count(), g.Count(w => w.Slow * 100 > w.Requests)))],
            seen.Past.Changes[0].Table.SlowMs, Times(traffic.Alone), Times(traffic.Shadowed));
    }

    private static DateOnly? Day(long? at) => at is { } time ? DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime) : null;

    private static AnswerTimes Times(LiveTimesInfo times) => new(times.Requests, times.P99LowMs, times.P99HighMs ?? double.PositiveInfinity);
}

/// <summary>Reads which processes served the project's endpoint within 24 hours, and what they needed.</summary>
public sealed class ServingHostsProbe : IProbe<ServingHosts>
{
    public bool IsCostly => true;

    public async Task<Sighting<ServingHosts>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (seen, because, next) = await GatewayPast.ReadAsync(around, cancel);
        if (seen is null)
        {
            return new Sighting<ServingHosts>.NotSeen(because, next);
        }

        var traffic = await seen.Project.Client.Endpoints.TrafficAsync(seen.Endpoint, cancel);
        return new ServingHosts(seen.Endpoint, seen.Project.Place, [.. traffic.Hosts.Select(h => new ServingHost(h.Runtime, h.System, h.Processors, h.MachineMb, h.Minutes, h.MemoryP99Mb, h.MemoryMostMb, h.OomKills, h.Ended == false))]);
    }
}

/// <summary>Reads what serving took, day by day.</summary>
public sealed class ServedDaysProbe : IProbe<ServedDays>
{
    public bool IsCostly => true;

    public async Task<Sighting<ServedDays>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (seen, because, next) = await GatewayPast.ReadAsync(around, cancel);
        if (seen is null)
        {
            return new Sighting<ServedDays>.NotSeen(because, next);
        }

        var traffic = await seen.Project.Client.Endpoints.TrafficAsync(seen.Endpoint, cancel);
        return new ServedDays(seen.Endpoint, seen.Project.Place, [.. (traffic.Days ?? []).Select(d => new ServedDay((int)Math.Round(GatewayPast.DaysAgo(around, d.At)), d.Requests, d.MeanMs, d.MemoryMb))]);
    }
}

/// <summary>Reads what each version took, and looks up by which code it was made.</summary>
public sealed class ServedByVersionProbe : IProbe<ServedByVersion>
{
    /// <summary>Versions that are looked up, newest first.</summary>
    private const int MostVersions = 20;

    public bool IsCostly => true;

    public async Task<Sighting<ServedByVersion>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (seen, because, next) = await GatewayPast.ReadAsync(around, cancel);
        if (seen is null)
        {
            return new Sighting<ServedByVersion>.NotSeen(because, next);
        }

        var versions = new List<VersionTimes>();
        foreach (var version in ((await seen.Project.Client.Endpoints.TrafficAsync(seen.Endpoint, cancel)).Versions ?? []).Where(v => !v.Model.StartsWith("constant:", StringComparison.Ordinal)).Take(MostVersions))
        {
            var run = (await RegisteredVersion.FindAsync(seen.Project, version.Model, cancel)).Run;
            versions.Add(new VersionTimes(version.Model, run is null ? null : Runs.RunFacts.Code(run), GatewayPast.DaysAgo(around, version.LastAt), version.Requests, version.MeanMs, version.P99LowMs, version.P99HighMs ?? double.PositiveInfinity));
        }

        return new ServedByVersion(seen.Endpoint, seen.Project.Place, seen.Past.Changes[0].Table.Live.Model, versions);
    }
}
