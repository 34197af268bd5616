using System.CommandLine;

using Airworthy.Tracking.Storage;
using Airworthy.Tracking.Storage.Upkeep;

using Npgsql;

namespace Airworthy.Cli.Commands.Store;

/// <summary><c>airworthy store backup</c>: the tables of one moment and the artifacts, in one folder.</summary>
internal sealed class StoreBackupCommand : IStoreCommand
{
    private static readonly Argument<string> s_to = new("FOLDER") { Description = "The folder to make; it does not exist yet." };

    public Command Build()
    {
        var command = new Command("backup", "Write a backup into a new folder, also while a server works on the store. `sha256sum -c SHA256SUMS` in it looks whether it is whole.") { s_to, StoreConnection.Store, StoreConnection.Artifacts };
        command.SetAction((parsed, cancel) => StoreCommand.ForAsync(() => BackupAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> BackupAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (store, artifacts) = StoreConnection.Places(parsed);
        var to = Path.GetFullPath(parsed.GetValue(s_to)!);
        if (store is not StoreAddress.Folder folder)
        {
            throw ByPostgreSql((StoreAddress.PostgreSql)store, artifacts, to);
        }

        var (files, bytes) = await StoreBackup.WriteAsync(folder, artifacts, to, cancel);
        Console.WriteLine($"{files:N0} files, {FoundText.Size(bytes)}, are in {to}. `airworthy store restore {to} --store FOLDER` makes a store of them.");
        return 0;
    }

    private static Refusal ByPostgreSql(StoreAddress.PostgreSql server, string artifacts, string to)
    {
        var at = new NpgsqlConnectionStringBuilder(server.Connection);
        var where = $"--host={at.Host} --port={at.Port} --username={at.Username} ";
        return new Refusal(64,
            $"The tables are in {server}; PostgreSQL backs them up itself:",
            $"  mkdir {to} && pg_dump --format=custom {where}--file={to}/tracking.dump {at.Database} && cp -a {artifacts} {to}/artifacts",
            "and brings them back into an empty database:",
            $"  pg_restore {where}--dbname={at.Database} {to}/tracking.dump && cp -a {to}/artifacts {artifacts}");
    }
}
