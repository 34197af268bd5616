using System.Diagnostics;

namespace Airworthy.Tests.Shared;

/// <summary>Programs of the npm registry that tests talk to, because others wrote them. Kept in the user's cache from one run to the next.</summary>
public static class NpmPackage
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);
    private static readonly SemaphoreSlim s_one = new(1, 1);

    /// <param name="package">With its version: <c>s3rver@3.7.1</c>.</param>
    /// <returns>The folder whose <c>node_modules</c> has it: whole, or the test fails.</returns>
    public static async Task<string> FolderAsync(string package)
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var folder = Path.Combine(cache, "airworthy-tests", package);
        await s_one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!Directory.Exists(folder))
            {
                Assert.True(IsThere("npm") && IsThere("node"), $"npm is not installed, which brings {package} for these tests: on Debian or Ubuntu 'sudo apt-get install npm', or run ./test, which does so.");
                var beside = $"{folder}.{Environment.ProcessId}";
                Directory.CreateDirectory(beside);
                await InstallAsync(package, beside);
                if (!Directory.Exists(folder))
                {
                    Directory.Move(beside, folder);
                }
            }
        }
        finally
        {
            s_one.Release();
        }

        return folder;
    }

    private static async Task InstallAsync(string package, string folder)
    {
        using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", package]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = npm.StandardOutput.ReadToEndAsync();
        var errors = npm.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(s_longest);
        try
        {
            await npm.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            Assert.Fail($"npm did not bring {package} within {s_longest.TotalMinutes} minutes.");
        }

        Assert.True(npm.ExitCode == 0, $"npm could not bring {package}: {await output}\n{await errors}");
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, program)) || File.Exists(Path.Combine(f, program + ".cmd")));
}
