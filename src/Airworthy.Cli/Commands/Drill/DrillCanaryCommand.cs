using System.CommandLine;
using System.Diagnostics;

using Airworthy.Cli.Rehearsing;
using Airworthy.Core.Records;

namespace Airworthy.Cli.Commands.Drill;

/// <summary><c>airworthy drill canary</c>: a candidate that fails on 5 % of requests has to be stopped by itself.</summary>
internal sealed class DrillCanaryCommand : IRehearsalCommand
{
    public Command Build()
    {
        var command = new Command("canary", "See that a candidate which fails on 5 % of requests is stopped by itself, in a gateway of its own with the version that answers.") { ServedHere.Folder };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(ServedHere.Folder)!);
        var served = await ServedHere.ReadAsync(project, cancel);
        var started = Stopwatch.GetTimestamp();
        var done = (await new Rehearsals(served, TimeProvider.System).CanaryAsync(cancel)).Of("canary", Rehearsal.Own, served.About, started, KeptRehearsal.By(project));
        return await KeptRehearsal.EndAsync(project, done, cancel);
    }
}
