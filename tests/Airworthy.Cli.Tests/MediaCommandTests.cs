using Airworthy.Probes.Tests.Media;

using SkiaSharp;

namespace Airworthy.Cli.Tests;

/// <summary>Folders of pictures and texts through the commands, as processes of their own.</summary>
public sealed class MediaCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("airworthy-media-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Look_at_a_folder_finds_what_is_wrong_and_writes_nothing()
    {
        Pets();
        File.Copy(Path("pictures/train/round/0.jpg"), Path("pictures/test/round/again.jpg"));
        File.WriteAllBytes(Path("pictures/train/round/empty.jpg"), []);
        var before = Directory.GetFileSystemEntries(_folder.FullName);

        var run = await AirworthyProcess.RunAsync(_folder.FullName, "look", "pictures");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("✗ copies across the files: 1 of 41 test rows", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 file is empty: train/round/empty.jpg (it has no bytes)", run.Output, StringComparison.Ordinal);
        Assert.Contains("label label? guessed", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.FullName));
    }

    [Fact]
    public async Task Init_check_and_add_on_a_folder_of_pictures()
    {
        Pets();
        var init = await AirworthyProcess.RunAsync(_folder.FullName, "init", "--yes");
        var text = await File.ReadAllTextAsync(Path("airworthy.yaml"), TestContext.Current.CancellationToken);

        Assert.True(init.ExitCode == 0, init.Output + init.Errors);
        foreach (var line in (string[])["kind: image-classification", "  media: image", "  files: [pictures]", "  id: file", "  label: label", "    method: given", "    column: split"])
        {
            Assert.Contains("\n" + line, text, StringComparison.Ordinal);
        }

        var check = await AirworthyProcess.RunAsync(_folder.FullName, "check", "leakage-safe-split");
        Assert.True(check.ExitCode is 0 or 1, check.Output + check.Errors);
        Assert.DoesNotContain("crashed", check.Output, StringComparison.Ordinal);

        var add = await AirworthyProcess.RunAsync(_folder.FullName, "data", "add", "pets", "pictures");
        Assert.True(add.ExitCode == 0, add.Output + add.Errors);
        Assert.Contains("pets v0001: 120 rows", add.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_on_a_table_that_names_pictures()
    {
        Pets();
        var rows = Directory.GetFiles(Path("pictures"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select((f, i) => $"{System.IO.Path.GetRelativePath(_folder.FullName, f)},{i % 7},{i % 2}");
        await File.WriteAllLinesAsync(Path("labels.csv"), rows.Prepend("image,box,label"), TestContext.Current.CancellationToken);

        var init = await AirworthyProcess.RunAsync(_folder.FullName, "init", "--yes");
        var text = await File.ReadAllTextAsync(Path("airworthy.yaml"), TestContext.Current.CancellationToken);

        Assert.True(init.ExitCode == 0, init.Output + init.Errors);
        Assert.Contains("\n  media: {kind: image, path: image}", text, StringComparison.Ordinal);
        Assert.Contains("\n  files: [labels.csv]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_something_else_is_refused_in_words()
    {
        Directory.CreateDirectory(Path("tables"));
        await File.WriteAllTextAsync(Path("tables/a.bin"), "1", TestContext.Current.CancellationToken);

        var run = await AirworthyProcess.RunAsync(_folder.FullName, "look", "tables");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("neither images nor texts", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>80 pictures to train on and 40 to test on, in two classes.</summary>
    private void Pets()
    {
        for (var i = 0; i < 120; i++)
        {
            var square = i % 2 == 1;
            var path = Path($"pictures/{(i < 80 ? "train" : "test")}/{(square ? "square" : "round")}/{i}.jpg");
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            using var picture = Pictures.Draw(i, square, 64, 48);
            File.WriteAllBytes(path, picture.Encoded(SKEncodedImageFormat.Jpeg));
        }
    }

    private string Path(string path) => System.IO.Path.Combine(_folder.FullName, path);
}
