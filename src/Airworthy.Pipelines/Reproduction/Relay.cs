using System.Net.Sockets;

namespace Airworthy.Pipelines.Reproduction;

/// <summary>Carries bytes between two sockets, both ways, until both sides have said their last.</summary>
internal static class Relay
{
    /// <param name="from">The side that asked; closed in the end.</param>
    /// <param name="open">Opens the other side.</param>
    public static async Task AsyncOf(Socket from, Func<CancellationToken, Task<Socket>> open, CancellationToken cancel)
    {
        using var asked = from;
        try
        {
            using var answering = await open(cancel);
            await Task.WhenAll(CarryAsync(asked, answering, cancel), CarryAsync(answering, asked, cancel));
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has gone; the other sees its connection closed, as without a relay.
        }
    }

    private static async Task CarryAsync(Socket from, Socket to, CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = await from.ReceiveAsync(buffer, SocketFlags.None, cancel)) > 0;)
        {
            for (var sent = 0; sent < read;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), SocketFlags.None, cancel);
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
