using System.CommandLine;
using System.Reflection;

using Airworthy.Client;
using Airworthy.Tracking.Protocol;

namespace Airworthy.Cli.Commands;

/// <summary>A subcommand of <c>airworthy runs</c>, one per file in <c>Commands/Runs/</c>. Found by its name; nobody registers it.</summary>
internal interface IRunsCommand
{
    Command Build();
}

/// <summary><c>airworthy runs</c>: what was tracked, in the local store or on a server.</summary>
internal sealed class RunsCommand : ICommand
{
    public Command Build()
    {
        var command = new Command("runs", "Runs: list them, export them as a table, import them from elsewhere.");
        foreach (var type in Assembly.GetExecutingAssembly().TypesEnding("Command").Where(typeof(IRunsCommand).IsAssignableFrom))
        {
            command.Subcommands.Add(((IRunsCommand)Activator.CreateInstance(type)!).Build());
        }

        return command;
    }

    /// <summary>Does what speaks to a store or server; what it refuses is told as such.</summary>
    /// <param name="make">Whether a store is made where there is none.</param>
    public static async Task<int> WithStoreAsync(ParseResult parsed, Func<StoreConnection, Task<int>> work, CancellationToken cancel, bool make = false)
    {
        try
        {
            await using var store = await StoreConnection.OpenAsync(parsed, make, cancel);
            return await work(store);
        }
        catch (TrackingException e)
        {
            throw new Refusal(1, e.Message);
        }
    }
}
