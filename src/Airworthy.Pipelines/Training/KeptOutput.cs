using System.Buffers;
using System.Globalization;
using System.Text;

namespace Airworthy.Pipelines.Training;

/// <summary>What a command printed, kept within bounds: the beginning and the end, with a line between them that says how much is missing.</summary>
public sealed class KeptOutput
{
    /// <summary>Bytes of the beginning, and of the end.</summary>
    private const int Most = 2_000_000;

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _first = new();
    private readonly Queue<byte[]> _last = new();
    private long _lastBytes;
    private long _dropped;

    public void Take(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            var room = Math.Min(bytes.Length, Most - _first.WrittenCount);
            _first.Write(bytes[..room]);
            if (room == bytes.Length)
            {
                return;
            }

            _last.Enqueue(bytes[room..].ToArray());
            _lastBytes += bytes.Length - room;
            while (_lastBytes - _last.Peek().Length > Most)
            {
                var gone = _last.Dequeue().Length;
                (_lastBytes, _dropped) = (_lastBytes - gone, _dropped + gone);
            }
        }
    }

    /// <summary>All that is kept.</summary>
    public byte[] Bytes()
    {
        lock (_lock)
        {
            using var all = new MemoryStream();
            all.Write(_first.WrittenSpan);
            if (_dropped > 0)
            {
                all.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n[… {_dropped:N0} bytes are not kept …]\n")));
            }

            foreach (var piece in _last)
            {
                all.Write(piece);
            }

            return all.ToArray();
        }
    }
}
