using Airworthy.Core.Observations;
using Airworthy.Probes.Repository;
using Airworthy.Probes.Tests.Data;

namespace Airworthy.Probes.Tests.Repository;

public sealed class FileReadersProbeTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task A_file_is_open_when_it_and_every_folder_above_let_others_in()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no modes here.");
        await using var project = SmallProject.With("data: {files: data/*.csv}\n", ("data/a.csv", "x\n1\n"), ("data/b.csv", "x\n1\n"), (".airworthy/store/objects/ab", "x"));
        Set(project, "data/a.csv", Private | UnixFileMode.OtherRead);
        Set(project, "data/b.csv", Private | UnixFileMode.GroupRead);
        Set(project, ".airworthy/store/objects/ab", Private | UnixFileMode.OtherRead);
        Set(project, "data", Private | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        Set(project, ".airworthy/store/objects", Private | UnixFileMode.UserExecute);

        var closed = await project.SeeAsync(new FileReadersProbe());
        Set(project, "", Private | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        var open = await project.SeeAsync(new FileReadersProbe());

        Assert.Equal((3, 0, 1), (closed.Files, closed.ByEverybody, closed.ByGroup));
        Assert.Equal((3, 1, 1), (open.Files, open.ByEverybody, open.ByGroup));
        Assert.Equal(["data/a.csv"], open.Examples);
    }

    [Fact]
    public async Task Without_files_nothing_is_known()
    {
        await using var project = SmallProject.With("data: {files: data/*.csv}\n");

        Assert.Contains("No file of the data", await project.WhyNotAsync<FileReaders>(new FileReadersProbe()), StringComparison.Ordinal);
    }

    private static void Set(SmallProject project, string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(project.Folder, path), mode);
        }
    }
}
