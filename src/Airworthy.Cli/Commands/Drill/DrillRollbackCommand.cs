using System.CommandLine;
using System.Diagnostics;

using Airworthy.Cli.Rehearsing;
using Airworthy.Core.Records;

namespace Airworthy.Cli.Commands.Drill;

/// <summary><c>airworthy drill rollback</c>: back to the version before, timed, while callers ask.</summary>
internal sealed class DrillRollbackCommand : IRehearsalCommand
{
    public Command Build()
    {
        var command = new Command("rollback", "Go back to the version before, timed, while callers ask, in a gateway of its own with the versions of the project's endpoint.") { ServedHere.Folder, ServedHere.AtRunning };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(ServedHere.Folder)!);
        var served = await ServedHere.ReadAsync(project, cancel);
        var started = Stopwatch.GetTimestamp();
        var isLive = parsed.GetValue(ServedHere.AtRunning);
        var outcome = isLive ? await AtRunningEndpoint.RunAsync(project, cancel) : await new Rehearsals(served, TimeProvider.System).RollBackAsync(cancel);
        var done = outcome.Of("rollback", isLive ? Rehearsal.Live : Rehearsal.Own, served.About, started, KeptRehearsal.By(project));
        return await KeptRehearsal.EndAsync(project, done, cancel);
    }
}
