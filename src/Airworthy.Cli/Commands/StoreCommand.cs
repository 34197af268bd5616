using System.CommandLine;
using System.Reflection;

using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Cli.Commands;

/// <summary>A subcommand of <c>airworthy store</c>, one per file in <c>Commands/Store/</c>. Found by its name; nobody registers it.</summary>
internal interface IStoreCommand
{
    Command Build();
}

/// <summary><c>airworthy store</c>: the upkeep of the tracking store.</summary>
internal sealed class StoreCommand : ICommand
{
    public Command Build()
    {
        var command = new Command("store", "The store of runs and models: check it, back it up, restore it, remove for good what was deleted.");
        foreach (var type in Assembly.GetExecutingAssembly().TypesEnding("Command").Where(typeof(IStoreCommand).IsAssignableFrom))
        {
            command.Subcommands.Add(((IStoreCommand)Activator.CreateInstance(type)!).Build());
        }

        return command;
    }

    /// <summary>Does what the store may refuse.</summary>
    public static async Task<int> ForAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (StoreRefusedException e)
        {
            throw new Refusal(1, e.Message);
        }
    }
}
