using System.Buffers;

namespace Airworthy.Serving.PredictionLog;

/// <summary>Entries that wait to be written together, as frames already, so that nothing of a request is kept alive. Not for several threads at once.</summary>
internal sealed class WaitingEntries
{
    /// <summary>Bytes that wait, at most.</summary>
    private const int MostBytes = 64 << 20;

    /// <summary>Of more room than that, none is kept for the next ones.</summary>
    private const int UsualBytes = 4 << 20;

    private readonly ArrayBufferWriter<byte> _frames = new();

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Frames => _frames.WrittenSpan;

    /// <summary>Who waits until these are written.</summary>
    public List<TaskCompletionSource> Marks { get; } = [];

    /// <summary>Whether the segment is closed behind them.</summary>
    public bool Closes { get; set; }

    public bool IsUsual => _frames.Capacity <= UsualBytes;

    /// <summary>Takes an entry in; false when too much waits.</summary>
    /// <param name="most">Entries that may wait.</param>
    public bool TryAdd(ReadOnlySpan<byte> content, int most)
    {
        if (Count >= most || _frames.WrittenCount + content.Length > MostBytes || !PredictionLog.Frames.TryAppend(_frames, content))
        {
            return false;
        }

        Count++;
        return true;
    }

    public void Clear()
    {
        _frames.ResetWrittenCount();
        Marks.Clear();
        (Count, Closes) = (0, false);
    }
}
