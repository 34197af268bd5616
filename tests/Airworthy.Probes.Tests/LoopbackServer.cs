using System.Net;
using System.Net.Sockets;

namespace Airworthy.Probes.Tests;

/// <summary>A real HTTP server on a free port of loopback, which takes one request after the other.</summary>
internal abstract class LoopbackServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    protected LoopbackServer()
    {
        using (var socket = new TcpListener(IPAddress.Loopback, 0))
        {
            socket.Start();
            Host = $"127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add(Address);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Name and port.</summary>
    public string Host { get; }

    /// <summary>The address of its root, with a slash at the end.</summary>
    public string Address => $"http://{Host}/";

    public void Dispose()
    {
        // Not stopped before: closing a stopped one binds its port once more, which another may have by then.
        _listener.Close();
        _serving.Wait(TimeSpan.FromSeconds(5));
    }

    /// <summary>Answers one request; whoever leaves the response open never answers.</summary>
    protected abstract Task AnswerAsync(HttpListenerRequest request, HttpListenerResponse response);

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            await AnswerAsync(context.Request, context.Response);
        }
    }
}
