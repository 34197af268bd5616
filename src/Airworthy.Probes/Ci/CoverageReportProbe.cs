using System.Xml;

using Airworthy.Core.Observations;
using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Ci;

/// <summary>Reads coverage reports in Cobertura form and lays them beside the files of the project.</summary>
public sealed class CoverageReportProbe : IProbe<CoverageReport>
{
    /// <summary>One report: lines by source file as the report names it.</summary>
    private sealed record Report(string Path, DateTimeOffset MadeAt, List<string> Sources, Dictionary<string, Source> Files) : ReportFile(Path, MadeAt);

    private sealed class Source
    {
        public Dictionary<int, bool> Lines { get; } = [];

        /// <summary>Functions, and whether a line of each ran.</summary>
        public Dictionary<string, bool> Functions { get; } = [];
    }

    public Task<Sighting<CoverageReport>> LookAsync(Surroundings around, CancellationToken cancel) => Task.Run(() => Look(around, cancel), cancel);

    private static Sighting<CoverageReport> Look(Surroundings around, CancellationToken cancel)
    {
        var found = ReportFiles.Read(around, ReportFiles.Find(around), Read, cancel);
        if (found.Used.Count == 0)
        {
            return new Sighting<CoverageReport>.NotSeen(found.Broken ?? "There is no coverage report in Cobertura form.",
                $"Let the tests measure coverage and write it as Cobertura XML into {ReportFiles.Folder}/ (pytest: `--cov-report xml:{ReportFiles.Folder}/coverage.xml`).");
        }

        var features = CodeFiles.FeatureCode(around.Contract, around.Root);
        var merged = new Dictionary<string, Source>(StringComparer.Ordinal);
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

    /// <summary>A report's files; null when it is no Cobertura report.</summary>
    private static Report? Read(string root, string path)
    {
        var file = Path.Combine(root, path);
        using var xml = ReportFiles.Open(file);
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "coverage")
        {
            return null;
        }

        var report = new Report(path, ReportFiles.MadeAt(file, null), [], []);
        Source? source = null;
        string? function = null;
        while (xml.Read())
        {
            switch (xml.NodeType, xml.LocalName)
            {
                case (XmlNodeType.Element, "source"):
                    report.Sources.Add(xml.ReadElementContentAsString().Trim());
                    break;
                case (XmlNodeType.Element, "class") when xml.GetAttribute("filename") is { Length: > 0 } name:
                    source = report.Files.TryGetValue(name, out var known) ? known : report.Files[name] = new Source();
                    break;
                case (XmlNodeType.Element, "method") when source is not null && !xml.IsEmptyElement:
                    function = xml.GetAttribute("name") ?? "";
                    source.Functions.TryAdd(function, false);
                    break;
                case (XmlNodeType.EndElement, "method"):
                    function = null;
                    break;
                case (XmlNodeType.Element, "line") when source is not null && int.TryParse(xml.GetAttribute("number"), out var number):
                    var ran = xml.GetAttribute("hits") is { } hits && hits.AsSpan().TrimStart('0').Length > 0;
                    source.Lines[number] = ran || (source.Lines.TryGetValue(number, out var before) && before);
                    if (function is not null && ran)
                    {
                        source.Functions[function] = true;
                    }

                    break;
                default:
                    break;
            }
        }

        return report;
    }

    private static void Merge(Dictionary<string, Source> into, string path, Source source)
    {
        if (!into.TryGetValue(path, out var known))
        {
            into[path] = known = new Source();
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
