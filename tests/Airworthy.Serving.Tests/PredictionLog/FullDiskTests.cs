using System.Diagnostics;

using Airworthy.Serving.PredictionLog;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Tests.PredictionLog;

/// <summary>A disk of 256 KB that the log fills.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task Requests_are_answered_when_the_log_has_no_room_and_what_is_lost_is_counted()
    {
        var cancel = TestContext.Current.CancellationToken;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "A small disk is mounted, which needs root on Linux.");
        var disk = Directory.CreateTempSubdirectory("airworthy-small-disk-").FullName;
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk) == 0, "A file system cannot be mounted here.");
        try
        {
            await using (var host = await GatewayHost.StartAsync(log: Path.Combine(disk, "predictions")))
            {
                await host.ReleaseAsync("usual", "constant:0.2");
                var requests = host.Things.GetRequiredService<RequestLog>();
                var rows = string.Join(',', Enumerable.Repeat("""{"a":1}""", 500));
                var answered = 0;
                for (; answered < 400 && requests.Counts!.Lost == 0; answered++)
                {
                    var (status, answer) = await host.PostAsync("/models/usual/predict", $$"""{"rows":[{{rows}}]}""");
                    Assert.True(status == 200, answer);
                }

                Assert.True(requests.Counts!.Lost > 0, $"{answered} requests did not fill the disk.");
                for (var more = 0; more < 10; more++)
                {
                    Assert.Equal(200, (await host.PostAsync("/models/usual/predict", """{"rows":[{"a":1}]}""")).Status);
                }

                await host.LookAsync();
                Assert.Equal(200, (int)(await host.Http.GetAsync("/v2/health/ready", cancel)).StatusCode);
                Assert.Contains("airworthy_log_lost_total ", await host.Http.GetStringAsync("/metrics", cancel), StringComparison.Ordinal);
            }
        }
        finally
        {
            await RunAsync("umount", disk);
            Directory.Delete(disk, recursive: true);
        }
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
