using Airworthy.Client;
using Airworthy.Core.Checklist.TestScore.Infrastructure;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Serving;

/// <summary>Follows logged requests at the running gateway, as somebody would who asks about one.</summary>
public sealed class LoggedTracesProbe : IProbe<LoggedTraces>
{
    /// <summary>Requests that are drawn; those of which the log keeps no values are passed over, and those of a constant, which has no training that values could lie in.</summary>
    private const int Drawn = 4 * SingleExampleDebug.LeastTraces;

    private const string Constant = "constant:";

    public bool IsCostly => true;

    public async Task<Sighting<LoggedTraces>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, endpoint, because, next) = await GatewayPast.EndpointAsync(around, cancel);
        if (project is null)
        {
            return new Sighting<LoggedTraces>.NotSeen(because, next);
        }

        try
        {
            var drawn = await project.Client.Endpoints.ReplaysAsync(endpoint, Drawn, SingleExampleDebug.ReplayedDays, cancel);
            var traced = new List<(string Id, TracedRowInfo Row)>();
            var constants = 0;
            foreach (var one in drawn.Rows.Where(r => r.Same is not null).DistinctBy(r => r.Id))
            {
                if (traced.Count == SingleExampleDebug.LeastTraces)
                {
                    break;
                }

                var rows = (await project.Client.Endpoints.TraceAsync(endpoint, one.Id, cancel)).Rows.Where(r => r.Row == one.Row).ToLookup(r => r.Model.StartsWith(Constant, StringComparison.Ordinal));
                traced.AddRange(rows[false].Select(r => (one.Id, r)));
                constants += rows[true].Count();
            }

            var lacking = traced.SelectMany(t => Lacks(t.Row, around.Contract).Select(l => (Lack: l, t.Id))).DistinctBy(l => l.Lack).Select(l => $"{l.Lack} ({l.Id})").ToList();
            var parts = traced.Select(t => t.Row.Again?.Parts).ToList();
            return new LoggedTraces(endpoint, drawn.Days, traced.Count, lacking, parts.Max(p => p?.Apart), parts.FirstOrDefault(p => p?.Features is null)?.WhyNot,
                constants > 0 && traced.Count < SingleExampleDebug.LeastTraces ? $"{constants} more were answered by a constant, which has no training." : drawn.Rows.FirstOrDefault(r => r.WhyNot is not null)?.WhyNot);
        }
        catch (TrackingException e) when (e.IsNotFound || e.Status == System.Net.HttpStatusCode.NotFound)
        {
            return new Sighting<LoggedTraces>.NotSeen($"No gateway that runs at {project.Place} answers at an endpoint {endpoint}.", "Start it, so that it can be asked: `airworthy serve`, then `airworthy release start VERSION`.");
        }
    }

    private static IEnumerable<string> Lacks(TracedRowInfo row, ProjectContract contract)
    {
        if (row.Features is not { Count: > 0 } features)
        {
            yield return "the values that came";
            yield break;
        }

        foreach (var feature in features.Keys.Where(f => row.AmongTraining?.ContainsKey(f) != true))
        {
            yield return $"the place of {feature} among training";
        }

        if (row.Outputs is not { Count: > 0 } outputs || outputs.Values.All(o => o is null))
        {
            yield return "the score";
        }

        if (row.Threshold is null && contract.Kind == ProjectKind.TabularClassification)
        {
            yield return "the threshold";
        }

        if (row.ServedBy.Length == 0)
        {
            yield return "who answered";
        }
    }
}
