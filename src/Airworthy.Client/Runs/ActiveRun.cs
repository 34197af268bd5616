using System.Globalization;

using Airworthy.Client.Protocol;
using Airworthy.Client.Runs;

namespace Airworthy.Client;

/// <summary>A run that goes on: what is logged is sent in the background, many together. Disposing it sends the rest and ends the run.</summary>
/// <remarks>Safe to log to from many threads. What the server refuses is told by the next call, by <see cref="FlushAsync"/>, or when the run ends.</remarks>
public sealed class ActiveRun : IAsyncDisposable
{
    private readonly TrackingClient _client;
    private readonly LogQueue _queue;
    private readonly TimeProvider _clock;
    private bool _ended;

    internal ActiveRun(TrackingClient client, Run run, TimeProvider clock)
    {
        (_client, Info, _clock) = (client, run, clock);
        _queue = new LogQueue(run.Id, client.LogBatchAsync);
    }

    /// <summary>The run as it was when it began.</summary>
    public Run Info { get; }

    /// <summary>Its id.</summary>
    public string Id => Info.Id;

    /// <summary>Logs one value of a metric.</summary>
    /// <param name="timestamp">Null: now.</param>
    public ActiveRun LogMetric(string key, double value, long step = 0, DateTimeOffset? timestamp = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _queue.Metric(new MetricShape(key, value, (timestamp ?? _clock.GetUtcNow()).ToUnixTimeMilliseconds(), step));
        return this;
    }

    /// <summary>Logs one value of each of several metrics, at one time.</summary>
    public ActiveRun LogMetrics(IEnumerable<KeyValuePair<string, double>> values, long step = 0)
    {
        var now = _clock.GetUtcNow();
        foreach (var (key, value) in values)
        {
            LogMetric(key, value, step, now);
        }

        return this;
    }

    /// <summary>Logs a param. It cannot change any more.</summary>
    /// <param name="value">Written as its invariant text; of texts the server keeps the first 6000 characters.</param>
    public ActiveRun LogParam(string key, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _queue.Param(new KeyText(key, Text(value)));
        return this;
    }

    public ActiveRun LogParams(IEnumerable<KeyValuePair<string, object?>> values)
    {
        foreach (var (key, value) in values)
        {
            LogParam(key, value);
        }

        return this;
    }

    /// <summary>Sets a tag; an earlier value is replaced.</summary>
    public ActiveRun SetTag(string key, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _queue.Tag(new KeyText(key, Text(value)));
        return this;
    }

    /// <summary>Uploads a file, or a folder with all it holds.</summary>
    /// <param name="path">A file or folder here.</param>
    /// <param name="folder">The folder among the run's artifacts; null: at the top.</param>
    public Task LogArtifactAsync(string path, string? folder = null, CancellationToken cancel = default) => _client.Artifacts.UploadAsync(Info, path, folder, cancel);

    /// <summary>Uploads a text as a file.</summary>
    /// <param name="file">Its path among the run's artifacts: <c>notes/first.md</c>.</param>
    public async Task LogTextAsync(string text, string file, CancellationToken cancel = default)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        await _client.Artifacts.UploadAsync(Info, content, file, cancel);
    }

    /// <summary>Waits until all that was logged has been taken by the server.</summary>
    /// <exception cref="TrackingException">Some of it was refused.</exception>
    public Task FlushAsync() => _queue.FlushAsync();

    /// <summary>Sends what is left and ends the run.</summary>
    public Task FinishAsync() => EndAsync(RunStatus.Finished);

    /// <summary>Sends what is left and ends the run as failed.</summary>
    public Task FailAsync() => EndAsync(RunStatus.Failed);

    /// <summary>Sends what is left and ends the run.</summary>
    /// <param name="end">Null: now; a run that goes on elsewhere has none.</param>
    /// <exception cref="TrackingException">Some of what it logged was refused; the run is marked failed.</exception>
    public async Task EndAsync(RunStatus status, DateTimeOffset? end = null)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        var failure = await _queue.CloseAsync();
        await _client.UpdateRunAsync(Id, failure is null ? status : RunStatus.Failed, end ?? (status is RunStatus.Running or RunStatus.Scheduled ? null : _clock.GetUtcNow()));
        if (failure is not null)
        {
            throw new TrackingException((failure as TrackingException)?.Code ?? "UNREACHABLE", (failure as TrackingException)?.Status,
                $"The run {Id} is marked failed, because what it logged was not taken: {failure.Message}", failure);
        }
    }

    /// <summary>Ends the run as finished, unless it has ended.</summary>
    public async ValueTask DisposeAsync() => await FinishAsync();

    private static string Text(object? value) => value switch
    {
        null => "",
        bool b => b ? "true" : "false",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
