using System.Net;
using System.Net.Sockets;
using System.Text;

using Airworthy.Cli.Commands.Monitor;
using Airworthy.Cli.Monitoring;
using Airworthy.Client;
using Airworthy.Core.Evaluations;
using Airworthy.Serving.Rehearsal;

namespace Airworthy.Cli.Tests.Monitoring;

/// <summary>A gateway, asked from outside.</summary>
public sealed class OutsideProbeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("airworthy-probe-test-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_right_answer_a_wrong_one_and_none_are_told_apart_and_kept()
    {
        List<OutsideProbe> seen;
        Uri address;
        await using (var gateway = await RehearsalGateway.StartAsync([new("constant:0.2", null, null, null)], TimeProvider.System, Cancel))
        {
            address = gateway.Address;
            using var client = new TrackingClient(address);
            await client.Endpoints.ReleaseAsync(RehearsalGateway.Endpoint, new NewRelease("constant:0.2"), Cancel);
            await AskAsync(address, """{"rows": [{"distance": 1}, {"distance": 2}], "predictions": [0.2, 0.20001]}""");
            await AskAsync(address, """{"rows": [{"distance": 1}]}""");
            await AskAsync(address, """{"rows": [{"distance": 1}], "predictions": [0.3]}""");
            await AskAsync(address, """{"rows": [{"distance": 1}]}""", "nowhere");
        }

        await AskAsync(address, """{"rows": [{"distance": 1}]}""");
        seen = [.. ProbeJournal.Since(_root, DateTimeOffset.UnixEpoch)];
        Assert.Equal([null, null, "row 1 is answered by 0.2, and 0.3 is right", "it answers 404"], seen.Take(4).Select(p => p.Why));
        Assert.StartsWith("it cannot be reached: ", seen[4].Why, StringComparison.Ordinal);
        Assert.Equal([true, false, false, false, false], seen.Select(p => p.Compared));
        Assert.All(seen, p => Assert.Equal(1, p.EverySeconds));
    }

    [Theory]
    [InlineData("[0.2]")]
    [InlineData("0.2")]
    [InlineData("null")]
    public async Task An_answer_that_is_no_object_counts_as_none(string body)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        await AskAsync(new Uri($"http://{listener.LocalEndpoint}/"), """{"rows": [{"distance": 1}], "predictions": [0.2]}""");
        await answering;
        Assert.Equal("it answers 0 of 1 rows", Assert.Single(ProbeJournal.Since(_root, DateTimeOffset.UnixEpoch)).Why);
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using var caller = await listener.AcceptTcpClientAsync(Cancel);
        var stream = caller.GetStream();
        await stream.ReadExactlyAsync(new byte[1], Cancel);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), Cancel);
        try
        {
            await stream.CopyToAsync(Stream.Null, Cancel);
        }
        catch (IOException)
        {
            // It has what it asked for, and is gone.
        }
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("""{"inputs": []}""", "no list `rows`")]
    [InlineData("""{"rows": [{"a": 1}], "predictions": [1, 2]}""", "not one entry for each")]
    public void A_request_that_is_none_is_named(string request, string says) =>
        Assert.Contains(says, Assert.Throws<Refusal>(() => new OutsideAsker(new Uri("http://localhost/"), "late", request, "probe.json", null, TimeSpan.FromSeconds(1))).Message, StringComparison.Ordinal);

    [Fact]
    public void One_process_asks_for_a_project()
    {
        using var first = new ProbeJournal(_root);
        Assert.Contains("one is enough", Assert.Throws<Refusal>(() => new ProbeJournal(_root)).Message, StringComparison.Ordinal);
    }

    private async Task AskAsync(Uri server, string request, string endpoint = RehearsalGateway.Endpoint)
    {
        using var asker = new OutsideAsker(server, endpoint, request, "probe.json", null, TimeSpan.FromSeconds(20));
        using var journal = new ProbeJournal(_root);
        await MonitorProbeCommand.WatchAsync(asker, journal, TimeSpan.FromSeconds(1), 1, TimeProvider.System, Cancel);
    }
}
