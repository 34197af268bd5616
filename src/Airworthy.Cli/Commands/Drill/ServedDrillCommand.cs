using System.CommandLine;
using System.Diagnostics;

using Airworthy.Cli.Rehearsing;
using Airworthy.Core.Records;

namespace Airworthy.Cli.Commands.Drill;

/// <summary><c>airworthy drill rollback|switch|canary|shadow</c>: what answers at the project's endpoint, rehearsed through a gateway of its own.</summary>
internal sealed class ServedDrillCommand : IRehearsalCommand
{
    public IEnumerable<Command> Build() =>
    [
        Of("rollback", "Go back to the version before, timed, while callers ask, in a gateway of its own with the versions of the project's endpoint.", (own, cancel) => own.RollBackAsync(cancel), atRunning: true),
        Of("switch", "Switch to the other version and back, while callers ask, in a gateway of its own with the versions of the project's endpoint.", (own, cancel) => own.SwitchAsync(cancel), atRunning: true),
        Of("canary", "See that a candidate which fails on 5 % of requests is stopped by itself, in a gateway of its own with the version that answers.", (own, cancel) => own.CanaryAsync(cancel)),
        Of("shadow", "See that a shadow which hangs or crashes neither delays nor changes an answer, in a gateway of its own with the version that answers.", (own, cancel) => own.ShadowAsync(cancel)),
    ];

    /// <param name="atRunning">It can be done at the running endpoint too.</param>
    private static Command Of(string name, string about, Func<Rehearsals, CancellationToken, Task<Outcome>> work, bool atRunning = false)
    {
        var command = new Command(name, about) { ServedHere.Folder };
        if (atRunning)
        {
            command.Options.Add(ServedHere.AtRunning);
        }

        command.SetAction(async (parsed, cancel) =>
        {
            var project = Project.Open(parsed.GetValue(ServedHere.Folder)!);
            var served = await ServedHere.ReadAsync(project, cancel);
            var (started, isLive) = (Stopwatch.GetTimestamp(), atRunning && parsed.GetValue(ServedHere.AtRunning));
            var outcome = isLive ? await AtRunningEndpoint.RunAsync(project, cancel) : await work(new Rehearsals(served, TimeProvider.System), cancel);
            return await KeptRehearsal.EndAsync(project, outcome.Of(name, isLive ? Rehearsal.Live : Rehearsal.Own, served.About, started, KeptRehearsal.By(project)), cancel);
        });
        return command;
    }
}
