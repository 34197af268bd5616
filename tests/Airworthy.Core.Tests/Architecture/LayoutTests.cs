using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Airworthy.Core.Tests.Architecture;

/// <summary>The shape of the source: which assembly knows which, how long files are, and how things are called.</summary>
public sealed partial class LayoutTests
{
    /// <summary>What each assembly may reference, directly or through others. The command line may reference all.</summary>
    private static readonly Dictionary<string, string[]> s_mayReference = new()
    {
        ["Core"] = [],
        ["Client"] = [],
        ["Tracking"] = [],
        ["Data"] = ["Core"],
        ["Models"] = ["Core"],
        ["Serving"] = ["Core", "Models", "Tracking"], // its tables and models are those of the one store
        ["Probes"] = ["Core", "Data", "Models", "Client"],
        ["Pipelines"] = ["Core", "Data", "Models", "Client"],
        ["Web"] = ["Core", "Data", "Models", "Tracking", "Serving", "Client"],
        ["Cli"] = ["Core", "Client", "Tracking", "Data", "Models", "Serving", "Probes", "Pipelines", "Web"],
    };

    /// <summary>Files above 300 lines, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_longFiles = new()
    {
        ["src/Airworthy.Probes/Repository/GitHistory.cs"] = "one open repository; every way to ask it keeps the same handle and the same care for odd states",
    };

    /// <summary>Words that say nothing about what a thing is, or that mean something else here.</summary>
    private static readonly string[] s_neverInNames = ["Rule", "Finding", "Validator", "Service", "Manager", "Helper", "Util", "Utils", "Utility", "Common"];

    private static readonly string[] s_packagesOfOneAssembly = ["DuckDB.NET.Data.Full", "LibGit2Sharp", "Microsoft.Data.Sqlite", "System.CommandLine", "Spectre.Console"];

    public static TheoryData<string> Assemblies() => [.. Projects().Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_references_only_what_lies_below_it(string assembly)
    {
        Assert.True(s_mayReference.TryGetValue(assembly, out var allowed), $"Airworthy.{assembly} has no line in the table of this test.");
        Assert.Empty(Projects()[assembly].References.Except(allowed));
    }

    [Fact]
    public void The_table_has_no_circle() =>
        Assert.All(s_mayReference, line => Assert.All(line.Value, below => Assert.DoesNotContain(line.Key, s_mayReference[below])));

    [Fact]
    public void The_core_brings_no_package_that_looks_at_the_world() =>
        Assert.Empty(Projects()["Core"].Packages.Intersect(s_packagesOfOneAssembly));

    [Fact]
    public void No_source_file_is_long_without_a_reason()
    {
        var longFiles = Sources().Select(f => (Path: Relative(f), Lines: File.ReadLines(f).Count())).Where(f => f.Lines > 300).ToList();

        Assert.Empty(longFiles.Where(f => !s_longFiles.ContainsKey(f.Path)).Select(f => $"{f.Path} has {f.Lines} lines"));
        Assert.Empty(s_longFiles.Keys.Except(longFiles.Select(f => f.Path)));
    }

    [Fact]
    public void Types_are_called_after_what_they_are()
    {
        var bad = from file in Sources()
                  from Match type in TypeName().Matches(File.ReadAllText(file))
                  where Words().Matches(type.Groups[1].Value).Any(word => s_neverInNames.Contains(word.Value, StringComparer.OrdinalIgnoreCase))
                  select $"{Relative(file)}: {type.Groups[1].Value}";

        Assert.Empty(bad);
    }

    [Fact]
    public void Files_and_folders_are_called_after_what_they_hold() =>
        Assert.Empty(Sources().Select(Relative).Where(path => path.Split('/', '.').SelectMany(step => Words().Matches(step).Select(m => m.Value)).Intersect(s_neverInNames).Any()));

    [Fact]
    public void Probes_ask_the_table_by_files_which_are_proved_on_two_engines()
    {
        var asking = Sources().Where(f => Relative(f).StartsWith("src/Airworthy.Probes/", StringComparison.Ordinal) && Query().IsMatch(File.ReadAllText(f))).Select(Relative).ToList();

        Assert.Empty(asking);
    }

    /// <summary>Commands and calls are found by how their names end: one that is called otherwise would never be asked.</summary>
    [Theory]
    [InlineData("Calls")]
    [InlineData("Command")]
    public void What_is_found_by_its_name_has_it(string ending)
    {
        var found = (from file in Sources()
                     from Match type in TypeWithInterfaces().Matches(File.ReadAllText(file))
                     where Regex.IsMatch(type.Groups[2].Value, $@"\bI\w*{ending}\b")
                     select type.Groups[1].Value).ToList();

        Assert.NotEmpty(found);
        Assert.All(found, name => Assert.EndsWith(ending, name, StringComparison.Ordinal));
    }

    private static Dictionary<string, (IReadOnlyList<string> References, IReadOnlyList<string> Packages)> Projects() =>
        Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories).ToDictionary(
            f => Path.GetFileNameWithoutExtension(f)["Airworthy.".Length..],
            f => (Includes(f, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/'))["Airworthy.".Length..]).ToList() as IReadOnlyList<string>,
                Includes(f, "PackageReference").ToList() as IReadOnlyList<string>));

    private static IEnumerable<string> Includes(string project, string element) =>
        XDocument.Load(project).Descendants(element).Select(e => e.Attribute("Include")?.Value).OfType<string>();

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    private static string Relative(string file) => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');

    [GeneratedRegex(@"^\s*(?:\[[^\]]*\]\s*)?(?:(?:public|internal|private|protected|file|sealed|static|abstract|readonly|partial|ref)\s+)*(?:class|record struct|record class|record|struct|interface|enum)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\bclass\s+(\w+)(?:\([^{;]*?\))?\s*:([^{;]*)")]
    private static partial Regex TypeWithInterfaces();

    /// <summary>A select at the beginning of a text, in brackets, or beneath another one; that of C# stands elsewhere.</summary>
    [GeneratedRegex(@"(?:[""(]|\bunion(?: all)?)\s*select\s", RegexOptions.IgnoreCase)]
    private static partial Regex Query();

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Words();
}
