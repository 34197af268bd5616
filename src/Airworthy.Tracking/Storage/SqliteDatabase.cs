using System.Threading.Channels;

using Microsoft.Data.Sqlite;

namespace Airworthy.Tracking.Storage;

/// <summary>SQLite in write-ahead mode: readers never wait, and all writers stand in one queue whose head takes many of them to disk in one commit.</summary>
/// <remarks>
/// Commits reach the operating system before they are acknowledged, so they survive the end of the process; against a power cut the journal
/// keeps the file whole, and may lose the last moments (<c>synchronous = normal</c>).
/// </remarks>
internal sealed class SqliteDatabase : Database
{
    /// <summary>Writes that share a commit, at most. They wait for each other, so not too many.</summary>
    private const int Together = 256;

    /// <summary>Kilobytes of pages that a connection keeps. A batch of a thousand keys touches a thousand pages, which the next one touches again. Readers keep few: there is one for each question asked at once, and the system keeps the file's pages for them all.</summary>
    private const int WritingCache = 6_000, ReadingCache = 500;

    private readonly Channel<Job> _queue = Channel.CreateBounded<Job>(new BoundedChannelOptions(8192) { SingleReader = true });
    private readonly StoreOwner _owner;
    private readonly SqliteConnection _writing;
    private readonly SqliteStatements _kept;
    private readonly Thread _writer;

    private SqliteDatabase(string connectionString, StoreOwner owner)
    {
        (ConnectionString, _owner) = (connectionString, owner);
        _writing = Opened(WritingCache);
        _kept = new SqliteStatements(_writing);
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "SQLite writer" };
        _writer.Start();
    }

    public override Dialect Dialect { get; } = new SqliteDialect();

    public override string Name => _writing.DataSource;

    internal override string ConnectionString { get; }

    public static SqliteDatabase Open(StoreAddress.Folder folder)
    {
        try
        {
            if (!Directory.Exists(folder.Path))
            {
                // Runs may tell more than a repository should; nobody adds them by mistake.
                Directory.CreateDirectory(folder.Path);
                File.WriteAllText(Path.Combine(folder.Path, ".gitignore"), "*\n");
            }

            var owner = StoreOwner.Take(folder);
            try
            {
                return new SqliteDatabase(new SqliteConnectionStringBuilder { DataSource = folder.File, DefaultTimeout = 30 }.ConnectionString, owner);
            }
            catch
            {
                owner.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException($"{folder.File} cannot be opened as a store: {e.Message} Name a folder this user may write to, with --store.", e);
        }
    }

    public override async Task<Session> ReadAsync(CancellationToken cancel)
    {
        var connection = Opened(ReadingCache);
        try
        {
            return new Session(connection, connection.BeginTransaction(deferred: true), Dialect, kept: null, cancel);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel)
    {
        var job = new Job<T>(work);
        await _queue.Writer.WriteAsync(job, cancel);
        return await job.Done;
    }

    private SqliteConnection Opened(int cache)
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"pragma cache_size = -{cache}; pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on; pragma case_sensitive_like = on; pragma temp_store = memory; pragma wal_autocheckpoint = 16000;";
        command.ExecuteNonQuery();
        return connection;
    }

    private void WriteAll()
    {
        var jobs = new List<Job>(Together);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            jobs.Clear();
            while (jobs.Count < Together && _queue.Reader.TryRead(out var job))
            {
                jobs.Add(job);
            }

            WriteTogether(jobs);
        }
    }

    /// <summary>One transaction for all; a job that fails is undone alone, by its savepoint.</summary>
    private void WriteTogether(List<Job> jobs)
    {
        try
        {
            using var transaction = _writing.BeginTransaction();
            foreach (var job in jobs)
            {
                var session = new Session(_writing, transaction, Dialect, _kept, CancellationToken.None);
                transaction.Save("job");
                if (!job.Run(session))
                {
                    transaction.Rollback("job");
                }

                transaction.Release("job");
            }

            transaction.Commit();
        }
        catch (Exception e)
        {
            // Nothing of this commit was kept: nobody is told that it was.
            jobs.ForEach(j => j.Fail(e));
            return;
        }

        jobs.ForEach(j => j.Tell());
    }

    public override void Announce(string address) => _owner.Announce(address);

    public override async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.Run(_writer.Join);
        _kept.Dispose();
        await _writing.DisposeAsync();
        using var pool = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(pool);
        _owner.Dispose();
    }

    private abstract class Job
    {
        /// <summary>Does the work; false when it failed, which its caller is told after the commit.</summary>
        public abstract bool Run(Session session);

        /// <summary>Tells the caller how it went. Called once, after the commit.</summary>
        public abstract void Tell();

        public abstract void Fail(Exception e);
    }

    private sealed class Job<T>(Func<Session, Task<T>> work) : Job
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Session? _session;
        private T? _result;
        private Exception? _failure;

        public Task<T> Done => _done.Task;

        public override bool Run(Session session)
        {
            _session = session;
            try
            {
                // SQLite's asynchronous calls end before they return, so nothing is waited for here.
                _result = work(session).GetAwaiter().GetResult();
                return true;
            }
            catch (Exception e)
            {
                _failure = e;
                return false;
            }
        }

        public override void Tell()
        {
            if (_failure is not null)
            {
                _done.SetException(_failure);
                return;
            }

            _session!.RunAfterwards();
            _done.SetResult(_result!);
        }

        public override void Fail(Exception e) => _done.TrySetException(_failure ?? e);
    }
}
