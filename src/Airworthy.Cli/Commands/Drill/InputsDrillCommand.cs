using System.CommandLine;
using System.Diagnostics;

using Airworthy.Cli.Guarding;
using Airworthy.Cli.Rehearsing;
using Airworthy.Client;
using Airworthy.Core.Records;

namespace Airworthy.Cli.Commands.Drill;

/// <summary><c>airworthy drill inputs</c>: a copy of the endpoint's traffic with one column in another unit has to raise an alert.</summary>
internal sealed class InputsDrillCommand : IRehearsalCommand
{
    /// <summary>Logged rows that are sent, and the fewest that make a rehearsal.</summary>
    private const int Rows = 400, Least = 100, Days = 30;

    public IEnumerable<Command> Build()
    {
        var command = new Command("inputs", "Send a copy of the endpoint's logged traffic with one column 100 times too large through a gateway of its own with the same schema and limit: an alert has to be raised, and none by the rows as they came.") { ServedHere.Folder };
        command.SetAction(RunAsync);
        return [command];
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (project, started) = (Project.Open(parsed.GetValue(ServedHere.Folder)!), Stopwatch.GetTimestamp());
        if (PromisedGuards.Terms(project) is not { Schema: { } schema, Inputs: not null } terms)
        {
            throw new Refusal(1, "Without an approved schema and monitoring.inputs there is nothing that could raise an alert.", "Write both: airworthy data schema infer, airworthy data schema approve, and monitoring.inputs in airworthy.yaml.");
        }

        var served = await ServedHere.ReadAsync(project, cancel);
        var logged = served.Live.Digest is null ? null : await ServedHere.WithAsync(project, (client, endpoint) => client.Endpoints.RowsAsync(endpoint, served.Live.Model, Rows, Days, cancel), cancel);
        List<LoggedRow> rows = [.. (logged?.Rows ?? []).Where(r => r.Features.Count > 0)];
        if (rows.Count < Least)
        {
            throw new Refusal(1, $"The log holds {rows.Count} rows of {served.Live.Model} with their values; {Least} are needed to copy.", "Rehearse when it has been asked, with data.privacy saying which values may be kept.");
        }

        var column = InputRehearsal.Column(schema, rows) ?? throw new Refusal(1, "The schema bounds no number that requests bring so that another unit would break it.", "Set low and high of such a column in the schema, and approve it.");
        var outcome = await new InputRehearsal(served.Live, terms, rows).RunAsync(column, TimeProvider.System, cancel);
        return await KeptRehearsal.EndAsync(project, outcome.Of("inputs", Rehearsal.Own, served.About, started, KeptRehearsal.By(project)), cancel);
    }
}
