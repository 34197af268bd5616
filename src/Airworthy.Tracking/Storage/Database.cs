using Airworthy.Tracking.Metrics;

namespace Airworthy.Tracking.Storage;

/// <summary>The tables of one store, open.</summary>
public abstract class Database : IAsyncDisposable
{
    protected Database() => Arrivals = new Arrivals(this);

    public abstract Dialect Dialect { get; }

    /// <summary>Whether several processes may have it open to write. A store of files has one that does.</summary>
    public virtual bool IsShared => false;

    /// <summary>Which store it is, without its password.</summary>
    public abstract string Name { get; }

    /// <summary>Values of metrics that are not in their histories yet.</summary>
    internal Arrivals Arrivals { get; }

    /// <summary>Opens a store; makes or brings forward its tables where they are missing or older.</summary>
    /// <exception cref="StoreAwayException">The store cannot be reached now.</exception>
    /// <exception cref="StoreRefusedException">The store is newer than this program, or cannot be read.</exception>
    public static async Task<Database> OpenAsync(StoreAddress address, CancellationToken cancel)
    {
        Database database = address switch
        {
            StoreAddress.Folder folder => SqliteDatabase.Open(folder),
            StoreAddress.PostgreSql server => new PostgreSqlDatabase(server),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        try
        {
            await Schema.BringForwardAsync(database, address, cancel);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>A store that cannot be reached now: all that is asked of it fails as it does when a store goes away later. Once it is there, its tables are brought forward before anything else.</summary>
    public static Database Away(StoreAddress.PostgreSql address) => new PostgreSqlDatabase(address, isAway: true);

    /// <summary>Starts to read: everything the session sees is of one moment. The caller disposes it.</summary>
    public abstract Task<Session> ReadAsync(CancellationToken cancel);

    /// <summary>Reads by one function.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel)
    {
        await using var session = await ReadAsync(cancel);
        return await work(session);
    }

    /// <summary>Writes in one transaction. When the task ends without an exception, what was written survives the end of this process.</summary>
    /// <param name="work">Must touch nothing but the session: it may run on the thread of all writers, and again after a conflict.</param>
    public abstract Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel);

    /// <summary>Writes in one transaction, with nothing to give back.</summary>
    public Task WriteAsync(Func<Session, Task> work, CancellationToken cancel) => WriteAsync(async session =>
    {
        await work(session);
        return true;
    }, cancel);

    /// <summary>Hears what other processes tell by <see cref="Session.TellAsync"/>, until it is cancelled. A store of files is written by one process alone, so nobody tells it anything.</summary>
    /// <param name="heard">Also called once when hearing begins: what was told before may have been missed.</param>
    /// <exception cref="System.Data.Common.DbException">The connection is lost; begin again.</exception>
    public virtual Task HearAsync(string channel, Action heard, CancellationToken cancel) => Task.Delay(Timeout.Infinite, cancel);

    /// <summary>Waits until no other process changes the tables themselves; others wait until what is given back is disposed. Nobody else has a store of files open to write.</summary>
    internal virtual Task<IAsyncDisposable?> TakeTurnAsync(CancellationToken cancel) => Task.FromResult<IAsyncDisposable?>(null);

    /// <summary>Tells other processes on this machine where the owner of the store answers. A database server needs no such thing.</summary>
    public virtual void Announce(string address)
    {
    }

    /// <summary>What stands in FluentMigrator's configuration for this engine.</summary>
    internal abstract string ConnectionString { get; }

    public abstract ValueTask DisposeAsync();
}

/// <summary>The store cannot be used, for a reason that a user can mend.</summary>
public class StoreRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The store cannot be reached now, and may be there again later.</summary>
public sealed class StoreAwayException(string message, Exception inner) : StoreRefusedException(message, inner);
