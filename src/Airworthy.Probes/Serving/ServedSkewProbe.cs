using System.Security.Cryptography;

using Airworthy.Client;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Serving;

/// <summary>Reads what <c>airworthy monitor skew</c> has kept with the version in use, or with the one that is tried beside a constant.</summary>
public sealed class ServedSkewProbe : IProbe<ServedSkew>
{
    private const string Next = "Compare them: `airworthy monitor skew`.";

    public bool IsCostly => true;

    public async Task<Sighting<ServedSkew>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (seen, because, next) = await GatewayPast.ReadAsync(around, cancel);
        if (seen is null)
        {
            return new Sighting<ServedSkew>.NotSeen(because, next);
        }

        var now = seen.Past.Changes[0].Table;
        if (new[] { now.Live, now.Other }.FirstOrDefault(s => s?.Digest is not null) is not { } live)
        {
            return new Sighting<ServedSkew>.NotSeen($"{now.Live.Model} answers at {seen.Endpoint}, which needs no feature.", "Release a version of a model: `airworthy release start VERSION`.");
        }

        var found = await RegisteredVersion.FindAsync(seen.Project, live.Model, cancel);
        if (found is not { Version: { } version, Run: { } run } || version.Tags.GetValueOrDefault(SkewJson.FileTag) is not { Length: > 0 } file)
        {
            return new Sighting<ServedSkew>.NotSeen($"Requests of {live.Model} were not compared with what training makes of the same rows.", Next);
        }

        try
        {
            await using var content = await seen.Project.Client.Artifacts.OpenAsync(run, file, cancel);
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, cancel);
            return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())) != version.Tags.GetValueOrDefault(SkewJson.DigestTag) ? new Sighting<ServedSkew>.NotSeen($"The comparison kept with {live.Model} was changed afterwards.", Next)
                : SkewJson.Read(bytes.ToArray()) is { } report && report.Model == live.Model ? new ServedSkew(report, (around.Clock.GetUtcNow() - report.At).TotalHours, report.Digest == found.DigestNow)
                : new Sighting<ServedSkew>.NotSeen($"The comparison kept with {live.Model} cannot be read.", Next);
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            return new Sighting<ServedSkew>.NotSeen($"The comparison kept with {live.Model} cannot be read: {e.Message.Split('\n')[0]}", Next);
        }
    }
}
