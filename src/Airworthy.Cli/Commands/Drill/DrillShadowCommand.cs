using System.CommandLine;
using System.Diagnostics;

using Airworthy.Cli.Rehearsing;
using Airworthy.Core.Records;

namespace Airworthy.Cli.Commands.Drill;

/// <summary><c>airworthy drill shadow</c>: a shadow that hangs or crashes may neither delay nor change an answer.</summary>
internal sealed class DrillShadowCommand : IRehearsalCommand
{
    public Command Build()
    {
        var command = new Command("shadow", "See that a shadow which hangs or crashes neither delays nor changes an answer, in a gateway of its own with the version that answers.") { ServedHere.Folder };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(ServedHere.Folder)!);
        var served = await ServedHere.ReadAsync(project, cancel);
        var started = Stopwatch.GetTimestamp();
        var done = (await new Rehearsals(served, TimeProvider.System).ShadowAsync(cancel)).Of("shadow", Rehearsal.Own, served.About, started, KeptRehearsal.By(project));
        return await KeptRehearsal.EndAsync(project, done, cancel);
    }
}
