using System.Security.Cryptography;

using Airworthy.Client;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Runs;

/// <summary>Reads the load tests that lie with the runs of the project's model versions.</summary>
public sealed class LoadTestsProbe : IProbe<LoadTests>
{
    /// <summary>Where a run keeps them: each file is named by its SHA-256.</summary>
    public const string Folder = "bench";

    /// <summary>Bytes of a report, reports that are read of a version, and versions.</summary>
    private const int MostBytes = 100_000, MostReports = 10, MostVersions = 10;

    public bool IsCostly => true;

    public async Task<Sighting<LoadTests>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<LoadTests>.NotSeen(because, next);
        }

        var versions = new List<ModelVersion>();
        await foreach (var version in project.Client.Models.SearchVersionsAsync($"name = '{project.Model.Replace("'", "''", StringComparison.Ordinal)}'", cancel))
        {
            versions.Add(version);
        }

        versions = [.. versions.OrderByDescending(v => v.CreatedAt)];
        if ((project.Champion ?? versions.FirstOrDefault()) is not { } asked)
        {
            return new Sighting<LoadTests>.NotSeen($"The registered model {project.Model} has no version on {project.Place}.", $"Register the model under the name {project.Model}, and put it under load: `airworthy bench 1`.");
        }

        var (tests, damaged) = (new List<LoadTest>(), 0);
        foreach (var version in versions.Where(v => v.Version == asked.Version).Concat(versions.Where(v => v.Version != asked.Version)).Take(MostVersions))
        {
            var isAsked = version.Version == asked.Version;
            var (reports, wrong, run) = await ReadAsync(project, version, cancel);
            damaged += isAsked ? wrong : 0;
            var digest = isAsked && reports.Count > 0 ? await ModelDigest.OfAsync(project.Client, run!, version, cancel) : null;
            tests.AddRange(reports.Select(r => new LoadTest(r, TrackedRunsProbe.DaysAgo(around, r.At), !isAsked || (digest is not null && r.ModelDigest == digest))));
        }

        tests = [.. tests.OrderByDescending(t => t.Report.At)];
        var newest = tests.FirstOrDefault(t => t.Report.Version == asked.Version);
        return new LoadTests(project.Model, asked.Version, newest, [.. tests.Where(t => newest is not null && t.Report.At < newest.Report.At)], damaged);
    }

    private static async Task<(List<LoadReport> Reports, int Damaged, Run? Run)> ReadAsync(TrackedProject project, ModelVersion version, CancellationToken cancel)
    {
        var (reports, damaged) = (new List<LoadReport>(), 0);
        if (string.IsNullOrEmpty(version.RunId) || await project.FindAsync(version.RunId, cancel) is not { } run)
        {
            return (reports, damaged, null);
        }

        try
        {
            foreach (var file in (await project.Client.Artifacts.ListAsync(run, Folder, cancel)).Where(f => !f.IsFolder).Take(MostReports))
            {
                await using var content = await project.Client.Artifacts.OpenAsync(run, file.Path, cancel);
                var bytes = new byte[MostBytes + 1];
                var length = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
                var report = length <= MostBytes && NameOf(bytes.AsSpan(0, length)) == file.Path ? LoadJson.Read(bytes.AsSpan(0, length)) : null;
                if (report is null)
                {
                    damaged++;
                }
                else if (report.Model == version.Name && report.Version == version.Version)
                {
                    reports.Add(report);
                }
            }
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            // Artifacts that cannot be listed here hold no load test that could be seen.
        }

        return (reports, damaged, run);
    }

    /// <summary>The path of a report among the run's artifacts.</summary>
    public static string NameOf(ReadOnlySpan<byte> content) => $"{Folder}/{Convert.ToHexStringLower(SHA256.HashData(content))}.json";
}
