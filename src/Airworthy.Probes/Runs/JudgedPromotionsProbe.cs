using System.Security.Cryptography;

using Airworthy.Client;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Runs;

/// <summary>Compares when the alias champion moved with the gate's reports that the versions' runs keep.</summary>
public sealed class JudgedPromotionsProbe : IProbe<JudgedPromotions>
{
    /// <summary>Where the gate keeps its reports among a run's artifacts; each file begins with the digest of its content.</summary>
    private const string Folder = "gate";

    private const int MostBytes = 1_000_000, MostFiles = 50, MostVersions = 100;

    public bool IsCostly => true;

    public async Task<Sighting<JudgedPromotions>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<JudgedPromotions>.NotSeen(because, next);
        }

        if (await project.Client.Models.FindAsync(project.Model, cancel) is null)
        {
            return new Sighting<JudgedPromotions>.NotSeen($"There is no registered model {project.Model} on {project.Place}.", $"Register the model under the name {project.Model}.");
        }

        if (await project.Client.Models.AliasMovesAsync(project.Model, cancel) is not { } moves)
        {
            return new Sighting<JudgedPromotions>.NotSeen($"{project.Place} does not tell when the alias champion was given to which version.", "Keep the models in a store of Airworthy: `airworthy serve`.");
        }

        var reports = new List<GateReport>();
        await foreach (var version in project.Client.Models.SearchVersionsAsync($"name = '{project.Model.Replace("'", "''", StringComparison.Ordinal)}'", cancel))
        {
            if (version.Tags.ContainsKey(GateReportsProbe.DigestTag) && reports.Select(r => r.Version).Distinct().Count() < MostVersions && await project.FindAsync(version.RunId, cancel) is { } run)
            {
                reports.AddRange(await ReportsAsync(project.Client, run, version, cancel));
            }
        }

        var promoted = moves.Where(m => m is { Alias: "champion", Version: not null }).OrderByDescending(m => m.At).ToList();
        if (reports.Count == 0)
        {
            return new JudgedPromotions(project.Model, null, [], promoted.Count);
        }

        var since = reports.Min(r => r.At);
        var year = around.Clock.GetUtcNow().AddDays(-365);
        var counted = promoted.Where(m => m.At >= since && m.At >= year).ToList();
        return new JudgedPromotions(project.Model, Day(since), [.. counted.Select(m =>
        {
            var before = reports.Where(r => r.Version == m.Version && r.At <= m.At).MaxBy(r => r.At);
            return new JudgedPromotion(m.Version!, Day(m.At), before is null ? null : Day(before.At), before is null ? null : [.. before.Lines.Select(l => new GateCheck(l.Check, l.Answer))]);
        })], promoted.Count - counted.Count);
    }

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    /// <summary>The reports of a version whose content has the digest that their file is named by.</summary>
    private static async Task<IReadOnlyList<GateReport>> ReportsAsync(TrackingClient client, Run run, ModelVersion version, CancellationToken cancel)
    {
        var reports = new List<GateReport>();
        try
        {
            foreach (var file in (await client.Artifacts.ListAsync(run, Folder, cancel)).Where(f => f is { IsFolder: false, Size: <= MostBytes }).Take(MostFiles))
            {
                await using var content = await client.Artifacts.OpenAsync(run, file.Path, cancel);
                var bytes = new byte[MostBytes + 1];
                var length = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
                var name = Path.GetFileNameWithoutExtension(file.Path);
                if (name.Length >= 16 && Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length))).StartsWith(name, StringComparison.Ordinal)
                    && GateJson.Read(bytes.AsSpan(0, length)) is { } report && report.Model == version.Name && report.Version == version.Version)
                {
                    reports.Add(report);
                }
            }
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            // Kept elsewhere, or nowhere: then nothing was judged that could be seen from here.
        }

        return reports;
    }
}
