using System.Globalization;

namespace Airworthy.Cli.Tests.Training;

/// <summary>The sample's own training program, compiled and run as its readers are told to, in a copy of what it needs.</summary>
[Trait("Category", "slow")]
public sealed class SampleTrainingTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("airworthy-sample-").FullName;

    [Fact]
    public async Task The_trees_of_the_sample_are_better_than_its_tables_and_the_checklist_says_so()
    {
        string[] needed = ["samples/flight-delays", "src/Airworthy.Client", "src/Airworthy.Core", "src/Airworthy.Models", "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"];
        foreach (var file in ScratchProject.Shell(AirworthyProcess.Repository, "git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", .. needed]).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var to = Path.Combine(_root, file);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(Path.Combine(AirworthyProcess.Repository, file), to);
        }

        var sample = Path.Combine(_root, "samples", "flight-delays");
        var contract = Path.Combine(sample, "airworthy.yaml");
        File.WriteAllText(contract, File.ReadAllText(contract).Replace("stage: data ", "stage: model ", StringComparison.Ordinal));
        (string, string)[] home = [("MLFLOW_TRACKING_URI", "")];

        var run = await AirworthyProcess.RunAsync(sample, home, "run", "--seed", "1", "--", "dotnet", "run", "src/train.cs");
        Assert.True(run.ExitCode == 0, run.Errors + run.Output);
        var id = TrainerProject.IdIn(run.Errors);
        var compared = await AirworthyProcess.RunAsync(sample, home, "evaluate", id, "--against", "airport and hour tables");
        await AirworthyProcess.RunAsync(sample, home, "check", "baselines-in-place", "good-enough");
        var baselines = await AirworthyProcess.RunAsync(sample, home, "explain", "baselines-in-place");
        var bar = await AirworthyProcess.RunAsync(sample, home, "explain", "good-enough");

        Assert.Contains("Met: ", compared.Output, StringComparison.Ordinal);
        var logged = run.Output.Split("roc_auc ")[1].Split(',')[0];
        Assert.InRange(double.Parse(logged, CultureInfo.InvariantCulture), 0.70, 0.73);
        Assert.Contains("✓ gain", baselines.Output, StringComparison.Ordinal);
        Assert.Contains($"dev {logged[..^1]}", bar.Output, StringComparison.Ordinal); // the command and the checklist say one number
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
