using System.CommandLine;
using System.Globalization;

using Airworthy.Cli.Rehearsing;
using Airworthy.Client;

namespace Airworthy.Cli.Commands.Monitor;

/// <summary><c>airworthy monitor alerts</c>: what the gateway wanted somebody to look at, and what was done about it.</summary>
internal sealed class MonitorAlertsCommand : IMonitorCommand
{
    private static readonly Option<long?> s_answer = new("--answer") { Description = "The number of an alert that you answer, with --acted or --dismissed.", HelpName = "number" };
    private static readonly Option<string?> s_acted = new("--acted") { Description = "It led to something: what was done.", HelpName = "text" };
    private static readonly Option<string?> s_dismissed = new("--dismissed") { Description = "It was about nothing: why.", HelpName = "text" };

    public Command Build()
    {
        var command = new Command("alerts", "Show what the gateway raised at the project's endpoint, or say what was done about one.") { MonitorCommand.Folder, s_answer, s_acted, s_dismissed };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(MonitorCommand.Folder)!);
        var (acted, dismissed) = (parsed.GetValue(s_acted), parsed.GetValue(s_dismissed));
        if (parsed.GetValue(s_answer) is not { } no)
        {
            return acted is null && dismissed is null ? await ListAsync(project, cancel) : throw new Refusal(64, "Which alert is answered is not said.", "Name its number: --answer NUMBER.");
        }

        if ((acted is null) == (dismissed is null))
        {
            throw new Refusal(64, "An alert either led to something or was about nothing.", "Add --acted TEXT or --dismissed TEXT.");
        }

        var answered = await ServedHere.WithAsync(project, (client, endpoint) => client.Endpoints.AnswerAlertAsync(endpoint, no, acted is not null, acted ?? dismissed!, cancel), cancel);
        Console.WriteLine(Line(answered));
        return 0;
    }

    private static async Task<int> ListAsync(Project project, CancellationToken cancel)
    {
        var all = await ServedHere.WithAsync(project, (client, endpoint) => client.Endpoints.AlertsAsync(endpoint, cancel), cancel);
        Console.WriteLine(all.Count == 0 ? "No alert was raised." : string.Join('\n', all.Select(Line)));
        return all.Any(a => a is { EndedAt: null, Outcome: null }) ? 1 : 0;
    }

    private static string Line(AlertInfo alert)
    {
        static string At(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return $"{alert.No,4}  {At(alert.RaisedAt)}  {alert.Kind}: {alert.Says}\n      {(alert.EndedAt is { } ended ? $"over since {At(ended)}" : "it lasts")}; {(alert.Outcome is { } outcome ? $"{outcome.ToLowerInvariant()} by {alert.By}: {alert.Reason}" : $"not answered: airworthy monitor alerts --answer {alert.No} --acted TEXT | --dismissed TEXT")}";
    }
}
