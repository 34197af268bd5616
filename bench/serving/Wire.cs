using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServingBench;

/// <summary>Connections that stay open and send one prepared request after the other: little of its own beside what the server does.</summary>
internal static class Wire
{
    /// <summary>Sends for so long.</summary>
    /// <returns>Answers of status 200, others, and every time in microseconds.</returns>
    public static async Task<(long Answered, long Wrong, double Seconds, List<float> Microseconds)> SendAsync(Uri to, IReadOnlyList<byte[]> requests, int connections, TimeSpan length)
    {
        var started = Stopwatch.GetTimestamp();
        var each = await Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(() => OneAsync(to, requests, c, started, length))));
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (each.Sum(e => (long)e.Times.Count), each.Sum(e => e.Wrong), took, [.. each.SelectMany(e => e.Times)]);
    }

    public static byte[] Post(Uri to, string body) => Encoding.UTF8.GetBytes($"POST {to.AbsolutePath} HTTP/1.1\r\nHost: {to.Authority}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    private static async Task<(List<float> Times, long Wrong)> OneAsync(Uri to, IReadOnlyList<byte[]> requests, int offset, long started, TimeSpan length)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, to.Port);
        var (times, wrong, answer) = (new List<float>(100_000), 0L, new byte[64 * 1024]);
        for (var i = offset; Stopwatch.GetElapsedTime(started) < length; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(requests[i % requests.Count]);
            var (have, need) = (0, int.MaxValue);
            while (have < need)
            {
                var read = await socket.ReceiveAsync(answer.AsMemory(have));
                if (read == 0)
                {
                    throw new IOException("The server closed the connection.");
                }

                have += read;
                if (need == int.MaxValue)
                {
                    need = Length(answer.AsSpan(0, have));
                }
            }

            if (answer.AsSpan(9, 3).SequenceEqual("200"u8))
            {
                times.Add((float)Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
            }
            else
            {
                wrong++;
            }
        }

        return (times, wrong);
    }

    /// <summary>Bytes of the whole answer, once its head is there.</summary>
    private static int Length(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return int.MaxValue;
        }

        var head = answer[..end];
        var at = head.IndexOf("Content-Length: "u8);
        return at < 0 || !System.Buffers.Text.Utf8Parser.TryParse(head[(at + 16)..], out int length, out _) ? throw new IOException("The answer does not say how long it is.") : end + 4 + length;
    }
}
