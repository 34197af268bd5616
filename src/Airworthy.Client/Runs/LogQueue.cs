using System.Text;
using System.Threading.Channels;

using Airworthy.Client.Protocol;

namespace Airworthy.Client.Runs;

/// <summary>What a run logs, waiting to be sent: as much together as the protocol takes, or what came within a moment.</summary>
internal sealed class LogQueue
{
    private const int MostMetrics = 1000;
    private const int MostTexts = 100;
    private const int MostBytes = 900_000;

    /// <summary>Above this many, whoever logs waits for the server.</summary>
    private const int MostWaiting = 50_000;

    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(200);

    private readonly Channel<Item> _items = Channel.CreateBounded<Item>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Func<LogBatchAsk, Task> _send;
    private readonly string _run;
    private readonly Task _sending;
    private Exception? _failure;

    public LogQueue(string run, Func<LogBatchAsk, Task> send)
    {
        (_run, _send) = (run, send);
        _sending = Task.Run(SendAllAsync);
    }

    public void Metric(MetricShape metric) => Add(new Item(metric, null, null, null));

    public void Param(KeyText param) => Add(new Item(null, param, null, null));

    public void Tag(KeyText tag) => Add(new Item(null, null, tag, null));

    /// <summary>Waits until all that was logged before has been taken by the server.</summary>
    /// <exception cref="TrackingException">Some of it was not.</exception>
    public async Task FlushAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _items.Writer.WriteAsync(new Item(null, null, null, done));
            await done.Task;
        }
        catch (ChannelClosedException)
        {
            await _sending;
        }

        ThrowFailure();
    }

    /// <summary>Sends what is left and takes nothing any more.</summary>
    /// <returns>What went wrong since the last flush, or null.</returns>
    public async Task<Exception?> CloseAsync()
    {
        _items.Writer.TryComplete();
        await _sending;
        return Interlocked.Exchange(ref _failure, null);
    }

    private void Add(Item item)
    {
        ThrowFailure();
        if (!_items.Writer.TryWrite(item))
        {
            try
            {
                _items.Writer.WriteAsync(item).AsTask().GetAwaiter().GetResult();
            }
            catch (ChannelClosedException e)
            {
                throw new InvalidOperationException("The run has ended: nothing more can be logged to it.", e);
            }
        }
    }

    private void ThrowFailure()
    {
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            throw failure is TrackingException { } told
                ? new TrackingException(told.Code, told.Status, $"What was logged before was not taken: {told.Message}", told)
                : new TrackingException("UNREACHABLE", null, $"What was logged before was not taken: {failure.Message}", failure);
        }
    }

    private async Task SendAllAsync()
    {
        var reader = _items.Reader;
        Item? kept = null;
        while (kept is not null || await reader.WaitToReadAsync())
        {
            var batch = new Batch();
            var until = TimeProvider.System.GetTimestamp();
            while (kept is not null || reader.TryRead(out kept) || await WaitAsync(reader, until))
            {
                if (kept is null)
                {
                    continue;
                }

                if (!batch.Take(kept))
                {
                    break;
                }

                kept = null;
                if (batch.Flushes.Count > 0)
                {
                    break;
                }
            }

            await SendAsync(batch);
        }
    }

    /// <summary>Waits for one more, for the rest of the moment.</summary>
    private static async Task<bool> WaitAsync(ChannelReader<Item> reader, long since)
    {
        var left = s_moment - TimeProvider.System.GetElapsedTime(since);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        using var moment = new CancellationTokenSource(left);
        try
        {
            return await reader.WaitToReadAsync(moment.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task SendAsync(Batch batch)
    {
        try
        {
            if (!batch.IsEmpty)
            {
                await _send(new LogBatchAsk(_run, batch.Metrics.Count > 0 ? batch.Metrics : null, batch.Params.Count > 0 ? batch.Params : null, batch.Tags.Count > 0 ? batch.Tags : null));
            }
        }
        catch (Exception e)
        {
            // Told to whoever logs or flushes next; the first one says most.
            Interlocked.CompareExchange(ref _failure, e, null);
        }

        batch.Flushes.ForEach(f => f.SetResult());
    }

    private sealed record Item(MetricShape? Metric, KeyText? Param, KeyText? Tag, TaskCompletionSource? Flushed);

    private sealed class Batch
    {
        private readonly HashSet<string> _params = new(StringComparer.Ordinal);
        private int _bytes;

        public List<MetricShape> Metrics { get; } = [];

        public List<KeyText> Params { get; } = [];

        public List<KeyText> Tags { get; } = [];

        public List<TaskCompletionSource> Flushes { get; } = [];

        public bool IsEmpty => Metrics.Count + Params.Count + Tags.Count == 0;

        /// <summary>Takes one more in; false where it belongs into the next batch.</summary>
        public bool Take(Item item)
        {
            var text = item.Param ?? item.Tag;
            var bytes = item.Metric is { } m ? 120 + m.Key.Length : text is null ? 0 : 40 + Encoding.UTF8.GetByteCount(text.Key) + (Encoding.UTF8.GetByteCount(text.Value ?? "") * 2);
            var room = item.Flushed is not null || IsEmpty || (Metrics.Count + Params.Count + Tags.Count < MostMetrics && _bytes + bytes <= MostBytes
                && Params.Count < MostTexts && Tags.Count < MostTexts && (item.Param is null || !_params.Contains(item.Param.Key)));
            if (!room)
            {
                return false;
            }

            _bytes += bytes;
            if (item.Metric is not null)
            {
                Metrics.Add(item.Metric);
            }
            else if (item.Param is not null)
            {
                _params.Add(item.Param.Key);
                Params.Add(item.Param);
            }
            else if (item.Tag is not null)
            {
                Tags.Add(item.Tag);
            }
            else
            {
                Flushes.Add(item.Flushed!);
            }

            return true;
        }
    }
}
