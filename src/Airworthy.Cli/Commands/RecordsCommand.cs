using System.CommandLine;

using Airworthy.Core.Records;
using Airworthy.Core.Reporting;
using Airworthy.Data.Records;
using Airworthy.Pipelines.Records;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy records</c>: what checks left behind; brings it to colleagues and CI through a git ref, and looks whether it is whole.</summary>
internal sealed class RecordsCommand : ICommand
{
    private static readonly Argument<string> s_project = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<string> s_remote = new("--remote") { Description = "A git remote, an address or a path.", DefaultValueFactory = _ => "origin" };
    private static readonly Option<string?> s_check = new("--check") { Description = "Only records of this item or item/part.", HelpName = "name" };
    private static readonly Option<int> s_last = new("--last") { Description = "How many, newest last.", DefaultValueFactory = _ => 20 };

    public Command Build()
    {
        var push = new Command("push", "Bring the records of this machine to a git remote; what is there stays.") { s_project, s_remote };
        push.SetAction((parsed, cancel) => TravelAsync(parsed, (travel, stop) => travel.PushAsync(stop), (journey, remote) => journey.Moved == 0
            ? $"{remote} has all {Wording.Many(journey.Together, "record")} already."
            : $"Brought {Wording.Many(journey.Moved, "record")} to {remote}, which now holds {journey.Together:N0}{(journey.Attempts > 1 ? $" (attempt {journey.Attempts}; others pushed at the same time)" : "")}.", cancel));
        var pull = new Command("pull", "Bring the records of others here; what is here stays.") { s_project, s_remote };
        pull.SetAction((parsed, cancel) => TravelAsync(parsed, (travel, stop) => travel.PullAsync(stop), (journey, remote) => journey.Moved == 0
            ? $"{remote} has nothing new; {Wording.Many(journey.Together, "record")} here."
            : $"Brought {Wording.Many(journey.Moved, "record")} from {remote}; {journey.Together:N0} here now.", cancel));
        var verify = new Command("verify", "Walk every chain of records and name each gap.") { s_project };
        verify.SetAction(Verify);
        var list = new Command("list", "List the newest records.") { s_project, s_check, s_last };
        list.SetAction(List);
        return new Command("records", "What checks left behind: push, pull, verify, list.") { push, pull, verify, list };
    }

    private static async Task<int> TravelAsync(ParseResult parsed, Func<RecordsTravel, CancellationToken, Task<Journey>> go, Func<Journey, string, string> tell, CancellationToken cancel)
    {
        try
        {
            var (root, remote) = (Root(parsed), parsed.GetValue(s_remote)!);
            var travel = await RecordsTravel.OpenAsync(root, remote, new Random(Environment.ProcessId), cancel);
            Console.WriteLine(tell(await go(travel, cancel), remote));
            return 0;
        }
        catch (RecordsRefusedException refused)
        {
            throw new Refusal(1, refused.Lines);
        }
    }

    private static int Verify(ParseResult parsed)
    {
        var files = new RecordStore(Root(parsed)).Lines();
        var problems = files.SelectMany(f => History.Problems($".airworthy/store/records/{f.Key}", f.Value)).ToList();
        foreach (var problem in problems)
        {
            Console.WriteLine(problem);
        }

        if (problems.Count > 0)
        {
            Console.WriteLine($"{Wording.Many(problems.Count, "place")} where the history is broken. Parts they belong to are stale until they run again.");
            return 1;
        }

        var records = files.Values.SelectMany(f => f).Select(CheckRecord.Parse).OfType<CheckRecord>().ToList();
        Console.WriteLine(records.Count == 0
            ? "There are no records yet. `airworthy check` writes them."
            : $"The history is whole: {Wording.Many(records.Count, "record")} of {Wording.Many(files.Count, "writer")} in {Wording.Many(records.Select(r => (r.Check, r.By.Id)).Distinct().Count(), "chain")}.");
        return 0;
    }

    private static int List(ParseResult parsed)
    {
        var name = parsed.GetValue(s_check);
        var records = new RecordStore(Root(parsed)).Read()
            .Where(r => name is null || r.Check == name || r.Check.StartsWith(name + "/", StringComparison.Ordinal))
            .TakeLast(Math.Max(0, parsed.GetValue(s_last))).ToList();
        if (records.Count == 0)
        {
            Console.WriteLine(name is null ? "There are no records yet. `airworthy check` writes them." : $"There is no record of {name}.");
        }

        foreach (var record in records)
        {
            Console.WriteLine($"{Wording.Time(record.At)}  {record.Id[..12]}  {record.Answer.ToString().ToLowerInvariant(),-9}  {record.Check}  ({record.By.Kind.ToString().ToLowerInvariant()} {record.By.Id})");
            Console.WriteLine($"    {record.Says}");
        }

        return 0;
    }

    private static string Root(ParseResult parsed) => Project.Open(parsed.GetValue(s_project)!).Root;
}
