using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Airworthy.Pipelines.Reproduction;

/// <summary>The side of a <see cref="ClosedNetwork"/> that is inside: it wakes the loopback, answers on the server's port, and runs the command.</summary>
public static partial class InsideNetwork
{
    private const int Interrupt = 2;

    /// <summary>How long a command may take to clean up after a stop.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Runs a command and ends as it does.</summary>
    /// <param name="door">The socket in the file system behind which the server is.</param>
    /// <param name="port">The port on which the command looks for it.</param>
    /// <returns>The command's exit code; 127 when there is no such program.</returns>
    /// <exception cref="Win32Exception">The loopback cannot be woken: this process is in no network of its own.</exception>
    public static async Task<int> RunAsync(string door, int port, IReadOnlyList<string> command, CancellationToken cancel)
    {
        WakeLoopback();
        using var ended = new CancellationTokenSource();
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        var serving = ServeAsync(listener, door, ended.Token);
        var exit = await ChildAsync(command, cancel);
        await ended.CancelAsync();
        await serving;
        return exit;
    }

    private static async Task<int> ChildAsync(IReadOnlyList<string> command, CancellationToken cancel)
    {
        using var child = new Process { StartInfo = new ProcessStartInfo(command[0], command.Skip(1)) };
        try
        {
            child.Start();
        }
        catch (Win32Exception e)
        {
            await Console.Error.WriteLineAsync($"{command[0]} cannot be started: {e.Message}");
            return 127;
        }

        try
        {
            await child.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            _ = Kill(child.Id, Interrupt);
            using var patience = new CancellationTokenSource(s_patience);
            try
            {
                await child.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                child.Kill(entireProcessTree: true);
                await child.WaitForExitAsync(CancellationToken.None);
            }
        }

        return child.ExitCode;
    }

    private static async Task ServeAsync(TcpListener listener, string door, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var asked = await listener.AcceptSocketAsync(cancel);
                _ = Relay.AsyncOf(asked, async stop =>
                {
                    var outside = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await outside.ConnectAsync(new UnixDomainSocketEndPoint(door), stop);
                    return outside;
                }, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // The command has ended.
        }
    }

    /// <summary>A new network holds a loopback that is asleep.</summary>
    /// <remarks>Source: netdevice(7), SIOCGIFFLAGS and SIOCSIFFLAGS on a struct ifreq.</remarks>
    private static void WakeLoopback()
    {
        const int Internet = 2, Datagram = 2, FlagsAt = 16, RequestBytes = 40;
        const nuint GetFlags = 0x8913, SetFlags = 0x8914;
        const short Up = 0x1;
        Span<byte> request = stackalloc byte[RequestBytes];
        request.Clear();
        Encoding.ASCII.GetBytes("lo", request);
        var socket = OpenSocket(Internet, Datagram, 0);
        try
        {
            if (socket < 0 || Ask(socket, GetFlags, ref MemoryMarshal.GetReference(request)) != 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }

            ref var flags = ref MemoryMarshal.Cast<byte, short>(request[FlagsAt..])[0];
            flags |= Up;
            if (Ask(socket, SetFlags, ref MemoryMarshal.GetReference(request)) != 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }
        }
        finally
        {
            _ = Close(socket);
        }
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenSocket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ask(int file, nuint request, ref byte argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
