using Airworthy.Client.Protocol;

namespace Airworthy.Client;

/// <summary>Speaks to a tracking server: experiments and runs here, files by <see cref="Artifacts"/>, models by <see cref="Models"/>.</summary>
/// <remarks>One per server and program; safe to use from many threads.</remarks>
public sealed partial class TrackingClient : IDisposable
{
    private const int PageSize = 1000;
    private const int HistoryPage = 25_000;

    private readonly Connection _connection;
    private readonly TimeProvider _clock;

    /// <summary>A client of the server at an address.</summary>
    /// <param name="address">As in <c>MLFLOW_TRACKING_URI</c>: <c>http://127.0.0.1:5000</c>.</param>
    public TrackingClient(Uri address, TrackingLogin? login = null)
        : this(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(15) }, address, login, ownsHandler: true)
    {
    }

    /// <summary>A client whose calls go through a handler of the caller's: a server in the same process, a proxy, a recording.</summary>
    /// <param name="address">Null: <c>http://localhost</c>, for handlers that look at the path alone.</param>
    public TrackingClient(HttpMessageHandler handler, Uri? address = null, TrackingLogin? login = null)
        : this(handler, address ?? new Uri("http://localhost"), login, ownsHandler: false)
    {
    }

    private TrackingClient(HttpMessageHandler handler, Uri address, TrackingLogin? login, bool ownsHandler)
    {
        _connection = new Connection(handler, address, login, ownsHandler);
        _clock = TimeProvider.System;
        Artifacts = new ArtifactClient(_connection);
        Models = new ModelClient(_connection);
        Endpoints = new EndpointClient(_connection);
    }

    /// <summary>The server's address.</summary>
    public Uri Address => _connection.Address;

    /// <summary>Files of runs and models.</summary>
    public ArtifactClient Artifacts { get; }

    /// <summary>Registered models and their versions.</summary>
    public ModelClient Models { get; }

    /// <summary>Endpoints of the gateway, where the server has one.</summary>
    public EndpointClient Endpoints { get; }

    /// <summary>A client of an address that may carry a name and password, as in <c>http://name:password@host</c>.</summary>
    /// <param name="otherwise">Who calls where the address does not say.</param>
    public static TrackingClient At(Uri address, TrackingLogin? otherwise = null)
    {
        if (address.UserInfo.Split(':', 2) is not [{ Length: > 0 } user, .. var rest])
        {
            return new TrackingClient(address, otherwise);
        }

        var plain = new UriBuilder(address) { UserName = "", Password = "" }.Uri;
        return new TrackingClient(plain, TrackingLogin.Account(Uri.UnescapeDataString(user), rest is [var password] ? Uri.UnescapeDataString(password) : ""));
    }

    /// <summary>The server that the environment names: <c>MLFLOW_TRACKING_URI</c>, and how to log in, see <see cref="TrackingLogin.FromEnvironment"/>.</summary>
    /// <exception cref="InvalidOperationException"><c>MLFLOW_TRACKING_URI</c> is not set, or no address of a server.</exception>
    public static TrackingClient FromEnvironment()
    {
        var text = Environment.GetEnvironmentVariable("MLFLOW_TRACKING_URI");
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new TrackingClient(address, TrackingLogin.FromEnvironment(Environment.GetEnvironmentVariable))
            : throw new InvalidOperationException($"MLFLOW_TRACKING_URI is {(string.IsNullOrEmpty(text) ? "not set" : $"'{text}'")}; the address of a server was expected, for example http://127.0.0.1:5000.");
    }

    /// <summary>An experiment by its name; null when there is none.</summary>
    public async Task<Experiment?> FindExperimentAsync(string name, CancellationToken cancel = default)
    {
        try
        {
            return Experiment.Of((await _connection.GetAsync("mlflow/experiments/get-by-name", [("experiment_name", name)], ClientJson.Default.ExperimentAnswer, cancel)).Experiment);
        }
        catch (TrackingException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>An experiment by its id.</summary>
    public async Task<Experiment> GetExperimentAsync(string id, CancellationToken cancel = default) =>
        Experiment.Of((await _connection.GetAsync("mlflow/experiments/get", [("experiment_id", id)], ClientJson.Default.ExperimentAnswer, cancel)).Experiment);

    /// <summary>An experiment by its name, made where there is none.</summary>
    public async Task<Experiment> GetOrCreateExperimentAsync(string name, CancellationToken cancel = default)
    {
        if (await FindExperimentAsync(name, cancel) is { } there)
        {
            return there;
        }

        try
        {
            return await CreateExperimentAsync(name, cancel: cancel);
        }
        catch (TrackingException e) when (e.Code == "RESOURCE_ALREADY_EXISTS")
        {
            // Someone else made it at the same moment.
            if (await FindExperimentAsync(name, cancel) is { } other)
            {
                return other;
            }

            throw;
        }
    }

    /// <summary>Makes an experiment.</summary>
    /// <exception cref="TrackingException"><c>RESOURCE_ALREADY_EXISTS</c>: the name is taken, perhaps by a deleted one.</exception>
    public async Task<Experiment> CreateExperimentAsync(string name, IEnumerable<KeyValuePair<string, string>>? tags = null, CancellationToken cancel = default)
    {
        var made = await _connection.PostAsync("mlflow/experiments/create", new ExperimentAsk(Name: name, Tags: Plain.Pairs(tags)), ClientJson.Default.ExperimentAsk, ClientJson.Default.ExperimentNumber, cancel, again: false);
        return await GetExperimentAsync(made.ExperimentId, cancel);
    }

    /// <summary>All experiments that match.</summary>
    /// <param name="filter">For example <c>name like 'flight%'</c>.</param>
    public IAsyncEnumerable<Experiment> SearchExperimentsAsync(string? filter = null, IReadOnlyList<string>? orderBy = null, View view = View.Active, CancellationToken cancel = default) =>
        Plain.PagesAsync<Experiment>(async token =>
        {
            var page = await _connection.PostAsync("mlflow/experiments/search", new ExperimentSearchAsk(filter, PageSize, orderBy, ViewName(view), token), ClientJson.Default.ExperimentSearchAsk, ClientJson.Default.ExperimentsAnswer, cancel);
            return ([.. (page.Experiments ?? []).Select(Experiment.Of)], page.NextPageToken);
        }, cancel);

    public Task RenameExperimentAsync(string id, string name, CancellationToken cancel = default) => ChangeAsync("update", new ExperimentAsk(id, NewName: name), cancel);

    /// <summary>Marks an experiment and its runs deleted.</summary>
    public Task DeleteExperimentAsync(string id, CancellationToken cancel = default) => ChangeAsync("delete", new ExperimentAsk(id), cancel);

    public Task RestoreExperimentAsync(string id, CancellationToken cancel = default) => ChangeAsync("restore", new ExperimentAsk(id), cancel);

    public Task SetExperimentTagAsync(string id, string key, string value, CancellationToken cancel = default) => ChangeAsync("set-experiment-tag", new ExperimentAsk(id, Key: key, Value: value), cancel);

    private Task<Nothing> ChangeAsync(string call, ExperimentAsk ask, CancellationToken cancel) =>
        _connection.PostAsync("mlflow/experiments/" + call, ask, ClientJson.Default.ExperimentAsk, ClientJson.Default.Nothing, cancel);

    private static string ViewName(View view) => view switch
    {
        View.Deleted => "DELETED_ONLY",
        View.All => "ALL",
        _ => "ACTIVE_ONLY",
    };

    public void Dispose() => _connection.Dispose();
}
