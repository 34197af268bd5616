using Microsoft.Data.Sqlite;

using SQLitePCL;

namespace Airworthy.Tracking.Storage;

/// <summary>One prepared statement of SQLite, without anything in between: for the rows that come by the million.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <param name="position">Of the parameter, from 1.</param>
    public void Bind(int position, long value) => Check(raw.sqlite3_bind_int64(_statement, position, value));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int position, double value) => Check(raw.sqlite3_bind_double(_statement, position, value));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int position, string value) => Check(raw.sqlite3_bind_text(_statement, position, value));

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            raw.sqlite3_reset(_statement);
            Check(code);
        }

        return false;
    }

    /// <summary>Makes it ready to run again.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    /// <param name="column">From 0.</param>
    public long Whole(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <inheritdoc cref="Whole"/>
    public double Real(int column) => raw.sqlite3_column_double(_statement, column);

    /// <summary>Rows that the last run changed.</summary>
    public int Changed => raw.sqlite3_changes(_database);

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);

    public void Dispose() => _statement.Dispose();
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
