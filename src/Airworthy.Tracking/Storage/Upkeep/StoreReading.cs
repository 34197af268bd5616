using Microsoft.Data.Sqlite;

namespace Airworthy.Tracking.Storage.Upkeep;

/// <summary>Reads a store's SQLite file beside its owner, which goes on.</summary>
internal static class StoreReading
{
    /// <exception cref="StoreRefusedException">There is no store in the folder.</exception>
    public static SqliteConnection Open(StoreAddress.Folder folder)
    {
        if (!File.Exists(folder.File))
        {
            throw new StoreRefusedException($"There is no store in {folder}: {folder.File} does not exist. Name its folder with --store.");
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = folder.File, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 30, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new StoreRefusedException($"{folder.File} cannot be read: {e.Message}", e);
        }
    }
}
