using System.CommandLine;
using System.Reflection;

namespace Airworthy.Cli.Commands;

/// <summary>A subcommand of <c>airworthy monitor</c>, one per file in <c>Commands/Monitor/</c>. Found by its type; nobody registers it.</summary>
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
        foreach (var type in Assembly.GetExecutingAssembly().GetTypes().Where(t => typeof(IMonitorCommand).IsAssignableFrom(t) && t.IsClass).OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            command.Subcommands.Add(((IMonitorCommand)Activator.CreateInstance(type)!).Build());
        }

        return command;
    }
}
