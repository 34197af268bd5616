using System.Buffers;
using System.Diagnostics;
using System.Threading.Channels;

namespace Airworthy.Serving.PredictionLog;

/// <summary>Takes entries from the live path without ever waiting, and writes them in groups behind it.</summary>
/// <remarks>
/// An entry waits for the window, then all that have come are written together and made durable once: a disk that takes milliseconds for that would else
/// set the pace of the gateway. Until then they are in memory, and a sudden end costs them: one group, and no more.
/// </remarks>
internal sealed class SegmentWriter : IAsyncDisposable
{
    private readonly LogFolder _folder;
    private readonly LogSettings _settings;
    private readonly LogTally _tally;
    private readonly TimeProvider _clock;
    private readonly Action _closed;
    private readonly Channel<object> _queue;
    private readonly CancellationTokenSource _ending = new();
    private readonly ArrayBufferWriter<byte> _content = new();
    private readonly Task _writing;
    private ArrayBufferWriter<byte> _group = new();
    private SegmentFile? _segment;

    /// <param name="closed">Called after each segment that is complete.</param>
    public SegmentWriter(LogFolder folder, LogSettings settings, LogTally tally, TimeProvider clock, Action closed)
    {
        (_folder, _settings, _tally, _clock, _closed) = (folder, settings, tally, clock, closed);
        _queue = Channel.CreateBounded<object>(new BoundedChannelOptions(settings.Waiting) { SingleReader = true, AllowSynchronousContinuations = false });
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Hands an entry over; false when the queue is full or the log has ended. Never waits and never throws.</summary>
    public bool TryAppend(PredictionEntry entry)
    {
        // Counted first, so that nobody ever sees more written than accepted.
        _tally.Accept();
        if (_queue.Writer.TryWrite(entry))
        {
            return true;
        }

        _tally.Refuse();
        return false;
    }

    /// <summary>Waits until everything accepted so far is written or counted as lost.</summary>
    /// <param name="close">Whether the segment is closed then, so that it can be converted.</param>
    public async Task FlushAsync(bool close, CancellationToken cancel)
    {
        var mark = new Mark(close);
        try
        {
            await _queue.Writer.WriteAsync(mark, cancel);
        }
        catch (ChannelClosedException)
        {
            await _writing.WaitAsync(cancel);
            return;
        }

        await mark.Reached.Task.WaitAsync(cancel);
    }

    /// <summary>Takes nothing more, writes what waits and closes the segment.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ending.CancelAsync();
        await _writing;
        _ending.Dispose();
    }

    private async Task WriteAsync()
    {
        var reader = _queue.Reader;
        var more = reader.WaitToReadAsync().AsTask();
        while (true)
        {
            while (!more.IsCompleted && _segment is { } waiting)
            {
                var left = waiting.Opened + _settings.SegmentAge - _clock.GetUtcNow();
                if (left <= TimeSpan.Zero)
                {
                    Close();
                    break;
                }

                using var stop = new CancellationTokenSource();
                await Task.WhenAny(more, Task.Delay(left, _clock, stop.Token));
                await stop.CancelAsync();
            }

            if (!await more)
            {
                Close();
                return;
            }

            if (reader.TryPeek(out var first) && first is not Mark)
            {
                await WindowAsync();
            }

            WriteGroup(reader);
            more = reader.WaitToReadAsync().AsTask();
        }
    }

    private async Task WindowAsync()
    {
        try
        {
            await Task.Delay(_settings.Window, _clock, _ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The end has come: what waits is written now.
        }
    }

    /// <summary>What waits, up to a mark, and at most as much as may wait at once.</summary>
    private void WriteGroup(ChannelReader<object> reader)
    {
        var (taken, encoded, mark) = (0, 0, (Mark?)null);
        _group.ResetWrittenCount();
        while (mark is null && taken < _settings.Waiting && reader.TryRead(out var next))
        {
            if (next is PredictionEntry entry)
            {
                taken++;
                _content.ResetWrittenCount();
                EntryCodec.Write(_content, entry);
                encoded += Frames.TryAppend(_group, _content.WrittenSpan) ? 1 : 0;
            }
            else
            {
                mark = (Mark)next;
            }
        }

        if (encoded < taken)
        {
            _tally.Lose(taken - encoded, $"An entry is larger than {Frames.MostBytes:N0} bytes.");
        }

        if (encoded > 0)
        {
            WriteOut(encoded);
        }

        if (mark is { Closes: true } || _segment is { } segment && (segment.Length >= _settings.SegmentBytes || _clock.GetUtcNow() - segment.Opened >= _settings.SegmentAge))
        {
            Close();
        }

        mark?.Reached.TrySetResult();
        if (_group.Capacity > 16 * Frames.MostBytes)
        {
            // One exceptional group does not keep its memory for ever.
            _group = new ArrayBufferWriter<byte>();
        }
    }

    private void WriteOut(int entries)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            if (_segment is null)
            {
                var now = _clock.GetUtcNow();
                _segment = SegmentFile.Create(_folder.NewSegment(now), now);
            }

            _segment.Append(_group.WrittenSpan);
            _tally.Wrote(entries, Stopwatch.GetElapsedTime(start));
        }
        catch (Exception e)
        {
            // Whatever it was, the writing goes on: a limit on the size of files, for one, comes as an argument out of range. The next group tries a new
            // segment, for after a failed flush nothing is known of this one's pages.
            _tally.Lose(entries, e.Message);
            Close();
        }
    }

    private void Close()
    {
        _segment?.Dispose();
        _segment = null;
        _folder.Close();
        _closed();
    }

    /// <summary>Stands in the queue behind what was accepted before it.</summary>
    private sealed class Mark(bool closes)
    {
        public bool Closes { get; } = closes;

        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
