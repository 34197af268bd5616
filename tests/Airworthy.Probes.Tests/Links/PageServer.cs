using System.Net;
using System.Net.Sockets;

namespace Airworthy.Probes.Tests.Links;

/// <summary>A real HTTP server on loopback: <c>/404</c> answers 404, <c>/to?URL</c> leads there, <c>/slow</c> never answers.</summary>
internal sealed class PageServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public PageServer()
    {
        using (var socket = new TcpListener(IPAddress.Loopback, 0))
        {
            socket.Start();
            Host = $"127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add($"http://{Host}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Host { get; }

    public List<string> Asked { get; } = [];

    public string At(string path) => $"http://{Host}/{path}";

    public void Dispose()
    {
        // Not stopped before: closing a stopped one binds its port once more, which another may have by then.
        _listener.Close();
        _serving.Wait(TimeSpan.FromSeconds(5));
    }

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

            var path = context.Request.Url!.AbsolutePath[1..];
            lock (Asked)
            {
                Asked.Add(path);
            }

            if (path == "slow")
            {
                continue;
            }

            context.Response.StatusCode = path == "to" ? 302 : int.TryParse(path, out var status) ? status : 200;
            if (path == "to")
            {
                context.Response.RedirectLocation = Uri.UnescapeDataString(context.Request.Url.Query[1..]);
            }

            context.Response.Close();
        }
    }
}
