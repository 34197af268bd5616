using System.Runtime.InteropServices;

using Microsoft.Data.Sqlite;

using SQLitePCL;

namespace Airworthy.Tracking.Storage;

/// <summary>One prepared statement of SQLite, without anything in between: for the rows that come by the million.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    // The handle itself: counting its references for every value of every row took as long as reading the rows.
    private readonly nint _handle;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
        _handle = _statement.DangerousGetHandle();
    }

    /// <param name="position">Of the parameter, from 1.</param>
    public void Bind(int position, long value) => Check(Native.sqlite3_bind_int64(_handle, position, value));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int position, double value) => Check(Native.sqlite3_bind_double(_handle, position, value));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int position, string value) => Check(raw.sqlite3_bind_text(_statement, position, value));

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Step()
    {
        var code = Native.sqlite3_step(_handle);
        if (code is raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            _ = Native.sqlite3_reset(_handle);
            Check(code);
        }

        return false;
    }

    /// <summary>Makes it ready to run again.</summary>
    public void Reset() => _ = Native.sqlite3_reset(_handle);

    /// <param name="column">From 0.</param>
    public long Whole(int column) => Native.sqlite3_column_int64(_handle, column);

    /// <inheritdoc cref="Whole"/>
    public double Real(int column) => Native.sqlite3_column_double(_handle, column);

    /// <summary>Rows that the last run changed.</summary>
    public int Changed => raw.sqlite3_changes(_database);

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);

    public void Dispose() => _statement.Dispose();

    /// <summary>The engine's own functions, under their own names. Those that only hand over a number are called without telling the garbage collector.</summary>
    private static class Native
    {
        private const string Engine = "e_sqlite3";

        [DllImport(Engine)]
        public static extern int sqlite3_step(nint statement);

        [DllImport(Engine)]
        public static extern int sqlite3_reset(nint statement);

        [DllImport(Engine), SuppressGCTransition]
        public static extern int sqlite3_bind_int64(nint statement, int position, long value);

        [DllImport(Engine), SuppressGCTransition]
        public static extern int sqlite3_bind_double(nint statement, int position, double value);

        [DllImport(Engine), SuppressGCTransition]
        public static extern long sqlite3_column_int64(nint statement, int column);

        [DllImport(Engine), SuppressGCTransition]
        public static extern double sqlite3_column_double(nint statement, int column);
    }
}

/// <summary>Statements that a connection keeps, by their text.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _kept = [];

    public SqliteStatement this[string sql] => _kept.TryGetValue(sql, out var statement) ? statement : _kept[sql] = new SqliteStatement(connection, sql);

    public void Dispose()
    {
        foreach (var statement in _kept.Values)
        {
            statement.Dispose();
        }
    }
}
