using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Airworthy.Serving.Stopping;

/// <summary>Lets a listening socket begin no more connections while those that have begun are still taken: closing it would reset each one that waits to be accepted.</summary>
/// <remarks>
/// A filter on the socket drops packets that begin a connection (<c>SYN</c>); their senders try again in a second, when the socket is closed and refuses them, or is another
/// process's. Source: socket(7), SO_ATTACH_FILTER, and linux/filter.h: a filter of a TCP socket reads from the TCP header on, whose flags are byte 13.
/// </remarks>
internal static class NewCallers
{
    private const int SolSocket = 1, AttachFilter = 26;

    private const int Instruction = 8;

    /// <summary>Each is 16 bits of code, 8 bits of where to go on yes and no, 32 bits of operand.</summary>
    private static readonly (ushort Code, byte Yes, byte No, uint Operand)[] s_program =
    [
        (0x30, 0, 0, 13), // load byte 13
        (0x45, 0, 1, 0x02), // is SYN set?
        (0x06, 0, 0, 0), // yes: drop
        (0x06, 0, 0, uint.MaxValue), // no: keep
    ];

    /// <returns>False: the system cannot, and new connections go on coming.</returns>
    public static bool TryStop(Socket listening)
    {
        if (!OperatingSystem.IsLinux() || listening.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
        {
            return false;
        }

        var program = Marshal.AllocHGlobal(s_program.Length * Instruction);
        try
        {
            for (var i = 0; i < s_program.Length; i++)
            {
                var (code, yes, no, operand) = s_program[i];
                var at = program + (i * Instruction);
                Marshal.WriteInt16(at, (short)code);
                Marshal.WriteByte(at + 2, yes);
                Marshal.WriteByte(at + 3, no);
                Marshal.WriteInt32(at + 4, unchecked((int)operand));
            }

            Span<byte> described = stackalloc byte[2 * nint.Size]; // the length, padded to the size of the address behind it
            described.Clear();
            MemoryMarshal.Write(described, (ushort)s_program.Length);
            MemoryMarshal.Write(described[nint.Size..], program);
            listening.SetRawSocketOption(SolSocket, AttachFilter, described);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        finally
        {
            Marshal.FreeHGlobal(program);
        }
    }
}
