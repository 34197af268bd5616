using Airworthy.Core.Statements;

namespace Airworthy.Probes.Tests.Repository;

public sealed class StatementGradesTests : IDisposable
{
    private const string Path = ".airworthy/statements/business-goal.yaml";
    private const string Text = "item: business-goal\nsays: The sponsor agreed.\nby: ana\non: 2026-01-05\n";

    private const string People = """
        people:
          ana: {name: Ana, emails: [ana@example.com], roles: [owner]}
          ben: {name: Ben, emails: [ben@example.com], roles: [reviewer]}
          gone: {name: Gone, emails: [gone@example.com], roles: [reviewer], active: false}
        """;

    private readonly TemporaryRepository _repo = new();

    public StatementGradesTests() => _repo.Commit("people", "ana", ".airworthy/people.yaml", People);

    public void Dispose() => _repo.Dispose();

    [Fact]
    public void Outside_git_a_statement_is_a_preview()
    {
        var folder = Directory.CreateTempSubdirectory("airworthy-nogit-").FullName;
        Directory.CreateDirectory(System.IO.Path.Combine(folder, ".airworthy/statements"));
        File.WriteAllText(System.IO.Path.Combine(folder, Path), Text);

        Assert.Equal(Grade.Preview, ProjectFolder.Read(folder).Statements["business-goal"].Grade);
    }

    [Fact]
    public void Not_committed_or_on_another_branch_or_changed_since_is_a_preview()
    {
        _repo.Write(Path, Text);
        Assert.Equal((Grade.Preview, null), Graded());

        _repo.Branch("work");
        _repo.Commit("state");
        Assert.Equal((Grade.Preview, null), Graded());

        _repo.Checkout("main");
        _repo.Merge("work", "Merge", "ben");
        Assert.Equal((Grade.Reviewed, "ben"), Graded());

        _repo.Write(Path, Text.Replace("agreed", "agreed to more", StringComparison.Ordinal));
        Assert.Equal((Grade.Preview, null), Graded());
    }

    [Theory]
    [InlineData("state", "alone", null)]
    [InlineData("state\n\nReviewed-by: Ben <ben@example.com>", "reviewed", "ben")]
    [InlineData("state\n\nReviewed-by: Ana <ana@example.com>", "alone", null)]      // oneself
    [InlineData("state\n\nReviewed-by: Gone <gone@example.com>", "alone", null)]    // not active any more
    [InlineData("state\n\nReviewed-by: Eve <eve@elsewhere.net>", "alone", null)]    // nobody here
    public void Committed_straight_to_the_default_branch(string message, string grade, string? reviewer)
    {
        _repo.Commit(message, "ana", Path, Text);

        Assert.Equal((Enum.Parse<Grade>(grade, ignoreCase: true), reviewer), Graded());
    }

    [Theory]
    [InlineData("ana", "Merge", "alone", null)]                                        // the signer merges alone
    [InlineData("ben", "Merge", "reviewed", "ben")]
    [InlineData("eve", "Merge", "alone", null)]
    [InlineData("ana", "Merge\n\nReviewed-by: Ben <ben@example.com>", "reviewed", "ben")]
    public void Merged_from_a_branch(string merger, string message, string grade, string? reviewer)
    {
        _repo.Branch("work");
        _repo.Commit("state", "ana", Path, Text);
        _repo.Checkout("main");
        _repo.Merge("work", message, merger);
        _repo.Commit("later", "ana", "a.txt", "1");

        Assert.Equal((Enum.Parse<Grade>(grade, ignoreCase: true), reviewer), Graded());
    }

    [Fact]
    public void Whoever_wrote_the_file_for_the_signer_is_no_reviewer_by_merging_it()
    {
        _repo.Branch("work");
        _repo.Commit("state for ana", "ben", Path, Text);
        _repo.Checkout("main");
        _repo.Merge("work", "Merge", "ben");

        Assert.Equal((Grade.Alone, null), Graded());
    }

    [Fact]
    public void In_a_pull_request_people_are_those_of_the_base()
    {
        _repo.Branch("work");
        _repo.Commit("add myself", "eve", ".airworthy/people.yaml", People + "\n  eve: {name: Eve, emails: [eve@example.com], roles: [owner]}\n");
        using var change = _repo.Open("", ("GITHUB_BASE_REF", "main"));
        using var outside = _repo.Open();

        Assert.Null(ProjectFolder.Read(_repo.Folder, change).People["eve"]);
        Assert.NotNull(ProjectFolder.Read(_repo.Folder, outside).People["eve"]);
    }

    private (Grade, string?) Graded()
    {
        using var history = _repo.Open();
        var file = ProjectFolder.Read(_repo.Folder, history).Statements["business-goal"];
        return (file.Grade, file.Reviewer);
    }
}
