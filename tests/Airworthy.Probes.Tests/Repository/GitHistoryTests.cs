using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Tests.Repository;

public sealed class GitHistoryTests : IDisposable
{
    private readonly TemporaryRepository _repo = new();

    public void Dispose() => _repo.Dispose();

    [Fact]
    public void A_folder_in_no_repository_says_so()
    {
        var folder = Directory.CreateTempSubdirectory("airworthy-nogit-");

        var seen = GitHistory.Open(folder.FullName, _ => null);

        Assert.Null(seen.History);
        Assert.Contains("no git repository", seen.Because, StringComparison.Ordinal);
        Assert.Contains("git init", seen.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_the_repository_around_it_ignores_has_no_history()
    {
        _repo.Commit("ignore", "ana", ".gitignore", "scratch/\n");
        _repo.Write("scratch/project/airworthy.yaml", "airworthy: 1\n");

        Assert.Contains("ignores", GitHistory.Open(Path.Combine(_repo.Folder, "scratch/project"), _ => null).Because, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unborn_branch_has_a_history_without_commits()
    {
        using var history = _repo.Open();

        Assert.Null(history.Head);
        Assert.Null(history.Default);
        Assert.Empty(history.Commits());
        Assert.Empty(history.Touching("a.txt"));
        Assert.Null(history.BroughtToDefault("a.txt"));
    }

    [Fact]
    public void Commits_that_touch_a_path_of_a_project_in_a_subfolder()
    {
        _repo.Commit("outside", "ana", "a.txt", "1");
        var first = _repo.Commit("one", "ana", "flights/a.txt", "1");
        _repo.Commit("elsewhere", "ben", "flights/b.txt", "1");
        var second = _repo.Commit("two\n\nReviewed-by: Ben <ben@example.com>\n", "ana", "flights/a.txt", "2");
        using var history = _repo.Open("flights");

        var touching = history.Touching("a.txt");

        Assert.Equal([second, first], touching.Select(c => c.Id));
        Assert.Equal(new Trailer("Reviewed-by", "Ben <ben@example.com>"), Assert.Single(touching[0].Trailers));
        Assert.Equal("ben@example.com", touching[0].Trailers[0].Email);
        Assert.Equal("flights/", history.Prefix);
        Assert.Equal("1", history.TextAt(first, "a.txt"));
        Assert.Equal("2", history.TextOnDefault("a.txt"));
    }

    [Fact]
    public void What_a_merge_brought_is_what_its_branch_did()
    {
        _repo.Commit("start", "ana", "a.txt", "1");
        _repo.Branch("work");
        var work = _repo.Commit("work", "ben", "b.txt", "1");
        _repo.Checkout("main");
        _repo.Commit("meanwhile", "ana", "a.txt", "2");
        var merge = _repo.Merge("work", "Merge work", "ana");
        _repo.Commit("later", "ana", "a.txt", "3");
        using var history = _repo.Open();

        var brought = history.BroughtToDefault("b.txt")!;

        Assert.Equal(merge, brought.By.Id);
        Assert.True(brought.By.IsMerge);
        Assert.Equal([work], brought.Commits.Select(c => c.Id));
        Assert.False(brought.IsEdge);
    }

    [Fact]
    public void A_file_is_on_the_default_branch_only_with_the_same_content()
    {
        _repo.Commit("start", "ana", "a.txt", "1\n2\n");
        _repo.Branch("work");
        _repo.Commit("work", "ana", "b.txt", "1");
        _repo.Write("c.txt", "new");
        using var history = _repo.Open();

        Assert.Equal("main", history.Default!.Name);
        Assert.True(history.IsOnDefault("a.txt"));
        Assert.False(history.IsOnDefault("b.txt"));
        Assert.False(history.IsOnDefault("c.txt"));
        Assert.Equal(["c.txt"], history.Changed());

        _repo.Write("a.txt", "1\r\n2\r\n");
        Assert.True(history.IsOnDefault("a.txt"));
        _repo.Write("a.txt", "1\n3\n");
        Assert.False(history.IsOnDefault("a.txt"));
    }

    [Theory]
    [InlineData("main", null, "main", false)]
    [InlineData("master", null, "master", false)]
    [InlineData("trunk", null, "trunk", false)]              // nothing usual: what is checked out
    [InlineData("main", "GITHUB_BASE_REF", "release", true)] // a pull request's base wins
    [InlineData("main", "SYSTEM_PULLREQUEST_TARGETBRANCH", "release", true)]
    public void The_default_branch(string branch, string? variable, string expected, bool isBase)
    {
        using var repo = new TemporaryRepository(branch);
        repo.Commit("start", "ana", "a.txt", "1");
        repo.Git.Branches.Add("release", "HEAD");
        using var history = variable is null ? repo.Open() : repo.Open("", (variable, variable.StartsWith('S') ? "refs/heads/release" : "release"));

        Assert.Equal((expected, isBase), (history.Default!.Name, history.Default.IsBase));
    }

    [Fact]
    public void Where_the_remote_points_wins_over_local_branches()
    {
        var first = _repo.Commit("start", "ana", "a.txt", "1");
        _repo.Commit("not pushed", "ana", "a.txt", "2");
        _repo.Git.Refs.Add("refs/remotes/origin/develop", new LibGit2Sharp.ObjectId(first));
        _repo.Git.Refs.Add("refs/remotes/origin/HEAD", "refs/remotes/origin/develop", allowOverwrite: true);
        using var history = _repo.Open();

        Assert.Equal("develop", history.Default!.Name);
        Assert.False(history.IsOnDefault("a.txt"));
    }

    [Fact]
    public void A_base_that_was_not_fetched_leaves_nothing_merged()
    {
        _repo.Commit("start", "ana", "a.txt", "1");
        using var history = _repo.Open("", ("GITHUB_BASE_REF", "gone"));

        Assert.Null(history.Default);
        Assert.False(history.IsOnDefault("a.txt"));
    }

    [Fact]
    public void A_detached_head_and_a_second_worktree_are_read()
    {
        var first = _repo.Commit("start", "ana", "a.txt", "1");
        _repo.Commit("more", "ana", "a.txt", "2");
        var beside = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        _repo.Git.Worktrees.Add("side", beside, isLocked: false);
        _repo.Checkout(first);
        using var detached = _repo.Open();
        using var side = GitHistory.Open(beside, _ => null).History!;

        Assert.Equal(first, detached.Head!.Id);
        Assert.Equal("main", detached.Default!.Name);
        Assert.False(detached.IsOnDefault("a.txt"));
        Assert.True(side.IsOnDefault("a.txt"));
        Assert.Equal(2, side.Touching("a.txt").Count);
        Directory.Delete(beside, true);
    }

    [Fact]
    public void In_a_shallow_clone_the_edge_is_named_and_nothing_behind_it_is_asked_for()
    {
        _repo.Commit("start", "ana", "a.txt", "1");
        var edge = _repo.Commit("edge", "ana", "b.txt", "1");
        _repo.Commit("top", "ana", "c.txt", "1");
        File.WriteAllText(Path.Combine(_repo.Folder, ".git/shallow"), edge + "\n");
        using var history = _repo.Open();

        Assert.True(history.IsShallow);
        Assert.True(history.BroughtToDefault("a.txt")!.IsEdge);
        Assert.True(history.BroughtToDefault("b.txt")!.IsEdge);
        Assert.False(history.BroughtToDefault("c.txt")!.IsEdge);
        Assert.Equal(2, history.Commits().Count);
    }

    [Fact]
    public void Large_files_are_found_although_they_were_deleted()
    {
        var big = _repo.Commit("big", "ana", "data/rows.csv", new string('x', 3000));
        File.Delete(Path.Combine(_repo.Folder, "data/rows.csv"));
        _repo.Commit("gone", "ana", "a.txt", "1");
        using var history = _repo.Open();

        var found = Assert.Single(history.LargerThan(2999, TestContext.Current.CancellationToken));

        Assert.Equal(("data/rows.csv", 3000, big), (found.Path, found.Bytes, found.By.Id));
        Assert.Empty(history.LargerThan(3000, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("title\n\nText: with a colon here and\nmore text.\n", 0)]
    [InlineData("Reviewed-by: Ana <ana@example.com>", 0)]                                                     // a title is no trailer
    [InlineData("title\n\nbody\n\nReviewed-by: Ana <ana@example.com>\nRefs: 12\n", 2)]
    [InlineData("title\r\n\r\nbody\r\n\r\nReviewed-by: Ana <ana@example.com>\r\n\r\nCo-authored-by: Ben <ben@example.com>\r\n", 2)] // a forge adds a paragraph
    public void Trailers_stand_at_the_end_of_a_message(string message, int expected) => Assert.Equal(expected, Trailer.Of(message).Count);
}
