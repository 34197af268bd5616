using Airworthy.Tracking.Metrics;

namespace Airworthy.Tracking.Storage;

/// <summary>What SQLite and PostgreSQL say differently. All other SQL here is the same text for both, with <c>@name</c> parameters.</summary>
/// <remarks>Whole numbers are <c>bigint</c>, truth values 0 or 1 in a <c>bigint</c>, times milliseconds since 1970, so that both give the same types back.</remarks>
public abstract class Dialect
{
    /// <summary>Whether no other process can write the store while this one has it open, so that what was read may be remembered.</summary>
    public virtual bool IsWrittenHereAlone => false;

    /// <summary>A key that counts up by itself.</summary>
    public abstract string Identity { get; }

    /// <summary>A column of floating-point numbers in double precision.</summary>
    public abstract string Double { get; }

    /// <summary>Behind a table that is kept in the order of its primary key.</summary>
    public abstract string InKeyOrder { get; }

    /// <summary>Behind the table of runs, where a search looks at all of an experiment: go along them in the order in which what they logged lies. Empty: the engine knows better.</summary>
    public virtual string AlongRuns => "";

    /// <summary>A column is one of the values of a list parameter, which <see cref="List(IReadOnlyCollection{long})"/> makes.</summary>
    public abstract string IsIn(string column, string parameter);

    /// <summary>The value of a parameter for <see cref="IsIn"/>.</summary>
    public abstract object List(IReadOnlyCollection<long> values);

    /// <summary>The value of a parameter for <see cref="IsIn"/>.</summary>
    public abstract object List(IReadOnlyCollection<string> values);

    /// <summary>A column matches a pattern of <c>%</c> and <c>_</c>, with or without regard to case. No character escapes.</summary>
    public abstract string Like(string column, string parameter, bool anyCase);

    /// <summary>Writes rows; <paramref name="onConflict"/> says what happens to those that are there, for example <c>on conflict do nothing</c>.</summary>
    /// <returns>How many rows were written.</returns>
    internal abstract Task<int> InsertAsync(Session session, string table, string onConflict, IReadOnlyList<Column> columns);

    /// <summary>Writes rows that nobody counts.</summary>
    internal virtual Task SendAsync(Session session, string table, string onConflict, IReadOnlyList<Column> columns) => InsertAsync(session, table, onConflict, columns);

    /// <summary>Rows from which on it pays to look first which are there. Fewer are written in the order of their keys, so that two writers meet in one order.</summary>
    internal const int Many = 64;

    /// <summary>Writes rows that nobody counts and most of which are there already.</summary>
    /// <param name="key">The columns of the primary key.</param>
    /// <param name="change">What changes in a row that is there, given the name of the row that comes: <c>column = …, …</c></param>
    internal virtual Task SendChangesAsync(Session session, string table, string key, Func<string, string> change, IReadOnlyList<Column> columns) =>
        SendAsync(session, table, $"on conflict ({key}) do update set {change("excluded")}", columns);

    /// <summary>Lets no other transaction come so far with one of the same numbers before this one has ended: so two never wait for each other, whatever the order of their rows.</summary>
    internal virtual Task SendTurnAsync(Session session, IEnumerable<long> numbers) => Task.CompletedTask;

    /// <summary>Tells other processes that something was written, where there can be any.</summary>
    internal virtual Task TellAsync(Session session, string channel) => Task.CompletedTask;

    /// <summary>The time of the one clock that all processes of the store have: of files, that of the process which has them.</summary>
    internal virtual Task<DateTimeOffset> NowAsync(Session session, TimeProvider clock) => Task.FromResult(clock.GetUtcNow());

    /// <summary>Reads a history: the longest tables there are, so with nothing between them and the rows.</summary>
    /// <param name="sql">Gives timestamp, step, value, is_nan.</param>
    /// <param name="values">A <see cref="long"/> or <see cref="double"/> for each parameter, in the order in which the text first speaks of them.</param>
    internal abstract Task<List<Point>> PointsAsync(Session session, string sql, params IReadOnlyList<(string Name, object Value)> values);

    /// <summary>The first value of a question that is asked with every write, of one number; null where there is no row.</summary>
    /// <param name="sql">Speaks of <c>@no</c> alone.</param>
    internal abstract Task<long?> NumberAsync(Session session, string sql, long no);
}
