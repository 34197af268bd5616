using Airworthy.Core.Observations;
using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Tests.Repository;

public sealed class SourcesAndCasesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sources_come_from_the_schema_and_packages_from_the_projects_own_files()
    {
        _folder.Write("s.yaml", "columns:\n  delay: {type: number, source: airport feed}\n  origin: {type: string, source: Airport feed}\n  wind: {type: number}\n  late: {type: boolean}\n");
        _folder.Write("pyproject.toml", "[build-system]\nrequires = [\"hatchling\"]\n\n[project]\nname = \"flights\"\ndependencies = [\n  \"numpy>=1.26\",\n  'scikit-learn[extra] ~= 1.4',\n]\n");
        _folder.Write("DESCRIPTION", "Package: flights\nImports: xgboost (>= 1.7),\n    mlr3\nDepends: R (>= 4.0)\n");
        _folder.Write("package.json", "{\"dependencies\": {\"d3\": \"^7\"}, \"devDependencies\": {\"vite\": \"5\"}}");
        _folder.Write("src/a.csproj", "<Project><ItemGroup><PackageReference Include=\"Microsoft.ML\" Version=\"5.0.1\" /></ItemGroup></Project>");
        _folder.Write("uv.lock", "[[package]]\nname = \"NumPy\"\nversion = \"1\"\nhash = \"sha256:a\"\n");

        var seen = await Around.Folder(_folder.Path, "data: {schema: s.yaml, label: {name: late, from: delay > 15}}").SeenAsync(new OutsideSourcesProbe());

        Assert.Equal(["delay", "origin"], Assert.Single(seen.Sources).Value);
        Assert.Equal(["wind"], seen.WithoutSource);
        Assert.Equal(["d3", "Microsoft.ML", "mlr3", "numpy", "scikit-learn", "xgboost"], seen.Direct);
        Assert.Equal(["numpy"], seen.Locked);
    }

    [Fact]
    public async Task A_document_type_in_a_project_file_is_not_followed()
    {
        _folder.Write("a.csproj", "<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Project><PackageReference Include=\"&x;\"/></Project>");

        Assert.Empty((await Around.Folder(_folder.Path).SeenAsync(new OutsideSourcesProbe())).Direct!);
    }

    [Theory]
    [InlineData("input: {a: 1}\nexpect: {class: late}\nwhy: Everybody would notice this one.\n", CaseKind.MustPass)]
    [InlineData("input: {a: 1}\nexpect: {range: [0.6, 1]}\nwhy: Everybody would notice this one.\n", CaseKind.MustPass)]
    [InlineData("input: {a: 1}\nexpect: {invariant: same, change: {tail: N1}}\nwhy: The tail number does not matter.\n", CaseKind.Invariance)]
    [InlineData("input: {a: 1}\nexpect: {invariant: higher, change: {delay: 9}}\nwhy: Later is never less likely to be late.\n", CaseKind.Direction)]
    [InlineData("input: {a: 1}\nexpect: {invariant: same}\nwhy: The tail number does not matter.\n", null)]   // no change to hold under
    [InlineData("input: {a: 1}\nexpect: {class: late}\nwhy: TODO\n", null)]
    [InlineData("expect: {class: late}\nwhy: Everybody would notice this one.\n", null)]
    [InlineData("inputs: {a: 1}\nexpect: {class: late}\nwhy: Everybody would notice this one.\n", null)]
    [InlineData("- a\n", null)]
    public async Task A_case_is_of_a_kind_or_says_what_is_wrong(string text, CaseKind? expected)
    {
        _folder.Write(".airworthy/cases/one.yaml", text);

        var seen = Assert.Single((await Around.Folder(_folder.Path).SeenAsync(new CaseFilesProbe())).Cases);

        Assert.Equal(expected, seen.Kind);
        Assert.Equal(expected is null, seen.Wrong is not null);
    }

    [Fact]
    public async Task Without_cases_nothing_is_seen() => Assert.Contains("no case", await Around.Folder(_folder.Path).WhyNotAsync(new CaseFilesProbe()), StringComparison.Ordinal);
}
