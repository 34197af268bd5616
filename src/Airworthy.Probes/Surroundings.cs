using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Records;
using Airworthy.Data;
using Airworthy.Probes.Repository;
using Airworthy.Probes.Runs;

namespace Airworthy.Probes;

/// <summary>Where probes look: the project's folder, its contract, its table, its history, its people, and the day.</summary>
public sealed class Surroundings : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1);
    private readonly SemaphoreSlim _asking = new(1);
    private readonly Lazy<GitSighting> _git;
    private Table? _table;
    private volatile bool _isOpening;
    private TableException? _whyNoTable;
    private TrackedSighting? _tracked;
    private string? _fetched;

    public Surroundings() => _git = new Lazy<GitSighting>(() => GitHistory.Open(Root!, Variable));

    /// <summary>The project's folder.</summary>
    public required string Root { get; init; }

    /// <summary>The contract as it counts. What is seen first may settle it: a project that answers callers is live, whatever it says.</summary>
    public required ProjectContract Contract { get; set; }

    public required TimeProvider Clock { get; init; }

    /// <summary>The day that counts as today: <c>as_of</c>, or the clock's.</summary>
    public DateOnly Today => Contract.AsOf ?? DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);

    public ProjectFiles Files { get; init; } = new();

    /// <summary>What earlier runs left behind, of whoever ran them; oldest first.</summary>
    public IReadOnlyList<CheckRecord> Records { get; init; } = [];

    /// <summary>Reads an environment variable: what CI says of itself, and tokens.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The project's git history, opened once for all probes, or why there is none.</summary>
    public GitSighting Git => _git.Value;

    /// <summary>Opens the runs in the project's own store; null where nobody can, or the store holds none.</summary>
    public Func<CancellationToken, Task<RunsPlace?>>? OwnRuns { get; init; }

    /// <summary>The version of the project's model that stands to be judged, where it is another than the champion.</summary>
    public Client.ModelVersion? Candidate { get; init; }

    /// <summary>Told now and then, in a few words, what takes long.</summary>
    public Action<string>? Doing { get; init; }

    /// <summary>Whether the table is being opened, which all that look at it wait for.</summary>
    public bool IsOpening => _isOpening;

    /// <summary>A table that is open already, and is disposed with the surroundings.</summary>
    public Table? Opened { init => _table = value; }

    /// <summary>A table that is open already, and stays open when the surroundings go.</summary>
    public Table? Lent { private get; init; }

    /// <summary>How many millions of rows the table has that was opened; 1 at least, and while none is open.</summary>
    public double Millions => Math.Max(1, ((Lent ?? _table)?.Rows ?? 0) / 1e6);

    /// <summary>The project's table, opened once for all probes.</summary>
    /// <exception cref="TableException">It cannot be opened; the message says why.</exception>
    public async Task<Table> TableAsync(CancellationToken cancel)
    {
        if (Lent is not null)
        {
            return Lent;
        }

        await _opening.WaitAsync(cancel);
        try
        {
            if (_whyNoTable is not null)
            {
                throw _whyNoTable;
            }

            if (_table is null)
            {
                _isOpening = true;
                var contract = Contract.Predictions?.Values.Contains(PredictionSource.Run) == true
                    ? await LoggedPredictions.FetchAsync(this, _fetched ??= Directory.CreateTempSubdirectory("airworthy-predictions-").FullName, cancel)
                    : Contract;
                _table = await Table.OpenAsync(contract, Root, cancel, told: share => Doing?.Invoke(string.Create(CultureInfo.InvariantCulture, $"reading the data, {share:P0}")));
            }

            return _table;
        }
        catch (TableException e)
        {
            _whyNoTable = e;
            throw;
        }
        finally
        {
            _isOpening = false;
            _opening.Release();
        }
    }

    /// <summary>Whether a server is named for the runs, or the project has a store of its own.</summary>
    internal bool HasServer => Contract.Runs?.Url is { Length: > 0 } || Variable(RunsPlace.Variable) is { Length: > 0 } || File.Exists(Path.Combine(Root, ".airworthy", "store", "tracking.db"));

    /// <summary>The project's runs, asked for once for all probes.</summary>
    internal async Task<TrackedSighting> TrackedAsync(CancellationToken cancel)
    {
        await _asking.WaitAsync(cancel);
        try
        {
            return _tracked ??= await TrackedProject.ReadAsync(this, cancel);
        }
        finally
        {
            _asking.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_table is not null)
        {
            await _table.DisposeAsync();
        }

        if (_git.IsValueCreated)
        {
            _git.Value.History?.Dispose();
        }

        if (_tracked?.Project is { } tracked)
        {
            await tracked.DisposeAsync();
        }

        if (_fetched is not null)
        {
            Directory.Delete(_fetched, recursive: true);
        }

        _opening.Dispose();
        _asking.Dispose();
    }
}
