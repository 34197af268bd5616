using System.CommandLine;

using Airworthy.Cli.Reports;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy report</c>: the last known state in the form that was asked for; nothing is run.</summary>
internal sealed class ReportCommand : ICommand
{
    private static readonly Argument<string> s_folder = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<ReportFormat> s_format = new("--format") { Description = "The form of the report.", DefaultValueFactory = _ => ReportFormat.Text };
    private static readonly Option<string?> s_out = new("--out") { Description = "Write the report into a file." };
    private static readonly Option<bool> s_all = new("--all") { Description = "Text: every item with its parts." };
    private static readonly Option<DateTimeOffset?> s_now = new("--now") { Description = "The time that counts as now, such as 2026-01-05T10:00:00Z." };

    public Command Build()
    {
        var command = new Command("report", "Write the report from what is recorded, without running anything.") { s_folder, s_format, s_out, s_all, s_now };
        command.SetAction(async (parsed, cancel) =>
        {
            var project = Project.Open(parsed.GetValue(s_folder)!);
            var known = await Checkup.LastKnownAsync(project, parsed.GetValue(s_now) is { } now ? new FixedClock(now) : TimeProvider.System, cancel);
            if (known.Evidence.Records.Count == 0)
            {
                Terminal.Note("Nothing has been checked here yet, so every machine part is unanswered. Run `airworthy check` first.");
            }

            await ReportFormats.PutAsync(known.Report, parsed.GetValue(s_format), parsed.GetValue(s_all), parsed.GetValue(s_out), cancel);
            return 0;
        });
        return command;
    }
}
