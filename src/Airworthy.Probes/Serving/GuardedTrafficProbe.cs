using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.Serving;

/// <summary>Reads from the gateway by which schema it holds rows, and what its guards counted.</summary>
public sealed class GuardedTrafficProbe : IProbe<GuardedTraffic>
{
    private const int Month = 30, Week = 7;

    public bool IsCostly => true;

    public async Task<Sighting<GuardedTraffic>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        const string Next = "Serve it: `airworthy serve`, then `airworthy release start`.";
        if (around.Contract.Serving?.Endpoint is not { Length: > 0 } endpoint)
        {
            return new Sighting<GuardedTraffic>.NotSeen("serving.endpoint names no endpoint of a gateway.", "Name it in serving.endpoint.");
        }

        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<GuardedTraffic>.NotSeen(because, next);
        }

        try
        {
            var past = await project.Client.Endpoints.PastAsync(endpoint, cancel);
            if (past.Changes is not [var newest, ..])
            {
                return new Sighting<GuardedTraffic>.NotSeen($"The gateway of {project.Place} has never answered at an endpoint {endpoint}.", Next);
            }

            var minutes = (await project.Client.Endpoints.MinutesAsync(endpoint, Month * 24 * 60, cancel)).Where(m => m.Arm is "live" or "candidate").ToList();
            var approved = await SchemaOnFile.ReadAsync(around, cancel);
            return Of(around, endpoint, project.Place, newest.Table.Guards?.Schema, approved.Schema, minutes);
        }
        catch (TrackingException e) when (e.IsNotFound || e.Status == System.Net.HttpStatusCode.NotFound)
        {
            return new Sighting<GuardedTraffic>.NotSeen($"The gateway of {project.Place} has never answered at an endpoint {endpoint}.", Next);
        }
    }

    private static GuardedTraffic Of(Surroundings around, string endpoint, string place, GuardedSchema? schema, TableSchema? approved, List<MinuteInfo> minutes)
    {
        var now = around.Clock.GetUtcNow();
        double HoursAgo(MinuteInfo minute) => (now - DateTimeOffset.FromUnixTimeMilliseconds(minute.At)).TotalHours;
        var length = around.Contract.Monitoring?.Inputs?.WindowHours ?? 1;
        var week = minutes.Where(m => HoursAgo(m) <= Week * 24).ToList();
        var day = minutes.Where(m => HoursAgo(m) <= 24).ToList();
        return new GuardedTraffic(endpoint, place,
            schema is null ? null : new InputSchema(schema.Columns.ToDictionary(c => c.Key, c => new InputColumn(c.Value.Required, c.Value.Low, c.Value.High, c.Value.Values, c.Value.Pattern), StringComparer.Ordinal)).Digest,
            approved is null ? null : InputSchema.Of(approved, around.Contract).Digest,
            [.. week.GroupBy(m => (int)(HoursAgo(m) / length)).OrderBy(g => g.Key).Select(g => new RowsOfWindow(g.Key * length, g.Sum(m => m.Rows), g.Sum(m => m.BadRows)))],
            new SortedDictionary<string, long>(week.SelectMany(m => m.Broken ?? new Dictionary<string, long>()).GroupBy(b => b.Key).ToDictionary(b => b.Key, b => b.Sum(x => x.Value)), StringComparer.Ordinal),
            new GuardedDay(day.Sum(m => m.Requests), day.Sum(m => m.Rows), day.Sum(m => m.FallbackRows), day.Sum(m => m.Fallbacks), day.Sum(m => m.NonFinite), day.Sum(m => m.Errors)), minutes.Sum(m => m.FallbackRows));
    }
}
