using System.Net.Sockets;
using System.Text;

using Airworthy.Serving.Routing;

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
