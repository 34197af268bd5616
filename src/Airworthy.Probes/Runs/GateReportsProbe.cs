using System.Security.Cryptography;

using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.TestScore.Infrastructure;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Runs;

/// <summary>Reads the gate's reports that versions of the project's model name, and looks whether that of the champion is still about the same files, rows and promises.</summary>
public sealed class GateReportsProbe : IProbe<GateReports>
{
    /// <summary>Tags of a version: how the gate ended, where its report lies among the run's artifacts, its digest, and when.</summary>
    public const string OutcomeTag = "airworthy.gate", FileTag = "airworthy.gate.report", DigestTag = "airworthy.gate.digest", AtTag = "airworthy.gate.at";

    /// <summary>Bytes of a report, and refusals that are read.</summary>
    private const int MostBytes = 1_000_000, MostRefused = 5;

    public bool IsCostly => true;

    /// <summary>The digest of all that the gate reads of a contract.</summary>
    public static string Promise(Core.Contracts.ProjectContract contract) => Subjects.Slice(contract, Pages.Find(PreServeValidation.Id)!.Read);

    public async Task<Sighting<GateReports>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<GateReports>.NotSeen(because, next);
        }

        if (project.Champion is not { } champion)
        {
            return new Sighting<GateReports>.NotSeen($"No version of the registered model {project.Model} carries the alias champion on {project.Place}.", $"Register the model under the name {project.Model}, judge it with `airworthy gate`, and give the version in use the alias champion.");
        }

        var judged = new List<ModelVersion>();
        await foreach (var version in project.Client.Models.SearchVersionsAsync($"name = '{project.Model.Replace("'", "''", StringComparison.Ordinal)}'", cancel))
        {
            if (version.Tags.ContainsKey(OutcomeTag))
            {
                judged.Add(version);
            }
        }

        var refused = new List<RefusedVersion>();
        foreach (var version in judged.Where(v => v.Tags[OutcomeTag] == "refused").OrderByDescending(v => v.Tags.GetValueOrDefault(AtTag), StringComparer.Ordinal).Take(MostRefused))
        {
            if (await ReadAsync(project, version, cancel) is (_, { Outcome: GateOutcome.Refused } report, true) && report.Version == version.Version)
            {
                refused.Add(new RefusedVersion(version.Version, TrackedRunsProbe.DaysAgo(around, report.At), string.Join(", ", report.Lines.Where(l => l.Answer == Answer.Unmet).Select(l => l.Check))));
            }
        }

        return new GateReports(project.Model, champion.Version, await StoredAsync(around, project, champion, cancel), refused, judged.Count);
    }

    private static async Task<StoredGateReport?> StoredAsync(Surroundings around, TrackedProject project, ModelVersion champion, CancellationToken cancel)
    {
        var (run, report, isIntact) = await ReadAsync(project, champion, cancel);
        if (report is null || run is null)
        {
            // A version that says it was judged and has no such report is told apart from one that was never judged.
            return champion.Tags.ContainsKey(DigestTag) ? new StoredGateReport(0, Intact: false) : null;
        }

        var table = await around.TableAsync(cancel);
        var isSameRows = table.Splits.Contains(report.Split) && (await table.DigestAsync(report.Split, cancel)).Digest == report.RowsDigest;
        return new StoredGateReport(TrackedRunsProbe.DaysAgo(around, report.At), isIntact && report.Version == champion.Version && report.Model == champion.Name,
            report.ModelDigest is not null && report.ModelDigest == await ModelDigest.OfAsync(project.Client, run, champion, cancel), isSameRows, report.ContractDigest == Promise(around.Contract),
            [.. report.Lines.Select(l => new GateCheck(l.Check, l.Answer, l.Says))]);
    }

    internal static async Task<(Run? Run, GateReport? Report, bool IsIntact)> ReadAsync(TrackedProject project, ModelVersion version, CancellationToken cancel)
    {
        if (version.Tags.GetValueOrDefault(FileTag) is not { Length: > 0 } file || await project.FindAsync(version.RunId, cancel) is not { } run)
        {
            return default;
        }

        try
        {
            await using var content = await project.Client.Artifacts.OpenAsync(run, file, cancel);
            var bytes = new byte[MostBytes + 1];
            var length = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
            var isIntact = length <= MostBytes && "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length))) == version.Tags.GetValueOrDefault(DigestTag);
            return (run, GateJson.Read(bytes.AsSpan(0, length)), isIntact);
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            return default;
        }
    }
}
