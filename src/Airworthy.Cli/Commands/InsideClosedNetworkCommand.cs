using System.CommandLine;
using System.ComponentModel;

using Airworthy.Pipelines.Reproduction;

namespace Airworthy.Cli.Commands;

/// <summary>What <c>airworthy reproduce --closed</c> starts inside the network that it makes; nobody types it.</summary>
internal sealed class InsideClosedNetworkCommand : ICommand
{
    private static readonly Argument<string> s_door = new("door");
    private static readonly Argument<int> s_port = new("port");
    private static readonly Argument<string[]> s_command = new("command") { Arity = ArgumentArity.OneOrMore };

    public Command Build()
    {
        var command = new Command(ClosedNetwork.Inside, "Runs a command in a network of its own.") { s_door, s_port, s_command };
        command.Hidden = true;
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                return await InsideNetwork.RunAsync(parsed.GetValue(s_door)!, parsed.GetValue(s_port), parsed.GetValue(s_command)!, cancel);
            }
            catch (Win32Exception e)
            {
                throw new Refusal(1, $"This process is in no network of its own: {e.Message}.", "It is started by `airworthy reproduce --closed`.");
            }
        });
        return command;
    }
}
