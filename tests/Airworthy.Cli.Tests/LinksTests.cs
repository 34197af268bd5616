using System.Net;
using System.Net.Sockets;

namespace Airworthy.Cli.Tests;

/// <summary>A statement names a page; the page goes away.</summary>
public sealed class LinksTests
{
    [Fact]
    public async Task A_page_that_is_gone_is_amber_is_remembered_and_after_30_days_the_statement_is_stale()
    {
        using var pages = new HttpListener();
        var host = $"127.0.0.1:{FreePort()}";
        pages.Prefixes.Add($"http://{host}/");
        pages.Start();
        var asked = 0;
        _ = Task.Run(async () =>
        {
            while (true)
            {
                var context = await pages.GetContextAsync();
                Interlocked.Increment(ref asked);
                context.Response.StatusCode = 404;
                context.Response.Close();
            }
        }, TestContext.Current.CancellationToken);
        using var project = new ScratchProject();
        project.Replace("airworthy.yaml", "policy: standard", "policy: light"); // nobody else has to sign
        await project.RunAsync("attest", "error-costs", "--says", ScratchProject.Words, "--link", $"desk log=http://{host}/desk-log");
        project.Commit("Statement");

        await CheckAsync(project, "off");
        await CheckAsync(project, host, "--fast");
        await CheckAsync(project, "");
        Assert.Equal(0, asked); // switched off, left out, and not allowed

        Directory.Delete(Path.Combine(project.Root, ".airworthy", "store"), recursive: true);
        await CheckAsync(project, host);
        await CheckAsync(project, host);
        Assert.Equal(1, asked);

        var now = await project.RunAsync("status", "--all");
        Assert.Contains($"http://{host}/desk-log has been gone since", Flat(now.Output), StringComparison.Ordinal);
        var later = await project.RunAsync("report", "--all", "--now", DateTimeOffset.UtcNow.AddDays(32).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains("after 30 days it no longer counts", Flat(later.Output), StringComparison.Ordinal);
        Assert.Contains("~ error-costs: stale", later.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await project.RunAsync("records", "verify")).ExitCode);
    }

    private static async Task CheckAsync(ScratchProject project, string links, params string[] options)
    {
        var run = await AirworthyProcess.RunAsync(project.Root, [("AIRWORTHY_LINKS", links)], ["check", .. options]);
        Assert.True(run.ExitCode < 2, run.Errors);
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
