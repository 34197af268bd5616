using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

using Airworthy.Serving.Protocols;
using Airworthy.Serving.Routing;

using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Airworthy.Serving.Tests.Routing;

/// <summary>What happens to callers who come while a gateway stops.</summary>
public sealed class StoppingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_was_let_in_is_answered_though_nobody_is_let_in_any_more()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("late", "constant:0.2");
        host.Things.GetRequiredService<Gateway>().IsStopping = true;
        using var first = await ConnectAsync(host);
        using (var second = await ConnectAsync(host))
        {
            var answer = await AskAsync(second); // connections are let in in their order: the first one is in
            Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
            Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        }

        var stopping = host.Things.GetRequiredService<IHost>().StopAsync(Cancel);
        for (var isOpen = true; isOpen;)
        {
            try
            {
                (await ConnectAsync(host)).Dispose();
            }
            catch (SocketException)
            {
                isOpen = false;
            }
        }

        Assert.StartsWith("HTTP/1.1 200 OK", await AskAsync(first), StringComparison.Ordinal);
        await stopping;
    }

    [Fact]
    public async Task Who_waits_to_be_let_in_is_let_in_before_the_door_is_closed_and_nobody_after_them()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var listener = await host.Things.GetRequiredService<IConnectionListenerFactory>().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Cancel);
        var at = (IPEndPoint)listener.EndPoint;
        var early = new TcpClient[5];
        for (var i = 0; i < early.Length; i++)
        {
            await (early[i] = new TcpClient()).ConnectAsync(at, Cancel); // the system has let it in, and nobody here knows of it yet
        }

        var unbinding = listener.UnbindAsync(Cancel).AsTask();
        using var late = new TcpClient();
        var knocking = late.ConnectAsync(at, Cancel).AsTask();
        foreach (var client in early)
        {
            await client.GetStream().WriteAsync("?"u8.ToArray(), Cancel);
            await using var taken = (await listener.AcceptAsync(Cancel))!;
            Assert.Equal((byte)0x3F, (await taken.Transport.Input.ReadAsync(Cancel)).Buffer.ToArray().Single());
            client.Dispose();
        }

        Assert.Null(await listener.AcceptAsync(Cancel));
        await unbinding;
        Assert.False(knocking.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_request_that_outlives_its_model_is_refused()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("late", "constant:0.2");
        var gateway = host.Things.GetRequiredService<Gateway>();
        var route = gateway.RouteOf("late");
        gateway.Endpoints.Single(e => e.Name == "late").Dispose();
        var refused = await Assert.ThrowsAsync<InferenceRefusedException>(() => gateway.AnswerAsync(route, new InferRequest(null, []), "r1", Cancel).AsTask());
        Assert.Equal((503, true), (refused.Status, refused.RetryAfter is not null));
        Assert.Contains("stops", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<TcpClient> ConnectAsync(GatewayHost host)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", host.Http.BaseAddress!.Port, Cancel);
        return client;
    }

    /// <returns>All that comes until the connection ends.</returns>
    private static async Task<string> AskAsync(TcpClient client)
    {
        const string Body = """{"rows":[{"distance":1}]}""";
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /models/late/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"), Cancel);
        return await new StreamReader(stream).ReadToEndAsync(Cancel);
    }
}
