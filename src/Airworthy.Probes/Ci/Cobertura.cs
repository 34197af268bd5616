using System.Xml;

namespace Airworthy.Probes.Ci;

/// <summary>A coverage report in Cobertura form.</summary>
/// <param name="Sources">Folders from which it names files.</param>
/// <param name="Files">What ran of each file, by the name the report gives it.</param>
internal sealed record Cobertura(string Path, DateTimeOffset MadeAt, List<string> Sources, Dictionary<string, CoveredSource> Files) : ReportFile(Path, MadeAt)
{
    /// <summary>A report's files; null when it is no Cobertura report.</summary>
    public static Cobertura? Read(string root, string path)
    {
        var file = System.IO.Path.Combine(root, path);
        using var xml = ReportFiles.Open(file);
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "coverage")
        {
            return null;
        }

        var report = new Cobertura(path, ReportFiles.MadeAt(file, null), [], []);
        CoveredSource? source = null;
        string? function = null;
        while (xml.Read())
        {
            switch (xml.NodeType, xml.LocalName)
            {
                case (XmlNodeType.Element, "source"):
                    report.Sources.Add(xml.ReadElementContentAsString().Trim());
                    break;
                case (XmlNodeType.Element, "class") when xml.GetAttribute("filename") is { Length: > 0 } name:
                    source = report.Files.TryGetValue(name, out var known) ? known : report.Files[name] = new CoveredSource();
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
}

/// <summary>What ran of one source file.</summary>
internal sealed class CoveredSource
{
    /// <summary>Lines by number, and whether each ran.</summary>
    public Dictionary<int, bool> Lines { get; } = [];

    /// <summary>Functions, and whether a line of each ran.</summary>
    public Dictionary<string, bool> Functions { get; } = [];
}
