using Airworthy.Probes.Scan;

namespace Airworthy.Probes.Tests.Scan;

public sealed class FolderWalkTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("airworthy-walk-").FullName;

    [Fact]
    public void Installed_packages_and_git_are_not_walked()
    {
        foreach (var path in (string[])["train.py", ".git/config", "node_modules/a/b.js", "env/pyvenv.cfg", "env/lib/x.py", "renv/library/y.R", "src/bin/a.dll", ".airworthy/store/r.json", ".airworthy/people.yaml"])
        {
            Write(path, "x");
        }

        Assert.Equal([".airworthy/people.yaml", "train.py"], Walk().Files.Select(f => f.Path));
    }

    [Fact]
    public void A_link_that_leads_in_circles_ends()
    {
        Write("a/train.py", "x");
        Directory.CreateSymbolicLink(Path.Combine(_root, "a/loop"), _root);
        File.CreateSymbolicLink(Path.Combine(_root, "passwd.csv"), "/etc/passwd");

        var walk = Walk();

        Assert.Equal(["a/train.py"], walk.Files.Select(f => f.Path));
        Assert.Equal(2, walk.LeftOut);
    }

    [Theory]
    [InlineData("line\nbreak.csv"), InlineData("esc\u001b[31m.csv"), InlineData("back\\slash.csv")]
    public void A_name_that_no_contract_could_hold_is_left_out(string name)
    {
        Write("fine name é.csv", "x");
        Write(name, "x");

        var walk = Walk();

        Assert.Equal(["fine name é.csv"], walk.Files.Select(f => f.Path));
        Assert.Equal(1, walk.LeftOut);
    }

    [Fact]
    public void Too_many_files_are_cut_and_it_says_so()
    {
        for (var i = 0; i <= FolderWalk.MaxFiles; i++)
        {
            File.WriteAllBytes(Path.Combine(_root, $"{i}.txt"), []);
        }

        var walk = Walk();

        Assert.True(walk.IsCut);
        Assert.Equal(FolderWalk.MaxFiles, walk.Files.Count);
    }

    [Fact]
    public void A_broken_notebook_and_binary_code_say_nothing_and_are_counted()
    {
        Write("broken.ipynb", "{\"cells\": [");
        Write("list.ipynb", "[1, 2]");
        Write("odd.ipynb", "{\"cells\": [{\"cell_type\": \"code\", \"source\": 5}]}");
        File.WriteAllBytes(Path.Combine(_root, "binary.py"), [0xFF, 0xFE, 0x00, 0xC3, 0x28]);

        var found = ProjectScan.Look(_root, TestContext.Current.CancellationToken);

        Assert.Equal(3, found.Unread);
        Assert.Empty(found.Hints);
    }

    private FolderWalk Walk() => FolderWalk.Of(_root, TestContext.Current.CancellationToken);

    private void Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
