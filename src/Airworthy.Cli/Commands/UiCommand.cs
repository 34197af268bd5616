using System.CommandLine;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy ui</c>: <c>serve --open</c> under a name that is easy to remember.</summary>
internal sealed class UiCommand : ICommand
{
    public Command Build() => ServeCommand.Build("ui", "Start the server and show its pages in a browser: serve --open.", opens: true);
}
