using System.CommandLine;

using Airworthy.Cli.Guarding;

namespace Airworthy.Cli.Commands.Release;

/// <summary><c>airworthy release guards</c>: brings the contract's guards into force where a version answers already.</summary>
internal sealed class ReleaseGuardsCommand : IReleaseCommand
{
    public Command Build()
    {
        var command = new Command("guards", "Bring the contract's fallback, the approved schema, the guards fitted to the loaded versions, and what the prediction log may keep of persons into force: a change of its own in the history.")
        {
            ReleaseCommand.Endpoint, ReleaseCommand.Reason, StoreConnection.Store, StoreConnection.Artifacts, StoreConnection.Server,
        };
        command.SetAction((parsed, cancel) =>
        {
            var project = Project.Open(".");
            var endpoint = ReleaseCommand.EndpointOf(parsed, project.Contract);
            return ReleaseCommand.WithGatewayAsync(parsed, async gateway =>
            {
                var status = await gateway.GuardAsync(endpoint, PromisedGuards.Terms(project), PromisedGuards.Chain(project.Contract), parsed.GetValue(ReleaseCommand.Reason), PromisedGuards.LogFeatures(project.Contract), PromisedGuards.Privacy(project.Contract), project.Contract.Freshness?.MaxAgeDays, cancel);
                ReleaseStatusCommand.Tell(status);
                return status.Guards?.Any(g => g.Says is not null) == true ? 1 : 0;
            });
        });
        return command;
    }
}
