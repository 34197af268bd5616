using System.CommandLine;

namespace Airworthy.Cli.Commands.Drill;

/// <summary>Subcommands of <c>airworthy drill</c> that rehearse what serves, in <c>Commands/Drill/</c>. Found by its name; nobody registers it.</summary>
/// <remarks>Everything else that <c>drill</c> is told names a part of the checklist, and is fed a defect.</remarks>
internal interface IRehearsalCommand
{
    IEnumerable<Command> Build();
}
