using System.Text.Json;
using System.Xml;

using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Ci;

/// <summary>
/// Reads what tools for mutation testing write: the mutation-testing-report-schema of Stryker and others as JSON, and the XML of mutmut
/// (<c>mutmut junitxml</c>) and Cosmic Ray (<c>cr-xml</c>). Runs no mutant itself.
/// </summary>
public sealed class MutationReportProbe : IProbe<MutationReport>
{
    private const int MaxDepth = 6;
    private const long MaxBytes = 200_000_000;

    /// <summary>One report: mutants by source file as the report names it.</summary>
    private sealed record Report(string Path, DateTimeOffset MadeAt, Dictionary<string, int[]> Files) : ReportFile(Path, MadeAt);

    /// <summary>What became of a mutant; its place in the counts of a file.</summary>
    private enum Fate { Killed, Survived, Uncovered, Untried, None }

    public Task<Sighting<MutationReport>> LookAsync(Surroundings around, CancellationToken cancel) => Task.Run(() => Look(around, cancel), cancel);

    /// <summary>Whether a JUnit file tells of mutants and not of tests; a mutant that survived is no test that failed.</summary>
    internal static bool IsMutants(XmlReader root) =>
        root.GetAttribute("name") == "mutmut" || (root.LocalName == "testsuite" && root.GetAttribute("skips") is not null && root.GetAttribute("name") is null);

    private static Sighting<MutationReport> Look(Surroundings around, CancellationToken cancel)
    {
        var found = ReportFiles.Read(around, ReportFiles.Find(around).Concat(Json(around.Root)).Distinct(),
            (root, path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? ReadJson(root, path) : ReadXml(root, path), cancel);
        if (found.Used.Count == 0)
        {
            return new Sighting<MutationReport>.NotSeen(found.Broken ?? "There is no report of mutation testing.",
                $"Run a tool for it over features.code and keep its report in {ReportFiles.Folder}/: Stryker's mutation.json, or `mutmut junitxml > {ReportFiles.Folder}/mutmut.xml`.");
        }

        var features = CodeFiles.FeatureCode(around.Contract, around.Root);
        var merged = new Dictionary<string, int[]>(StringComparer.Ordinal);
        foreach (var report in found.Used.OrderBy(r => r.MadeAt))
        {
            foreach (var (name, counts) in report.Files)
            {
                // A later report about the same file stands in place of the earlier one.
                merged[ReportFiles.Place(around.Root, name, [], features)] = counts;
            }
        }

        return new MutationReport(found.Paths, found.MadeAt,
            [.. merged.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new FileMutants(m.Key, features.Contains(m.Key), m.Value[0], m.Value[1], m.Value[2], m.Value[3]))],
            [.. features.Where(f => !merged.ContainsKey(f) && new FileInfo(Path.Combine(around.Root, f)).Length > 0)],
            found.ChangedAfter);
    }

    /// <summary>JSON files with names that such tools use.</summary>
    private static IEnumerable<string> Json(string root) => ProjectTree.Files(Path.Combine(root, ReportFiles.Folder), 1, IsReport).Select(f => $"{ReportFiles.Folder}/{f}")
        .Concat(ProjectTree.Files(root, MaxDepth, IsReport)).Where(p => new FileInfo(Path.Combine(root, p)).Length <= MaxBytes);

    private static bool IsReport(string name) => name.StartsWith("mutation", StringComparison.OrdinalIgnoreCase) && name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>A report in mutation-testing-report-schema; null when it is something else.</summary>
    private static Report? ReadJson(string root, string path)
    {
        using var stream = File.OpenRead(Path.Combine(root, path));
        using var json = JsonDocument.Parse(stream);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("schemaVersion", out _) || !json.RootElement.TryGetProperty("files", out var files) || files.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var report = new Report(path, ReportFiles.MadeAt(Path.Combine(root, path), null), []);
        foreach (var file in files.EnumerateObject())
        {
            if (file.Value.ValueKind != JsonValueKind.Object || !file.Value.TryGetProperty("mutants", out var mutants) || mutants.ValueKind != JsonValueKind.Array)
            {
                throw new JsonException($"{file.Name} has no list of mutants.");
            }

            foreach (var mutant in mutants.EnumerateArray())
            {
                Count(report, file.Name, mutant.ValueKind == JsonValueKind.Object && mutant.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String ? status.GetString() switch
                {
                    "Killed" or "Timeout" => Fate.Killed,
                    "Survived" => Fate.Survived,
                    "NoCoverage" => Fate.Uncovered,
                    "Pending" => Fate.Untried,
                    // A mutant that does not compile, or that the team left out, says nothing about the tests.
                    "CompileError" or "RuntimeError" or "Ignored" => Fate.None,
                    var other => throw new JsonException($"{file.Name} has a mutant whose status is {other}."),
                } : throw new JsonException($"{file.Name} has a mutant without a status."));
            }
        }

        return report;
    }

    /// <summary>A report of mutmut or Cosmic Ray; null when it is something else.</summary>
    private static Report? ReadXml(string root, string path)
    {
        using var xml = ReportFiles.Open(Path.Combine(root, path));
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName is not ("testsuites" or "testsuite"))
        {
            return null;
        }

        // Where a suite stands in a list of suites, the first one tells.
        var isMutants = IsMutants(xml);
        for (var isList = xml.LocalName == "testsuites"; isList && !isMutants && xml.Read() && xml.NodeType is not XmlNodeType.EndElement;)
        {
            (isMutants, isList) = (xml.NodeType == XmlNodeType.Element && IsMutants(xml), xml.NodeType != XmlNodeType.Element);
        }

        if (!isMutants)
        {
            return null;
        }

        // Cosmic Ray writes a mutant that was never tried like one that was killed; only its sums tell how many were killed.
        var killed = xml.GetAttribute("skips") is not null && int.TryParse(xml.GetAttribute("failures"), out var said) ? said : (int?)null;
        var report = new Report(path, ReportFiles.MadeAt(Path.Combine(root, path), null), []);
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "testcase" && xml.GetAttribute("file") is { Length: > 0 } file)
            {
                Count(report, file, FateOf(xml));
            }
        }

        return killed < report.Files.Values.Sum(c => c[(int)Fate.Killed]) ? report with { Files = report.Files.ToDictionary(f => f.Key, f => Doubted(f.Value), StringComparer.Ordinal) } : report;
    }

    private static Fate FateOf(XmlReader xml)
    {
        var fate = Fate.Killed;
        using var inner = xml.ReadSubtree();
        inner.Read();
        while (inner.Read())
        {
            fate = inner.NodeType != XmlNodeType.Element ? fate : inner.LocalName switch
            {
                "failure" when inner.GetAttribute("message") is "untested" => Fate.Untried,
                "failure" => Fate.Survived,
                "error" when inner.GetAttribute("type") is "timeout" => Fate.Killed,
                "error" => Fate.None,
                "skipped" => Fate.Untried,
                _ => fate,
            };
        }

        return fate;
    }

    /// <summary>What looked killed and may never have been tried counts as not tried.</summary>
    private static int[] Doubted(int[] counts) => [0, counts[1], counts[2], counts[3] + counts[0]];

    private static void Count(Report report, string file, Fate fate)
    {
        if (!report.Files.TryGetValue(file, out var counts))
        {
            report.Files[file] = counts = new int[4];
        }

        if (fate != Fate.None)
        {
            counts[(int)fate]++;
        }
    }
}
