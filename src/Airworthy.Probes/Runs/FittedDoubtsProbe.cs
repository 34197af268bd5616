using System.Security.Cryptography;
using System.Text;

using Airworthy.Client;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics.Guards;

namespace Airworthy.Probes.Runs;

/// <summary>Reads what <c>airworthy guard fit</c> has kept with the champion.</summary>
public sealed class FittedDoubtsProbe : IProbe<FittedDoubts>
{
    public bool IsCostly => true;

    public async Task<Sighting<FittedDoubts>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<FittedDoubts>.NotSeen(because, next);
        }

        if (project.Judged is not { } champion)
        {
            return new Sighting<FittedDoubts>.NotSeen($"No version of the registered model {project.Model} carries the alias champion on {project.Place}.", $"Register the model under the name {project.Model} and give the version in use the alias champion.");
        }

        var fit = $"Fit them: `airworthy guard fit {champion.Version}`.";
        if (champion.Tags.GetValueOrDefault(FittedGuards.FileTag) is not { Length: > 0 } file || await project.FindAsync(champion.RunId, cancel) is not { } run)
        {
            return new Sighting<FittedDoubts>.NotSeen($"No guards were fitted to version {champion.Version} of {project.Model}.", fit);
        }

        try
        {
            await using var content = await project.Client.Artifacts.OpenAsync(run, file, cancel);
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, cancel);
            if ("sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())) != champion.Tags.GetValueOrDefault(FittedGuards.DigestTag))
            {
                return new Sighting<FittedDoubts>.NotSeen($"The guards of version {champion.Version} of {project.Model} were changed after they were fitted.", fit);
            }

            var fitted = FittedGuards.Parse(Encoding.UTF8.GetString(bytes.ToArray()), file);
            return fitted.Worth is { } worth
                ? new FittedDoubts(project.Model, champion.Version, fitted.Calibration.Split, TrackedRunsProbe.DaysAgo(around, fitted.At), fitted.ModelDigest == await ModelDigest.OfAsync(project.Client, run, champion, cancel),
                    worth.When, worth.Flagged, worth.FlaggedErrors, worth.Rest, worth.RestErrors, [.. worth.Curve.Select(c => new RiskOfShare(c.Coverage, c.Risk))])
                : new Sighting<FittedDoubts>.NotSeen($"The guards of version {champion.Version} of {project.Model} were fitted without a doubt that could be weighed: fallback.when names neither low_confidence nor ood, or a number is predicted.", "Name one in fallback.when, and fit them again.");
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            return new Sighting<FittedDoubts>.NotSeen($"The guards of version {champion.Version} of {project.Model} cannot be read: {e.Message.Split('\n')[0]}", fit);
        }
    }
}
