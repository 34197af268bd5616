using System.Net.Sockets;
using System.Text;

namespace Airworthy.Tracking.Tests.Artifacts;

/// <summary>Requests that no well-behaved client would send: byte for byte on a socket.</summary>
internal static class Wires
{
    /// <summary>Sends a request line and headers as they stand, and reads the answer to its end.</summary>
    /// <param name="target">The request's target, unchanged: <c>/a/%2e%2e/b</c>.</param>
    public static async Task<Reply> SendRawAsync(this Server server, string method, string target, string body = "")
    {
        using var client = await ConnectAsync(server);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        var head = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var text = answer[(head + 4)..];
        if (answer[..head].Contains("chunked", StringComparison.OrdinalIgnoreCase))
        {
            text = text.Split("\r\n") is [_, var chunk, ..] ? chunk : "";
        }

        return new Reply(int.Parse(answer.AsSpan(9, 3), null), text, null);
    }

    public static async Task<TcpClient> ConnectAsync(Server server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port);
        return client;
    }

    public static async Task<(int Status, byte[] Body, HttpResponseMessage Response)> FetchAsync(this Server server, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), response);
    }
}
