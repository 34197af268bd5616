using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Probes.Serving;

namespace Airworthy.Probes.Runs;

/// <summary>Reads the table of an experiment, from the tracking server what the two versions are worth offline, and from the gateway on which days both answered.</summary>
public sealed class DegradedExperimentProbe : IProbe<DegradedExperiment>
{
    public bool IsCostly => true;

    public async Task<Sighting<DegradedExperiment>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.OnlineMetric?.Experiment is not { } path)
        {
            return new Sighting<DegradedExperiment>.NotSeen("online_metric.experiment names no table of an experiment.", "Where the owner agrees to one, write its days into a table (day, version, degraded, online, online_degraded) and name it in online_metric.experiment.");
        }

        if (around.Contract.Metric is not { Name: { } name } metric)
        {
            return new Sighting<DegradedExperiment>.NotSeen("metric.name is missing.", "Write the one number that ranks models into metric.name.");
        }

        var days = await ExperimentTable.ReadAsync(around.Root, path, cancel);
        var (past, because, next) = await GatewayPast.ReadAsync(around, cancel);
        if (past is null)
        {
            return new Sighting<DegradedExperiment>.NotSeen($"Whether both versions answered is not known. {because}", next);
        }

        var (version, degraded, split) = (days[0].Version, days[0].Degraded, metric.On ?? "dev");
        string Address(string number) => $"models:/{past.Project.Model}/{number}";
        var tables = past.Past.Changes.OrderBy(c => c.At).ToList();
        var shares = tables.Select((change, i) => (From: Day(change.At), Until: i + 1 < tables.Count ? Day(tables[i + 1].At) : DateOnly.MaxValue, change.Table.Share,
            IsBoth: change.Table.Live.Model == Address(version) && change.Table.Other?.Model == Address(degraded) && change.Table.Role.Equals("canary", StringComparison.OrdinalIgnoreCase) && change.Table.Share > 0)).Where(s => s.IsBoth).ToList();
        bool IsServed(ExperimentDay day) => shares.Any(s => day.Day >= s.From && day.Day <= s.Until);
        var served = days.Where(IsServed).OrderBy(d => d.Day).ToList();
        return new DegradedExperiment(name, path, version, degraded,
            await LaunchPairsProbe.OfflineAsync(past.Project, version, name, split, cancel), await LaunchPairsProbe.OfflineAsync(past.Project, degraded, name, split, cancel),
            [.. served.Select(d => new DegradedDay(d.Day, d.Online, d.OnlineDegraded))], shares.Where(s => served.Any(d => d.Day >= s.From && d.Day <= s.Until)).Select(s => s.Share).DefaultIfEmpty(0).Max(),
            [.. days.Where(d => !IsServed(d)).Select(d => d.Day).Order()]);
    }

    private static DateOnly Day(long at) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime);
}
