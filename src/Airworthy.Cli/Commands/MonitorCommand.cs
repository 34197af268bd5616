using System.CommandLine;
using System.Reflection;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Cli.Commands;

/// <summary>A subcommand of <c>airworthy monitor</c>, one per file in <c>Commands/Monitor/</c>. Found by its name; nobody registers it.</summary>
internal interface IMonitorCommand
{
    Command Build();
}

/// <summary><c>airworthy monitor</c>: what is served, watched from the gateway's log and counts.</summary>
internal sealed class MonitorCommand : ICommand
{
    public static readonly Argument<string> Folder = new("folder") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("monitor", "Watch what is served.");
        foreach (var type in Assembly.GetExecutingAssembly().TypesEnding("Command").Where(typeof(IMonitorCommand).IsAssignableFrom))
        {
            command.Subcommands.Add(((IMonitorCommand)Activator.CreateInstance(type)!).Build());
        }

        return command;
    }
}
