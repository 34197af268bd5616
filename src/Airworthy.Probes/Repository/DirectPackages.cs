using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;

using Airworthy.Probes.Ci;

namespace Airworthy.Probes.Repository;

/// <summary>Finds the packages that a project's own files ask for: pyproject.toml, requirements.in and .txt, package.json, DESCRIPTION, project files of .NET.</summary>
internal static partial class DirectPackages
{
    private const int MaxDepth = 4;
    private const long MaxBytes = 2_000_000;

    /// <summary>Names as written, sorted.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(string root, CancellationToken cancel)
    {
        var found = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in ProjectTree.Files(root, MaxDepth, n => n is "pyproject.toml" or "requirements.in" or "requirements.txt" or "package.json" or "DESCRIPTION" || n.EndsWith(".csproj", StringComparison.Ordinal)))
        {
            var file = new FileInfo(Path.Combine(root, path));
            if (file.Length <= MaxBytes)
            {
                found.UnionWith(Read(Path.GetFileName(path), file.FullName, await File.ReadAllTextAsync(file.FullName, cancel)));
            }
        }

        return [.. found];
    }

    private static IEnumerable<string> Read(string name, string file, string text)
    {
        try
        {
            return name switch
            {
                "pyproject.toml" => Pyproject(text),
                "package.json" => PackageJson(text),
                "DESCRIPTION" => Description(text),
                _ when name.EndsWith(".csproj", StringComparison.Ordinal) => ProjectFile(file),
                _ => LockText.Requirements(text).Select(p => p.Name),
            };
        }
        catch (Exception e) when (e is JsonException or XmlException or InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary><c>dependencies = ["a>=1", …]</c> of <c>[project]</c>, and the keys of <c>[tool.poetry.dependencies]</c>.</summary>
    private static List<string> Pyproject(string text)
    {
        var found = new List<string>();
        var flat = text.ReplaceLineEndings("\n");
        if (ProjectDependencies().Match(flat) is { Success: true } list)
        {
            found.AddRange(Quoted().Matches(list.Groups[1].Value).Select(m => PackageName().Match(m.Groups[1].Value).Value));
        }

        const string Poetry = "\n[tool.poetry.dependencies]\n";
        if (flat.IndexOf(Poetry, StringComparison.Ordinal) is var at and >= 0)
        {
            found.AddRange(flat[(at + Poetry.Length)..].Split("\n[")[0].Split('\n').Select(l => l.Split('=')[0].Trim().Trim('"')).Where(n => n.Length > 0 && n[0] != '#' && n != "python"));
        }

        return [.. found.Where(n => n.Length > 0)];
    }

    private static List<string> PackageJson(string text)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.TryGetProperty("dependencies", out var packages) ? [.. packages.EnumerateObject().Select(p => p.Name)] : [];
    }

    /// <summary>R: <c>Imports</c> and <c>Depends</c>, each a list over several lines.</summary>
    private static IEnumerable<string> Description(string text) => RField().Matches(text.ReplaceLineEndings("\n"))
        .SelectMany(m => m.Groups[1].Value.Split(',')).Select(p => PackageName().Match(p.Trim()).Value).Where(n => n.Length > 0 && n != "R");

    private static List<string> ProjectFile(string file)
    {
        var found = new List<string>();
        using var xml = ReportFiles.Open(file);
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "PackageReference" } && xml.GetAttribute("Include") is { } name)
            {
                found.Add(name);
            }
        }

        return found;
    }

    [GeneratedRegex(@"^\[project\]\n(?:(?!^\[).*\n)*?dependencies\s*=\s*\[((?:[^\[\]""']|""[^""]*""|'[^']*')*)\]", RegexOptions.Multiline, matchTimeoutMilliseconds: 2000)]
    private static partial Regex ProjectDependencies();

    [GeneratedRegex(@"[""']([^""']+)[""']")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*")]
    private static partial Regex PackageName();

    [GeneratedRegex(@"^(?:Imports|Depends):((?:.*)(?:\n[ \t].*)*)", RegexOptions.Multiline)]
    private static partial Regex RField();
}
