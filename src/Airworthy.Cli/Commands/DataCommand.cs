using System.CommandLine;
using System.Reflection;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Cli.Commands;

/// <summary>A subcommand of <c>airworthy data</c>, one per file in <c>Commands/Data/</c>. Found by its name; nobody registers it.</summary>
internal interface IDataCommand
{
    Command Build();
}

/// <summary><c>airworthy data</c>: versions of datasets, kept in the project's store.</summary>
internal sealed class DataCommand : ICommand
{
    public Command Build()
    {
        var command = new Command("data", "Versions of datasets: each state of the data under a name, in the project's store.");
        foreach (var type in Assembly.GetExecutingAssembly().TypesEnding("Command").Where(typeof(IDataCommand).IsAssignableFrom))
        {
            command.Subcommands.Add(((IDataCommand)Activator.CreateInstance(type)!).Build());
        }

        return command;
    }
}
