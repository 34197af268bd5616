using System.Threading.Channels;

namespace Airworthy.Serving.PredictionLog;

/// <summary>The prediction log of one gateway process: from the live path to Parquet files that any engine reads.</summary>
/// <remarks>
/// <code>
/// live path ─ TryAppend ─► queue ─ every 50 ms ─► segments/*.awlog ─ closed when full or old ─► parquet/endpoint=…/date=…/*.parquet
/// </code>
/// The live path never waits and never fails because of it: what finds the queue full is dropped, what the disk refuses is lost, and both are counted.
/// <para>To read it: <c>from read_parquet('…/parquet/**/*.parquet', hive_partitioning = true, union_by_name = true)</c>.</para>
/// </remarks>
public sealed class PredictionJournal : IAsyncDisposable
{
    private readonly LogFolder _folder;
    private readonly LogTally _tally = new();
    private readonly SegmentWriter _writer;
    private readonly SegmentSealing _sealing;
    private readonly Channel<bool> _closed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _files = new(1);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _converting;
    private readonly TimeProvider _clock;
    private readonly Func<IReadOnlyCollection<LoggedRow>, CancellationToken, Task>? _labels;

    /// <param name="folder">Of its own; made when it is not there. Segments that an earlier process left are ended at their last valid frame and converted.</param>
    /// <param name="labels">Deletes what came true of rows that are to be deleted; null: nothing is kept of that.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is none.</exception>
    /// <exception cref="IOException">Another process writes there, or the folder cannot be made.</exception>
    public PredictionJournal(string folder, LogSettings settings, TimeProvider clock, Func<IReadOnlyCollection<LoggedRow>, CancellationToken, Task>? labels = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Waiting, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.SegmentBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.SegmentAge, TimeSpan.Zero);
        (Settings, _clock, _labels) = (settings, clock, labels);
        _folder = new LogFolder(folder);
        try
        {
            _tally.Recover(_folder.ClosedSegments().Sum(s => (long)Segment.Recover(s)));
        }
        catch
        {
            _folder.Dispose();
            throw;
        }

        _sealing = new SegmentSealing(_folder, _tally);
        _closed.Writer.TryWrite(true);
        _writer = new SegmentWriter(_folder, settings, _tally, clock, () => _closed.Writer.TryWrite(true));
        _converting = Task.Run(ConvertAsync);
    }

    public LogSettings Settings { get; }

    /// <summary>Where it lies, as a full path.</summary>
    internal string Folder => _folder.Root;

    /// <summary>Of this log alone, and the same after a restart.</summary>
    internal string Name => _folder.Name;

    public LogCounts Counts => _tally.Counts;

    /// <summary>Where the Parquet files lie.</summary>
    public string ParquetFolder => _folder.Parquet;

    /// <summary>Hands an entry over. Never waits and never throws; false, and counted, when the queue is full.</summary>
    public bool TryAppend(PredictionEntry entry) => _writer.TryAppend(entry);

    /// <summary>Waits until everything accepted so far is durable, or counted as lost.</summary>
    public Task FlushAsync(CancellationToken cancel) => _writer.FlushAsync(close: false, cancel);

    /// <summary>Waits until everything accepted so far stands in Parquet, or its segment could not be converted.</summary>
    public async Task SealAsync(CancellationToken cancel)
    {
        await _writer.FlushAsync(close: true, cancel);
        await InTurnAsync(async () =>
        {
            await _sealing.SealAsync(cancel);
            return true;
        }, cancel);
    }

    /// <summary>What is kept of one request, among all that was accepted so far.</summary>
    /// <returns>In order of row; empty where it was not kept here.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<IReadOnlyList<PredictionEntry>> FindAsync(string endpoint, string id, CancellationToken cancel)
    {
        await _writer.FlushAsync(close: false, cancel);
        return await InTurnAsync(() => new EntrySearch(_folder).OfAsync(endpoint, id, cancel), cancel);
    }

    /// <summary>Rows of a few of the log's files, drawn at random.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<IReadOnlyList<PredictionEntry>> DrawnAsync(string endpoint, DateTimeOffset since, Func<PredictionEntry, bool> which, CancellationToken cancel, int files = EntrySearch.MostDrawn, int ofFile = int.MaxValue)
    {
        await _writer.FlushAsync(close: false, cancel);
        return await InTurnAsync(() => new EntrySearch(_folder).DrawnAsync(endpoint, since, which, cancel, files, ofFile), cancel);
    }

    /// <summary>Hands over the newest rows of an endpoint, without the values of their features, file by file.</summary>
    /// <param name="visit">Says whether it wants more.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    internal async Task NewestAsync(string endpoint, Func<IReadOnlyList<PredictionEntry>, bool> visit, CancellationToken cancel)
    {
        await _writer.FlushAsync(close: false, cancel);
        await InTurnAsync(async () =>
        {
            await new EntrySearch(_folder).NewestAsync(endpoint, visit, cancel);
            return true;
        }, cancel);
    }

    /// <summary>Removes every row about some subjects that was accepted so far. Once it has begun it is brought to its end: after a sudden one, at the next start.</summary>
    /// <param name="subjects">Their hashes; <see cref="RedactionKeys.HashesOf"/> gives those under every key.</param>
    /// <exception cref="IOException">The disk refuses; it is tried again within <see cref="LogSettings.DeletionEvery"/>.</exception>
    public async Task<DeletedRows> DeleteAsync(IReadOnlySet<string> subjects, CancellationToken cancel)
    {
        await _writer.FlushAsync(close: true, cancel);
        return await InTurnAsync(async () =>
        {
            var wish = LogFolder.Wish(_folder.Root, subjects);
            var deleted = await new SubjectDeletion(_folder, _labels).DeleteAsync(subjects, cancel);
            File.Delete(wish);
            return deleted;
        }, cancel);
    }

    /// <summary>Takes nothing more and makes durable what waits. What is not converted yet is so at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _converting;
        await _writer.DisposeAsync();
        _sealing.Dispose();
        _ending.Dispose();
        _files.Dispose();
        _folder.Dispose();
    }

    /// <summary>Converts whenever a segment is closed, and does what deletions were asked for: at the start those that an earlier process did not end, later those of others.</summary>
    private async Task ConvertAsync()
    {
        try
        {
            while (true)
            {
                await ForgetAsync();
                while (_closed.Reader.TryRead(out _))
                {
                    await InTurnAsync(async () =>
                    {
                        await _sealing.SealAsync(_ending.Token);
                        return true;
                    }, _ending.Token);
                }

                using var stop = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
                await Task.WhenAny(_closed.Reader.WaitToReadAsync(stop.Token).AsTask(), Task.Delay(Settings.DeletionEvery, _clock, stop.Token));
                await stop.CancelAsync();
                _ending.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            // The end: the segments stay for the next start.
        }
    }

    private async Task ForgetAsync()
    {
        try
        {
            if (_folder.Wishes().Count > 0)
            {
                await _writer.FlushAsync(close: true, _ending.Token);
            }

            await InTurnAsync(async () =>
            {
                foreach (var (path, subjects) in _folder.Wishes())
                {
                    await new SubjectDeletion(_folder, _labels).DeleteAsync(subjects, _ending.Token);
                    File.Delete(path);
                }

                return true;
            }, _ending.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It is still written down, and tried again.
            _tally.FailSeal(e.Message);
        }
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        await _files.WaitAsync(cancel);
        try
        {
            return await work();
        }
        finally
        {
            _files.Release();
        }
    }
}
