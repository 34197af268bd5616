using System.CommandLine;

namespace Airworthy.Cli.Commands.Release;

/// <summary><c>airworthy release promote</c>: moves a release on before its policy would.</summary>
internal sealed class ReleasePromoteCommand : IReleaseCommand
{
    public Command Build()
    {
        var command = new Command("promote", "Move the running release on by one step before its policy would. Refused where the evidence speaks against it.") { ReleaseCommand.Endpoint, ReleaseCommand.Reason, StoreConnection.Store, StoreConnection.Artifacts, StoreConnection.Server };
        command.SetAction((parsed, cancel) =>
        {
            var endpoint = ReleaseCommand.EndpointOf(parsed, ReleaseCommand.Contract());
            return ReleaseCommand.WithGatewayAsync(parsed, async gateway =>
            {
                var seen = await gateway.GetAsync(endpoint, cancel);
                await gateway.PromoteAsync(endpoint, parsed.GetValue(ReleaseCommand.Reason), seen.Table.Generation, cancel);
                ReleaseStatusCommand.Tell(await gateway.GetAsync(endpoint, cancel));
                return 0;
            });
        });
        return command;
    }
}

/// <summary><c>airworthy release rollback</c>: what answered before answers again.</summary>
internal sealed class ReleaseRollbackCommand : IReleaseCommand
{
    public Command Build()
    {
        var command = new Command("rollback", "Take the running release back; where none runs, what answered before answers again.") { ReleaseCommand.Endpoint, ReleaseCommand.Reason, StoreConnection.Store, StoreConnection.Artifacts, StoreConnection.Server };
        command.SetAction((parsed, cancel) =>
        {
            var endpoint = ReleaseCommand.EndpointOf(parsed, ReleaseCommand.Contract());
            return ReleaseCommand.WithGatewayAsync(parsed, async gateway =>
            {
                var seen = await gateway.GetAsync(endpoint, cancel);
                var now = await gateway.RollBackAsync(endpoint, parsed.GetValue(ReleaseCommand.Reason), seen.Table.Generation, cancel);
                ReleaseStatusCommand.Tell(now);
                return now.Behind is null ? 0 : 1;
            });
        });
        return command;
    }
}
