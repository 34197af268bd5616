using System.Buffers;
using System.Text.Json;

namespace Airworthy.Serving.Protocols;

/// <summary>An answer in the making: a writer and the memory behind it, kept by each thread for the next answer.</summary>
/// <remarks>Between taking it and giving it back nothing may be awaited.</remarks>
internal sealed class JsonBuffer
{
    /// <summary>Bytes; what an answer needs beyond that is not kept.</summary>
    private const int Kept = 64 * 1024;

    [ThreadStatic]
    private static JsonBuffer? t_own;

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    private JsonBuffer() => Writer = new Utf8JsonWriter(_bytes);

    public Utf8JsonWriter Writer { get; }

    /// <summary>What was written, after flushing the writer.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public static JsonBuffer Take()
    {
        var own = t_own ?? new JsonBuffer();
        t_own = null;
        return own;
    }

    /// <summary>Keeps it for this thread's next answer.</summary>
    public void GiveBack()
    {
        if (_bytes.Capacity <= Kept)
        {
            _bytes.ResetWrittenCount();
            Writer.Reset();
            t_own = this;
        }
    }
}
