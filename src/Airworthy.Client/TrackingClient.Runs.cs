using Airworthy.Client.Protocol;

namespace Airworthy.Client;

/// <summary>Runs.</summary>
public sealed partial class TrackingClient
{
    /// <summary>Begins a run in an experiment, which is made where there is none of this name.</summary>
    /// <param name="name">The run's name; null: the server makes one up.</param>
    /// <param name="parent">The id of the run it belongs to.</param>
    public async Task<ActiveRun> StartRunAsync(string experiment, string? name = null, IEnumerable<KeyValuePair<string, string>>? tags = null, string? parent = null, CancellationToken cancel = default)
    {
        var home = await GetOrCreateExperimentAsync(experiment, cancel);
        var all = (tags ?? []).Concat(parent is null ? [] : [KeyValuePair.Create("mlflow.parentRunId", parent)]);
        return new ActiveRun(this, await CreateRunAsync(home.Id, name, all, cancel: cancel), _clock);
    }

    /// <summary>Does the work of one run: it is finished when the function ends, and failed when it throws.</summary>
    /// <returns>The run's id.</returns>
    public async Task<string> RunAsync(string experiment, string? name, Func<ActiveRun, Task> work, CancellationToken cancel = default)
    {
        var run = await StartRunAsync(experiment, name, cancel: cancel);
        try
        {
            await work(run);
        }
        catch
        {
            try
            {
                await run.FailAsync();
            }
            catch (TrackingException)
            {
                // What the work threw says more.
            }

            throw;
        }

        await run.FinishAsync();
        return run.Id;
    }

    /// <summary>Goes on with a run.</summary>
    public async Task<ActiveRun> ResumeRunAsync(string id, CancellationToken cancel = default)
    {
        await _connection.PostAsync("mlflow/runs/update", new RunAsk(id, "RUNNING"), ClientJson.Default.RunAsk, ClientJson.Default.RunInfoAnswer, cancel);
        return new ActiveRun(this, await GetRunAsync(id, cancel), _clock);
    }

    /// <summary>Goes on with the run that <c>MLFLOW_RUN_ID</c> names, as whoever started the program has set it; without one, begins a run as <see cref="StartRunAsync"/> does.</summary>
    public async Task<ActiveRun> StartOrResumeRunAsync(string experiment, string? name = null, CancellationToken cancel = default) =>
        Environment.GetEnvironmentVariable("MLFLOW_RUN_ID") is { Length: > 0 } given ? await ResumeRunAsync(given, cancel) : await StartRunAsync(experiment, name, cancel: cancel);

    /// <summary>Logs in the background to a run as it is, whatever its status.</summary>
    public ActiveRun LogTo(Run run) => new(this, run, _clock);

    /// <summary>Makes a run, and nothing more: whoever made it logs to it and ends it.</summary>
    /// <param name="start">Null: now.</param>
    public async Task<Run> CreateRunAsync(
        string experimentId, string? name, IEnumerable<KeyValuePair<string, string>>? tags = null, DateTimeOffset? start = null, string? user = null, CancellationToken cancel = default)
    {
        var ask = new CreateRunAsk(experimentId, user ?? Environment.UserName, name, (start ?? _clock.GetUtcNow()).ToUnixTimeMilliseconds(), Plain.Pairs(tags));
        return Run.Of((await _connection.PostAsync("mlflow/runs/create", ask, ClientJson.Default.CreateRunAsk, ClientJson.Default.RunAnswer, cancel, again: false)).Run);
    }

    /// <summary>A run with its latest metrics, its params and tags.</summary>
    public async Task<Run> GetRunAsync(string id, CancellationToken cancel = default) =>
        Run.Of((await _connection.GetAsync("mlflow/runs/get", [("run_id", id)], ClientJson.Default.RunAnswer, cancel)).Run);

    /// <summary>All runs that match, in the order asked for, else the newest first.</summary>
    /// <param name="experiments">Names of experiments; those that do not exist have no runs.</param>
    /// <param name="filter">For example <c>metrics.auc > 0.7 and params.model = 'lightgbm'</c>.</param>
    /// <param name="orderBy">For example <c>metrics.auc desc</c>.</param>
    public async IAsyncEnumerable<Run> SearchRunsAsync(
        IEnumerable<string> experiments, string? filter = null, IReadOnlyList<string>? orderBy = null, View view = View.Active,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel = default)
    {
        var ids = new List<string>();
        foreach (var name in experiments)
        {
            if (await FindExperimentAsync(name, cancel) is { } found)
            {
                ids.Add(found.Id);
            }
        }

        if (ids.Count == 0)
        {
            yield break;
        }

        await foreach (var run in SearchRunsByIdAsync(ids, filter, orderBy, view, cancel))
        {
            yield return run;
        }
    }

    /// <summary>As <see cref="SearchRunsAsync"/>, by the ids of the experiments.</summary>
    public IAsyncEnumerable<Run> SearchRunsByIdAsync(IReadOnlyList<string> experimentIds, string? filter = null, IReadOnlyList<string>? orderBy = null, View view = View.Active, CancellationToken cancel = default) =>
        Plain.PagesAsync<Run>(async token =>
        {
            var page = await _connection.PostAsync("mlflow/runs/search", new RunSearchAsk(experimentIds, filter, ViewName(view), PageSize, orderBy, token), ClientJson.Default.RunSearchAsk, ClientJson.Default.RunsAnswer, cancel);
            return ([.. (page.Runs ?? []).Select(Run.Of)], page.NextPageToken);
        }, cancel);

    /// <summary>All values of one metric of a run, by time, then step.</summary>
    public IAsyncEnumerable<MetricValue> HistoryAsync(string runId, string metric, CancellationToken cancel = default) =>
        Plain.PagesAsync<MetricValue>(async token =>
        {
            var page = await _connection.GetAsync("mlflow/metrics/get-history",
                [("run_id", runId), ("metric_key", metric), ("max_results", HistoryPage.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("page_token", token)], ClientJson.Default.MetricsAnswer, cancel);
            return ([.. (page.Metrics ?? []).Select(MetricValue.Of)], page.NextPageToken);
        }, cancel);

    /// <summary>Logs at once, not in the background.</summary>
    /// <param name="metrics">At most 1000.</param>
    /// <param name="parameters">At most 100.</param>
    /// <param name="tags">At most 100; 1000 of all three together.</param>
    public Task LogBatchAsync(string runId, IEnumerable<MetricValue>? metrics = null, IEnumerable<KeyValuePair<string, string>>? parameters = null, IEnumerable<KeyValuePair<string, string>>? tags = null, CancellationToken cancel = default) =>
        LogBatchAsync(new LogBatchAsk(runId, metrics is null ? null : [.. metrics.Select(m => m.Shape)], Plain.Pairs(parameters), Plain.Pairs(tags)), cancel);

    internal Task LogBatchAsync(LogBatchAsk ask) => LogBatchAsync(ask, CancellationToken.None);

    private Task<Nothing> LogBatchAsync(LogBatchAsk ask, CancellationToken cancel) =>
        _connection.PostAsync("mlflow/runs/log-batch", ask, ClientJson.Default.LogBatchAsk, ClientJson.Default.Nothing, cancel);

    /// <summary>Changes a run's status, end or name; what is null stays.</summary>
    public Task UpdateRunAsync(string id, RunStatus? status = null, DateTimeOffset? end = null, string? name = null, CancellationToken cancel = default) => _connection.PostAsync(
        "mlflow/runs/update", new RunAsk(id, status?.ToString().ToUpperInvariant(), end?.ToUnixTimeMilliseconds(), name), ClientJson.Default.RunAsk, ClientJson.Default.RunInfoAnswer, cancel);

    /// <summary>Marks a run deleted.</summary>
    public Task DeleteRunAsync(string id, CancellationToken cancel = default) =>
        _connection.PostAsync("mlflow/runs/delete", new RunAsk(id), ClientJson.Default.RunAsk, ClientJson.Default.Nothing, cancel);

    public Task RestoreRunAsync(string id, CancellationToken cancel = default) =>
        _connection.PostAsync("mlflow/runs/restore", new RunAsk(id), ClientJson.Default.RunAsk, ClientJson.Default.Nothing, cancel);

    public Task DeleteTagAsync(string runId, string key, CancellationToken cancel = default) =>
        _connection.PostAsync("mlflow/runs/delete-tag", new RunAsk(runId, Key: key), ClientJson.Default.RunAsk, ClientJson.Default.Nothing, cancel);
}
