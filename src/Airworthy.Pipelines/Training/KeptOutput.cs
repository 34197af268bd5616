namespace Airworthy.Pipelines.Training;

/// <summary>What a command prints: passed on as it comes, and kept, of very much the beginning and the end.</summary>
/// <param name="most">Bytes that are kept: a quarter of the beginning, the others of the end.</param>
public sealed class KeptOutput(int most = KeptOutput.Usual)
{
    public const int Usual = 8 * 1024 * 1024;

    private readonly List<byte[]> _head = [];
    private readonly Queue<byte[]> _tail = new();
    private readonly Lock _one = new();
    private long _headBytes, _tailBytes;

    /// <summary>Bytes that were printed.</summary>
    public long Bytes { get; private set; }

    /// <summary>Reads a stream to its end, writes all of it to another one and keeps it here. Several may do so at a time; then pieces stand as they came.</summary>
    public async Task PassOnAsync(Stream from, Stream to, CancellationToken cancel)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, cancel)) > 0)
        {
            var piece = buffer[..read];
            await to.WriteAsync(piece, cancel);
            await to.FlushAsync(cancel);
            lock (_one)
            {
                Keep(piece);
            }
        }
    }

    /// <summary>What was kept, with a line that says how much is left out.</summary>
    public byte[] ToArray()
    {
        lock (_one)
        {
            var left = Bytes - _headBytes - _tailBytes;
            byte[] mark = left == 0 ? [] : System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant($"\n[… {left:N0} bytes are left out …]\n"));
            return [.. _head.SelectMany(p => p), .. mark, .. _tail.SelectMany(p => p)];
        }
    }

    private void Keep(byte[] piece)
    {
        Bytes += piece.Length;
        var fits = (int)Math.Min(piece.Length, Math.Max(0, (most / 4) - _headBytes));
        if (fits > 0)
        {
            _head.Add(piece[..fits]);
            _headBytes += fits;
        }

        if (fits < piece.Length)
        {
            _tail.Enqueue(piece[fits..]);
            _tailBytes += piece.Length - fits;
        }

        while (_tailBytes > most - (most / 4) && _tail.TryDequeue(out var oldest))
        {
            _tailBytes -= oldest.Length;
        }
    }
}
