using System.Buffers;
using System.Diagnostics;
using System.Threading.Channels;

namespace Airworthy.Serving.PredictionLog;

/// <summary>Takes entries from the live path without ever waiting for the disk, and writes them in groups behind it.</summary>
/// <remarks>
/// An entry waits for the window, then all that have come are written together and made durable once: a disk that takes milliseconds for that would else
/// set the pace of the gateway. Until then they are in memory, and a sudden end costs them: one group, and no more.
/// <para>They wait as bytes: an object that lived until the next group would cost the collector more than all the rest of it.</para>
/// </remarks>
internal sealed class SegmentWriter : IAsyncDisposable
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_content;

    private readonly LogFolder _folder;
    private readonly LogSettings _settings;
    private readonly LogTally _tally;
    private readonly TimeProvider _clock;
    private readonly Action _closed;
    private readonly Channel<bool> _some = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true, AllowSynchronousContinuations = false });
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _writing;
    private readonly Lock _lock = new();

    /// <summary>Under the lock: what comes now, and whether anything does. The other one is the writer's.</summary>
    private WaitingEntries _waiting = new(), _group = new();
    private bool _hasEnded;
    private SegmentFile? _segment;

    /// <param name="closed">Called after each segment that is complete.</param>
    public SegmentWriter(LogFolder folder, LogSettings settings, LogTally tally, TimeProvider clock, Action closed)
    {
        (_folder, _settings, _tally, _clock, _closed) = (folder, settings, tally, clock, closed);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Hands an entry over; false when too many wait or the log has ended. Never waits for the disk and never throws.</summary>
    public bool TryAppend(PredictionEntry entry)
    {
        var content = s_content ??= new ArrayBufferWriter<byte>(1024);
        content.ResetWrittenCount();
        EntryCodec.Write(content, entry);
        if (content.WrittenCount > Frames.MostBytes)
        {
            s_content = null; // an exceptional entry does not keep its memory for ever
        }

        // Counted first, so that nobody ever sees more written than accepted.
        _tally.Accept();
        if (content.WrittenCount > Frames.MostBytes)
        {
            _tally.Lose(1, $"An entry is larger than {Frames.MostBytes:N0} bytes.");
            return true;
        }

        bool isTaken, isFirst;
        lock (_lock)
        {
            isTaken = !_hasEnded && _waiting.TryAdd(content.WrittenSpan, _settings.Waiting);
            isFirst = isTaken && _waiting.Count == 1;
        }

        if (isFirst)
        {
            _some.Writer.TryWrite(true);
        }

        if (!isTaken)
        {
            _tally.Refuse();
        }

        return isTaken;
    }

    /// <summary>Waits until everything accepted so far is written or counted as lost.</summary>
    /// <param name="close">Whether the segment is closed then, so that it can be converted.</param>
    public async Task FlushAsync(bool close, CancellationToken cancel)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hasEnded = false;
        lock (_lock)
        {
            hasEnded = _hasEnded;
            if (!hasEnded)
            {
                _waiting.Marks.Add(reached);
                _waiting.Closes |= close;
            }
        }

        _some.Writer.TryWrite(true);
        await (hasEnded ? _writing : reached.Task).WaitAsync(cancel);
    }

    /// <summary>Takes nothing more, writes what waits and closes the segment.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _hasEnded = true;
        }

        _some.Writer.TryComplete();
        await _ending.CancelAsync();
        await _writing;
        _ending.Dispose();
    }

    private async Task WriteAsync()
    {
        var reader = _some.Reader;
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

            var goesOn = await more;
            if (goesOn)
            {
                reader.TryRead(out _);
                await WindowAsync();
            }

            WriteGroup();
            if (!goesOn)
            {
                Close();
                return;
            }

            more = reader.WaitToReadAsync().AsTask();
        }
    }

    private async Task WindowAsync()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                return; // nobody but one who waits for those before
            }
        }

        try
        {
            await Task.Delay(_settings.Window, _clock, _ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The end has come: what waits is written now.
        }
    }

    /// <summary>Writes what waits.</summary>
    private void WriteGroup()
    {
        lock (_lock)
        {
            (_waiting, _group) = (_group, _waiting);
        }

        if (_group.Count > 0)
        {
            WriteOut(_group);
        }

        if (_group.Closes || (_segment is { } segment && (segment.Length >= _settings.SegmentBytes || _clock.GetUtcNow() - segment.Opened >= _settings.SegmentAge)))
        {
            Close();
        }

        foreach (var mark in _group.Marks)
        {
            mark.TrySetResult();
        }

        _group.Clear();
        if (!_group.IsUsual)
        {
            _group = new WaitingEntries();
        }
    }

    private void WriteOut(WaitingEntries group)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            if (_segment is null)
            {
                var now = _clock.GetUtcNow();
                _segment = SegmentFile.Create(_folder.NewSegment(now), now);
            }

            _segment.Append(group.Frames);
            _tally.Wrote(group.Count, Stopwatch.GetElapsedTime(start));
        }
        catch (Exception e)
        {
            // Whatever it was, the writing goes on: a limit on the size of files, for one, comes as an argument out of range. The next group tries a new
            // segment, for after a failed flush nothing is known of this one's pages.
            _tally.Lose(group.Count, e.Message);
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
}
