using System.CommandLine;

using Airworthy.Tracking.Storage.Upkeep;

namespace Airworthy.Cli.Commands.Store;

/// <summary><c>airworthy store check</c>: whether a store is whole.</summary>
internal sealed class StoreCheckCommand : IStoreCommand
{
    public Command Build()
    {
        var command = new Command("check", "Look whether the store is whole, also while a server works on it. Changes nothing; exit code 1 when something is wrong.") { StoreConnection.Store, StoreConnection.Artifacts };
        command.SetAction((parsed, cancel) => StoreCommand.ForAsync(() => CheckAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> CheckAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (store, artifacts) = StoreConnection.Places(parsed);
        var state = await StoreCheck.LookAsync(store, artifacts, cancel);
        foreach (var problem in state.Problems)
        {
            Console.WriteLine($"✗ {problem}");
        }

        foreach (var note in state.Notes)
        {
            Console.WriteLine($"  {note}");
        }

        Console.WriteLine(state.Problems.Count == 0 ? $"✓ {store} is whole." : "Restore a backup (`airworthy store restore`), or go on with what is left.");
        return state.Problems.Count == 0 ? 0 : 1;
    }
}
