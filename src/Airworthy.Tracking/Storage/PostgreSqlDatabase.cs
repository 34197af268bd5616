using System.Data;

using Npgsql;

namespace Airworthy.Tracking.Storage;

/// <summary>PostgreSQL: a transaction per write, run again when another one was in its way.</summary>
internal sealed class PostgreSqlDatabase : Database
{
    private const int Attempts = 8;

    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource _source;
    private readonly StoreAddress.PostgreSql _address;
    private readonly Lock _one = new();
    private volatile bool _isAway;
    private Task _forward = Task.CompletedTask;

    /// <param name="isAway">It could not be reached: its tables were not looked at yet.</param>
    public PostgreSqlDatabase(StoreAddress.PostgreSql address, bool isAway = false)
    {
        (_address, _isAway) = (address, isAway);
        ConnectionString = address.Connection;
        var builder = new NpgsqlDataSourceBuilder(address.Connection);
        builder.ConnectionStringBuilder.MaxAutoPrepare = 100;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;

        // Nothing here changes what a connection is set to, so there is nothing to set back each time it is used again.
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        _source = builder.Build();
    }

    public override Dialect Dialect { get; } = new PostgreSqlDialect();

    public override bool IsShared => true;

    public override string Name => _address.ToString();

    internal override string ConnectionString { get; }

    public override async Task<Session> ReadAsync(CancellationToken cancel)
    {
        var connection = await ConnectAsync(cancel);
        try
        {
            return new Session(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel), Dialect, kept: null, cancel);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel)
    {
        var careful = false;
        for (var attempt = 1; ; attempt++)
        {
            await using var connection = await ConnectAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel);
            try
            {
                var session = new Session(connection, transaction, Dialect, kept: null, cancel) { IsCareful = careful };
                var result = await work(session);
                await session.CommitAsync();
                session.RunAfterwards();
                return result;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure && attempt < Attempts)
            {
                // The other transaction goes on; this one begins again.
            }
            catch (PostgresException e) when (!careful && e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "metrics_pkey" })
            {
                careful = true;
            }
        }
    }

    private async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancel)
    {
        if (_isAway)
        {
            await ForwardAsync().WaitAsync(cancel);
        }

        return await _source.OpenConnectionAsync(cancel);
    }

    /// <summary>All that come while one tries wait for the same.</summary>
    private Task ForwardAsync()
    {
        lock (_one)
        {
            return !_isAway || !_forward.IsCompleted ? _forward : _forward = TryForwardAsync();
        }
    }

    private async Task TryForwardAsync()
    {
        await Task.Yield(); // never while the lock is held
        try
        {
            await using var there = await OpenAsync(_address, CancellationToken.None);
            _isAway = false;
        }
        catch (StoreAwayException e)
        {
            throw new NpgsqlException(e.Message, e.InnerException!.InnerException ?? new IOException(e.Message, e));
        }
        catch (Exception e) when (e is not NpgsqlException { IsTransient: true })
        {
            // It is there and cannot be used, by a program that serves: to whoever asks, it stays away.
            throw new NpgsqlException(e.Message, new IOException(e.Message, e));
        }
    }

    public override async Task HearAsync(string channel, Action heard, CancellationToken cancel)
    {
        // Never back into the pool: it listens.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancel);
        connection.Notification += (_, _) => heard();
        await using var listen = new NpgsqlCommand($"listen {channel}", connection);
        await listen.ExecuteNonQueryAsync(cancel);
        heard();
        while (true)
        {
            if (!await connection.WaitAsync(s_silence, cancel))
            {
                // A connection whose other end is gone says nothing, so it is asked.
                await listen.ExecuteNonQueryAsync(cancel);
            }
        }
    }

    internal override async Task<IAsyncDisposable?> TakeTurnAsync(CancellationToken cancel)
    {
        // The lock ends with its connection, however this process ends.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancel);
        await using var wait = new NpgsqlCommand("select pg_advisory_lock(hashtext('airworthy schema'))", connection) { CommandTimeout = 0 };
        await wait.ExecuteNonQueryAsync(cancel);
        return connection;
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
