using System.Data.Common;

using Dapper;

using Microsoft.Data.Sqlite;

using Npgsql;

namespace Airworthy.Tracking.Storage;

/// <summary>One transaction on the store. What it reads is of one moment; what it writes is kept whole or not at all.</summary>
public sealed class Session : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly SqliteStatements? _kept;
    private List<Action>? _afterwards;

    // Columns are called like_this, properties LikeThis.
    static Session() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <param name="kept">Statements of the one connection that writes to SQLite; null elsewhere.</param>
    internal Session(DbConnection connection, DbTransaction transaction, Dialect dialect, SqliteStatements? kept, CancellationToken cancel)
    {
        (_connection, _transaction, Dialect, _kept, Cancel) = (connection, transaction, dialect, kept, cancel);
    }

    public Dialect Dialect { get; }

    /// <summary>Whether the write was begun before, and met a row that was there already although it seldom is.</summary>
    internal bool IsCareful { get; init; }

    /// <summary>Cancelled when nobody waits for the answer any longer.</summary>
    internal CancellationToken Cancel { get; }

    /// <summary>Runs a statement and says how many rows it touched.</summary>
    public async Task<int> ExecuteAsync(string sql, object? arguments = null)
    {
        await FlushAsync();
        return await _connection.ExecuteAsync(Definition(sql, arguments));
    }

    /// <summary>The first row, or the type's default (null, 0) where there is none.</summary>
    public async Task<T?> FirstAsync<T>(string sql, object? arguments = null)
    {
        await FlushAsync();
        return await _connection.QueryFirstOrDefaultAsync<T>(Definition(sql, arguments));
    }

    /// <summary>All rows. For what is bounded by a page or a parent; many rows come by <see cref="StreamAsync"/>.</summary>
    public async Task<List<T>> ListAsync<T>(string sql, object? arguments = null)
    {
        await FlushAsync();
        return (await _connection.QueryAsync<T>(Definition(sql, arguments))).AsList();
    }

    /// <summary>Rows one after the other, none kept.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(string sql, object? arguments = null)
    {
        await FlushAsync();
        await foreach (var row in _connection.QueryUnbufferedAsync<T>(sql, arguments, _transaction))
        {
            yield return row;
        }
    }

    /// <summary>Writes many rows at once.</summary>
    /// <param name="onConflict">What happens to rows that are there already: <c>on conflict …</c>, or nothing, which refuses them.</param>
    /// <param name="columns">Equally long arrays.</param>
    /// <returns>How many rows were written.</returns>
    public Task<int> InsertAsync(string table, string onConflict, params IReadOnlyList<Column> columns) =>
        columns[0].Values.Length == 0 ? Task.FromResult(0) : Dialect.InsertAsync(this, table, onConflict, columns);

    /// <summary>Writes many rows at once, where nobody wants to know how many: on a database server they travel with what is asked next, or with the commit, and are refused there.</summary>
    /// <inheritdoc cref="InsertAsync" path="/param"/>
    public Task SendAsync(string table, string onConflict, params IReadOnlyList<Column> columns) =>
        columns[0].Values.Length == 0 ? Task.CompletedTask : Dialect.SendAsync(this, table, onConflict, columns);

    /// <summary>Tells all processes that hear the channel, this one too, once what was written here is kept; never when it is not. Who does not hear at that moment is told nothing.</summary>
    /// <param name="channel">A lower-case name.</param>
    public Task TellAsync(string channel) => Dialect.TellAsync(this, channel);

    /// <summary>The time by which processes that share the store agree, whatever their own clocks say: that of the database server, where there is one.</summary>
    /// <param name="clock">Of this process.</param>
    public Task<DateTimeOffset> NowAsync(TimeProvider clock) => Dialect.NowAsync(this, clock);

    /// <summary>Does something in memory once what was written here is kept; never when it is not.</summary>
    public void Afterwards(Action action) => (_afterwards ??= []).Add(action);

    internal void RunAfterwards() => _afterwards?.ForEach(a => a());

    internal DbCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _transaction;
        return command;
    }

    /// <summary>The connection, where it is one to SQLite.</summary>
    internal SqliteConnection Sqlite => (SqliteConnection)_connection;

    /// <summary>The connection, where it is one to PostgreSQL.</summary>
    internal NpgsqlConnection PostgreSql => (NpgsqlConnection)_connection;

    /// <summary>A statement of SQLite that is prepared once.</summary>
    /// <exception cref="InvalidOperationException">This session only reads.</exception>
    internal SqliteStatement Kept(string sql) => (_kept ?? throw new InvalidOperationException("Rows are written in a session of WriteAsync."))[sql];

    /// <summary>Statements of PostgreSQL that are not on their way yet.</summary>
    internal List<NpgsqlBatchCommand> Unsent { get; } = [];

    /// <summary>Sends what waits.</summary>
    internal Task FlushAsync() => Unsent.Count == 0 ? Task.CompletedTask : SendUnsentAsync(Cancel);

    /// <summary>Sends what waits, and the commit with it: one way there and back. Where a statement is refused, PostgreSQL passes over all that come behind it, the commit too.</summary>
    internal Task CommitAsync()
    {
        if (Unsent.Count == 0)
        {
            return _transaction.CommitAsync(CancellationToken.None);
        }

        Unsent.Add(new NpgsqlBatchCommand("commit"));
        return SendUnsentAsync(CancellationToken.None);
    }

    private async Task SendUnsentAsync(CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(PostgreSql, (NpgsqlTransaction)_transaction);
        Unsent.ForEach(batch.BatchCommands.Add);
        Unsent.Clear();
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private CommandDefinition Definition(string sql, object? arguments) => new(sql, arguments, _transaction, cancellationToken: Cancel);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
