using System.CommandLine;

using Airworthy.Tracking.Storage;
using Airworthy.Tracking.Storage.Upkeep;

namespace Airworthy.Cli.Commands.Store;

/// <summary><c>airworthy store restore</c>: makes a store of a backup.</summary>
internal sealed class StoreRestoreCommand : IStoreCommand
{
    private static readonly Argument<string> s_from = new("FOLDER") { Description = "A folder that `store backup` made." };

    public Command Build()
    {
        var command = new Command("restore", "Make a store of a backup. Every file is compared with its sum first, and nothing that is there is overwritten.") { s_from, StoreConnection.Store, StoreConnection.Artifacts };
        command.SetAction((parsed, cancel) => StoreCommand.ForAsync(() => RestoreAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> RestoreAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (store, artifacts) = StoreConnection.Places(parsed);
        if (store is not StoreAddress.Folder folder)
        {
            throw new Refusal(64, "A backup of `store backup` holds SQLite; it is restored into a folder. For PostgreSQL, `airworthy store backup` says the commands that do both.");
        }

        var (files, bytes) = await StoreBackup.RestoreAsync(Path.GetFullPath(parsed.GetValue(s_from)!), folder, artifacts, cancel);
        Console.WriteLine($"{files:N0} files, {FoundText.Size(bytes)}, are restored into {folder}. `airworthy serve --store {folder}` serves it.");
        return 0;
    }
}
