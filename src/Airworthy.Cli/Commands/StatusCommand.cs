using System.CommandLine;

using Airworthy.Cli.Reports;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy status</c>: the checklist as last known; nothing is run.</summary>
internal sealed class StatusCommand : ICommand
{
    private static readonly Argument<string> s_folder = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<bool> s_all = new("--all") { Description = "Every item with its parts." };

    public Command Build()
    {
        var command = new Command("status", "Show the checklist as last known, without running anything.") { s_folder, s_all };
        command.SetAction(async (parsed, cancel) =>
        {
            var project = Project.Open(parsed.GetValue(s_folder)!);
            var known = await Checkup.LastKnownAsync(project, TimeProvider.System, cancel);
            await ReportFormats.PutAsync(known.Report, ReportFormat.Text, parsed.GetValue(s_all), null, cancel);
            return 0;
        });
        return command;
    }
}
