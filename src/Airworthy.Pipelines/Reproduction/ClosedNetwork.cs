using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;

namespace Airworthy.Pipelines.Reproduction;

/// <summary>
/// A network of its own for a command, out of which nothing leads but one server on this machine: a name space of the Linux kernel that holds a loopback and nothing
/// else. A second process of this program waits inside, and what is sent to the server's port there goes through a socket in the file system to the server outside.
/// </summary>
/// <remarks>Source: network_namespaces(7), user_namespaces(7).</remarks>
public sealed class ClosedNetwork : IAsyncDisposable
{
    /// <summary>The command of this program that waits inside.</summary>
    public const string Inside = "inside-closed-network";

    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-net-").FullName;
    private readonly CancellationTokenSource _ended = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly IReadOnlyList<string> _self;
    private readonly Uri _server;
    private readonly Task _serving;

    /// <param name="server">Of this machine's loopback.</param>
    /// <param name="self">The words that start this program.</param>
    public ClosedNetwork(Uri server, IReadOnlyList<string> self)
    {
        (_server, _self) = (server, self);
        _listener.Bind(new UnixDomainSocketEndPoint(Door));
        _listener.Listen(64);
        _serving = ServeAsync();
    }

    private string Door => Path.Combine(_folder, "door");

    /// <summary>Why a command cannot be given a network of its own on this machine; null when it can.</summary>
    public static async Task<string?> WhyNotAsync(CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "only on Linux can a command be given a network of its own";
        }

        try
        {
            using var tried = Process.Start(new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--net", "true"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var says = await tried.StandardError.ReadToEndAsync(cancel);
            await tried.WaitForExitAsync(cancel);
            return tried.ExitCode == 0 ? null : $"this machine lets nobody make a network of their own{(says.Length > 0 ? $" ({says.Split('\n')[0].Trim()})" : "")}";
        }
        catch (Win32Exception)
        {
            return "the program unshare (of util-linux) is not there";
        }
    }

    /// <summary>The words that run a command inside.</summary>
    public IReadOnlyList<string> Around(IReadOnlyList<string> command) =>
        ["unshare", "--user", "--map-root-user", "--net", .. _self, Inside, Door, $"{_server.Port}", "--", .. command];

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var asked = await _listener.AcceptAsync(_ended.Token);
                _ = Relay.AsyncOf(asked, async stop =>
                {
                    var answering = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    await answering.ConnectAsync(_server.Host, _server.Port, stop);
                    return answering;
                }, _ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _serving;
        _listener.Dispose();
        _ended.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
