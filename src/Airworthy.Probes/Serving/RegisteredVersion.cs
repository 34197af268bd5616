using Airworthy.Client;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Probes.Runs;

namespace Airworthy.Probes.Serving;

/// <summary>A version that was routed, looked up in the registry: its run, its files, and what the gate said of them.</summary>
internal sealed record RegisteredVersion(ModelVersion? Version, Run? Run, string? DigestNow, GateReport? Report)
{
    private const string Scheme = "models:/", Accepted = "Accepted although the gate could not tell";

    /// <param name="model"><c>models:/late/3</c>.</param>
    public static async Task<RegisteredVersion> FindAsync(TrackedProject project, string model, CancellationToken cancel)
    {
        var slash = model.LastIndexOf('/');
        if (!model.StartsWith(Scheme, StringComparison.Ordinal) || slash <= Scheme.Length)
        {
            return new RegisteredVersion(null, null, null, null);
        }

        ModelVersion version;
        try
        {
            version = await project.Client.Models.GetVersionAsync(model[Scheme.Length..slash], model[(slash + 1)..], cancel);
        }
        catch (TrackingException e) when (e.IsNotFound)
        {
            return new RegisteredVersion(null, null, null, null);
        }

        var run = await project.FindAsync(version.RunId, cancel);
        var digest = run is null ? null : await ModelDigest.OfAsync(project.Client, run, version, cancel);
        var (_, report, isIntact) = await GateReportsProbe.ReadAsync(project, version, cancel);
        return new RegisteredVersion(version, run, digest, isIntact && report?.Model == version.Name && report.Version == version.Version ? report : null);
    }

    /// <summary>As the checks see it.</summary>
    /// <param name="digest">With which it was routed.</param>
    public RoutedVersion ToRouted(Surroundings around, string model, string? digest, IReadOnlyList<RouteChangeInfo> changes)
    {
        var about = Report is not null && Report.ModelDigest == digest ? Report : null;
        bool Is(SlotInfo? slot) => slot is not null && slot.Model == model && slot.Digest == digest;
        var live = changes.Where(c => Is(c.Table.Live)).ToList();
        var accepted = changes.Where(c => (Is(c.Table.Live) || Is(c.Table.Other)) && c.Reason.Contains(Accepted, StringComparison.Ordinal)).MinBy(c => c.At);
        return new RoutedVersion(model, digest, Version is not null, DigestNow, about?.Outcome.ToString().ToLowerInvariant(), about is null ? null : (around.Clock.GetUtcNow() - about.At).TotalDays,
            about?.Lines.FirstOrDefault(l => l.Check == "functionality cases")?.Answer, live.Count > 0 || changes.Any(c => Is(c.Table.Other) && c.Table.Role == "Canary"),
            live.Count == 0 ? null : GatewayPast.DaysAgo(around, live.Min(c => c.At)), accepted is null ? null : new RoutedChange(0, 0, model, By: accepted.By).IsNamed ? accepted.By : "", accepted?.Reason);
    }
}
