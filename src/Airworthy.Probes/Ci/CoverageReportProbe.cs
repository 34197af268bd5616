using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Ci;

/// <summary>Reads coverage reports in Cobertura form and lays them beside the files of the project.</summary>
public sealed class CoverageReportProbe : IProbe<CoverageReport>
{
    public Task<Sighting<CoverageReport>> LookAsync(Surroundings around, CancellationToken cancel) => Task.Run(() => Look(around, cancel), cancel);

    private static Sighting<CoverageReport> Look(Surroundings around, CancellationToken cancel)
    {
        var found = ReportFiles.Read(around, ReportFiles.Find(around), Cobertura.Read, cancel);
        if (found.Used.Count == 0)
        {
            return new Sighting<CoverageReport>.NotSeen(found.Broken ?? "There is no coverage report in Cobertura form.",
                $"Let the tests measure coverage and write it as Cobertura XML into {ReportFiles.Folder}/ (pytest: `--cov-report xml:{ReportFiles.Folder}/coverage.xml`).");
        }

        var features = CodeFiles.FeatureCode(around.Contract, around.Root);
        var merged = new Dictionary<string, CoveredSource>(StringComparer.Ordinal);
        foreach (var (name, source, from) in found.Used.SelectMany(r => r.Files.Select(f => (f.Key, f.Value, r))))
        {
            Merge(merged, ReportFiles.Place(around.Root, name, from.Sources, features), source);
        }

        return new CoverageReport(found.Paths, found.MadeAt,
            [.. merged.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new FileCoverage(m.Key, features.Contains(m.Key), m.Value.Lines.Count, m.Value.Lines.Count(l => l.Value),
                [.. m.Value.Functions.Where(f => !f.Value).Select(f => f.Key).Order(StringComparer.Ordinal)]))],
            [.. features.Where(f => !merged.ContainsKey(f) && new FileInfo(Path.Combine(around.Root, f)).Length > 0)],
            found.ChangedAfter);
    }

    private static void Merge(Dictionary<string, CoveredSource> into, string path, CoveredSource source)
    {
        if (!into.TryGetValue(path, out var known))
        {
            into[path] = known = new CoveredSource();
        }

        foreach (var (line, ran) in source.Lines)
        {
            known.Lines[line] = ran || (known.Lines.TryGetValue(line, out var before) && before);
        }

        foreach (var (function, ran) in source.Functions)
        {
            known.Functions[function] = ran || (known.Functions.TryGetValue(function, out var before) && before);
        }
    }
}
