using System.Diagnostics;

using Airworthy.Core.Statements;
using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Tests.Repository;

public sealed class SampleGradesTests
{
    [Fact]
    public async Task In_the_sample_with_its_own_history_somebody_else_reviewed_every_statement()
    {
        var copy = Path.Combine(Directory.CreateTempSubdirectory("airworthy-sample-").FullName, "flights");
        var sample = Path.Combine(Up(AppContext.BaseDirectory), "samples/flight-delays");
        foreach (var file in Directory.EnumerateFiles(sample, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(sample, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        using (var made = Process.Start("bash", [Path.Combine(sample, "history.sh"), copy]))
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, made.ExitCode);
        }

        using var history = GitHistory.Open(copy, _ => null).History!;
        var files = ProjectFolder.Read(copy, history);

        Assert.NotEmpty(files.Statements);
        Assert.All(files.Statements.Values, s => Assert.Equal(Grade.Reviewed, s.Grade));
        Assert.All(files.Statements.Values, s => Assert.NotEqual(s.Statement.By, s.Reviewer));
        Assert.Equal("dan.moore", files.Statements["business-goal"].Reviewer);
    }

    private static string Up(string folder) =>
        File.Exists(Path.Combine(folder, "Airworthy.slnx")) ? folder : Up(Path.GetDirectoryName(folder.TrimEnd('/'))!);
}
