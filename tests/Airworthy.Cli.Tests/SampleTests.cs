namespace Airworthy.Cli.Tests;

public sealed class SampleTests
{
    [Fact]
    public async Task A_folder_without_a_contract_is_refused_with_the_next_step()
    {
        var folder = Directory.CreateTempSubdirectory("airworthy-");
        var run = await AirworthyProcess.RunAsync(null, "check", folder.FullName);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("airworthy init", run.Errors, StringComparison.Ordinal);
    }
}
