using System.Diagnostics;

using Airworthy.Core.Reading;

namespace Airworthy.Cli.Tests;

/// <summary>The workflow that <c>ci install</c> writes can run: the tool is packed, installed from the folder that the workflow names, and its own command lines are run.</summary>
[Trait("Category", "slow")]
public sealed class CiToolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-ci-").FullName;

    [Fact]
    public async Task The_written_workflow_runs_in_a_fresh_clone_with_the_packed_tool()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("AIRWORTHY_LONG") is null, "Packing takes a minute: ./test --long does it.");
        Assert.SkipUnless(OperatingSystem.IsLinux() && System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64, "The package of linux-x64 is tried.");

        // A project under version control, as a team would push it: the sample, its history, the workflow; and the package in a folder of the runner.
        var (origin, project, clone, tools) = (Path.Combine(_folder, "origin.git"), Path.Combine(_folder, "project"), Path.Combine(_folder, "clone"), Path.Combine(_folder, "tools"));
        await SampleProject.CopyAsync(project, TestContext.Current.CancellationToken);
        await ShellAsync(AirworthyProcess.Repository, $"dotnet pack src/Airworthy.Cli --nologo -v quiet -p:RunAnalyzers=false -p:PublishReadyToRun=false -p:ToolPackageRuntimeIdentifiers=linux-x64 -p:ArtifactsPath={_folder}/artifacts -o {tools}");
        Assert.InRange(Directory.GetFiles(tools, "airworthy*.nupkg").Sum(f => new FileInfo(f).Length), 1_000_000, 80_000_000);

        var install = await AirworthyProcess.RunAsync(project, "ci", "install", "github", "--tool-source", tools, "--gate", "P1");
        Assert.Equal(("", 0), (install.Errors, install.ExitCode));
        await ShellAsync(project, $"git init -q --bare {origin} && git add -A && git -c user.name=ana -c user.email=ana@example.com commit -q -m 'CI' && git push -q {origin} HEAD:main && git clone -q -b main {origin} {clone}");

        var workflow = YamlText.Read(File.ReadAllText(Path.Combine(clone, ".github/workflows/airworthy.yml")), "airworthy.yml", new List<Problem>())!;
        var steps = ((Yaml.List)workflow.Find("jobs.check.steps")!).Items.OfType<Yaml.Map>().ToList();
        var ran = new List<string>();
        foreach (var step in steps.Where(s => s["run"] is not null && (s["if"] as Yaml.Scalar)?.Text != "github.event_name == 'pull_request'"))
        {
            // What GitHub does between steps: the path that a step adds is there in the next.
            var name = ((Yaml.Scalar)step["name"]!).Text;
            var output = await ShellAsync(clone, $"export PATH=\"$HOME/.dotnet/tools:$PATH\"\n{((Yaml.Scalar)step["run"]!).Text}", isAnswer: name.StartsWith("Gate", StringComparison.Ordinal) || name.StartsWith("Check", StringComparison.Ordinal));
            ran.Add(name);
            if (name == "Check everything")
            {
                Assert.Contains("flight-delay", File.ReadAllText(Path.Combine(clone, "airworthy.md")), StringComparison.Ordinal);
            }

            Assert.DoesNotContain("not an option", output, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(["Install", "Fetch records", "Check everything", "Gate P1", "Show the report", "Push records"], ran);
        Assert.Contains("<testsuites", File.ReadAllText(Path.Combine(clone, "airworthy.junit.xml")), StringComparison.Ordinal);
        Assert.Contains("refs/airworthy/records", await ShellAsync(clone, $"git ls-remote {origin}"), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs lines as GitHub's runner does, with the variables that it sets and a home of its own.</summary>
    /// <param name="isAnswer">Whether 1 and 2 are answers and no faults.</param>
    private async Task<string> ShellAsync(string folder, string lines, bool isAnswer = false)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-c", lines]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        if (folder.StartsWith(_folder, StringComparison.Ordinal))
        {
            var home = Directory.CreateDirectory(Path.Combine(_folder, "home")).FullName;
            foreach (var (name, value) in (IEnumerable<(string, string)>)[("HOME", home), ("DOTNET_CLI_HOME", home), ("GITHUB_PATH", Path.Combine(home, "path")), ("GITHUB_STEP_SUMMARY", Path.Combine(home, "summary")),
                ("GITHUB_ACTIONS", "true"), ("CI", "true"), ("GITHUB_RUN_ID", "17"), ("GITHUB_REPOSITORY", "acme/flights"), ("GITHUB_SERVER_URL", "https://github.example"), ("FROM_FORK", "false"),
                ("GIT_AUTHOR_NAME", "ci"), ("GIT_AUTHOR_EMAIL", "ci@example.com"), ("GIT_COMMITTER_NAME", "ci"), ("GIT_COMMITTER_EMAIL", "ci@example.com")])
            {
                start.Environment[name] = value;
            }
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0 || (isAnswer && process.ExitCode is 1 or 2), $"{lines}\nended with {process.ExitCode}\n{output}\n{await errors}");
        return output;
    }
}
