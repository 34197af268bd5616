using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Data;

namespace Airworthy.Probes.Tests.Repository;

public sealed class CodeFilesTests : IDisposable
{
    private const string Contract = """
        airworthy: 1
        project: example
        data: {files: [data/rows.csv], schema: schema.yaml}
        features: {code: [src/features.sql]}
        commands:
          train: python -m flights.train --config=conf/train.yaml --data data/rows.csv --out ../elsewhere
          unit_tests: pytest -q tests/unit --junitxml {junit}
        baselines: [{name: hour, kind: heuristic, command: "duckdb -f src/hour.sql"}]
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("airworthy-code-").FullName;

    public CodeFilesTests()
    {
        foreach (var path in (string[])["src/features.sql", "src/hour.sql", "src/unused.py", "src/flights/train.py", "conf/train.yaml", "tests/unit/test_a.py", "tests/unit/data/deep.py",
            "tests/unit/__pycache__/x.py", "tests/unit/README.md", "docs/note.md", "data/rows.csv", "requirements.lock", ".airworthy/people.yaml", "schema.yaml"])
        {
            Write(path, path);
        }
    }

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void Code_is_what_features_commands_and_baselines_name_with_lock_files_and_tests() =>
        Assert.Equal(["conf/train.yaml", "requirements.lock", "src/features.sql", "src/flights/train.py", "src/hour.sql", "tests/unit/data/deep.py", "tests/unit/test_a.py"],
            CodeFiles.Find(ContractReader.Read(Contract, "airworthy.yaml").Contract!, _root));

    [Theory]
    [InlineData("src/features.sql", "select 2", "src/features.sql")]
    [InlineData("requirements.lock", "a==2", "requirements.lock")]
    [InlineData("tests/unit/test_new.py", "assert 1", "tests/unit/test_new.py")]
    [InlineData("docs/note.md", "more words", null)]
    [InlineData(".airworthy/people.yaml", "people: {}", null)]
    [InlineData("src/unused.py", "x = 1", null)]
    [InlineData("data/rows.csv", "1", null)]
    public async Task A_change_is_named_if_it_is_one_of_code(string path, string text, string? named)
    {
        var before = await SubjectsAsync();
        Write(path, text);
        var after = await SubjectsAsync();

        Assert.Equal(named is null, before.Digests[Bound.Code] == after.Digests[Bound.Code]);
        Assert.Equal(named is null ? [] : [named], after.Makeup.ChangedSince(before.Makeup, "code", []));
    }

    [Fact]
    public async Task Line_endings_are_no_change()
    {
        Write("src/features.sql", "select 1\nfrom a\n");
        var before = await SubjectsAsync();
        Write("src/features.sql", "select 1\r\nfrom a\r\n");

        Assert.Equal(before.Digests[Bound.Code], (await SubjectsAsync()).Digests[Bound.Code]);
    }

    [Fact]
    public async Task The_schema_is_a_subject_of_its_own()
    {
        var before = await SubjectsAsync();
        Write("schema.yaml", "columns: {}");
        var after = await SubjectsAsync();

        Assert.NotEqual(before.Digests[Bound.Schema], after.Digests[Bound.Schema]);
        Assert.Equal(before.Digests[Bound.Code], after.Digests[Bound.Code]);
    }

    private Task<Subjects> SubjectsAsync() =>
        ProjectFolder.SubjectsAsync(ContractReader.Read(Contract, "airworthy.yaml").Contract!, _root, TestContext.Current.CancellationToken);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, path))!);
        File.WriteAllText(Path.Combine(_root, path), text);
    }
}
