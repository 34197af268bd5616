using Npgsql;

namespace Airworthy.Tracking.Storage;

/// <summary>Where a store keeps its tables: a folder (SQLite) or a PostgreSQL database.</summary>
public abstract record StoreAddress
{
    private StoreAddress()
    {
    }

    /// <summary>SQLite in <c>tracking.db</c> of a folder, which is made when it is not there.</summary>
    /// <param name="Path">The folder, as a full path.</param>
    public sealed record Folder(string Path) : StoreAddress
    {
        public string File => System.IO.Path.Combine(Path, "tracking.db");

        public override string ToString() => Path;
    }

    /// <summary>A PostgreSQL database.</summary>
    /// <param name="Connection">A connection string as Npgsql reads it: <c>Host=…;Database=…;Username=…</c>.</param>
    public sealed record PostgreSql(string Connection) : StoreAddress
    {
        // Never the password: this text is printed and logged.
        public override string ToString()
        {
            var parts = new NpgsqlConnectionStringBuilder(Connection);
            return $"PostgreSQL {parts.Database} at {parts.Host}:{parts.Port}";
        }
    }

    /// <summary>Reads what a user wrote: a connection string has a host, a <c>postgresql://</c> address is one too; all else is a folder.</summary>
    /// <exception cref="FormatException">It looks like a connection to PostgreSQL and cannot be read as one.</exception>
    public static StoreAddress Parse(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "postgresql" or "postgres")
        {
            return OfAddress(address);
        }

        return text.Contains("Host=", StringComparison.OrdinalIgnoreCase) ? OfConnection(text) : new Folder(Path.GetFullPath(text));
    }

    private static PostgreSql OfAddress(Uri address)
    {
        var login = address.UserInfo.Split(':', 2);
        var parts = new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.IsDefaultPort || address.Port <= 0 ? 5432 : address.Port,
            Database = Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')),
            Username = login[0].Length > 0 ? Uri.UnescapeDataString(login[0]) : null,
            Password = login.Length > 1 ? Uri.UnescapeDataString(login[1]) : null,
        };
        return new PostgreSql(parts.ConnectionString);
    }

    private static PostgreSql OfConnection(string text)
    {
        try
        {
            return new PostgreSql(new NpgsqlConnectionStringBuilder(text).ConnectionString);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"The store looks like a connection to PostgreSQL, but {char.ToLowerInvariant(e.Message[0])}{e.Message[1..]} Expected: Host=…;Database=…;Username=…;Password=…", e);
        }
    }
}
