using System.CommandLine;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Probes;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data plan</c>: which gain shows on how many rows, what those cost and how long they take.</summary>
internal sealed class DataPlanCommand : IDataCommand
{
    private static readonly double[] s_times = [0.5, 1, 2, 4, 8, 16];

    private static readonly Argument<string> s_folder = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("plan", "Print the trade of more rows: which gain shows, what the rows cost, how long they take.") { s_folder };
        command.SetAction(async (parsed, cancel) =>
        {
            var project = Project.Open(parsed.GetValue(s_folder)!);
            await using var around = new Surroundings { Root = project.Root, Contract = project.Contract, Clock = TimeProvider.System, Files = project.Files };
            var inspection = new Inspection(around, new Subjects(project.Contract, new Dictionary<Bound, string>()));
            if (await inspection.SeeAsync<GainPower>(cancel) is not { } seen || (seen.Measured is null && seen.Planned is null))
            {
                var power = Pages.Find("dev-set-power")!;
                var verdict = (await inspection.RunAsync([(power, power["mde"]!)], cancel)).Values.Single().Verdict;
                throw new Refusal(2, verdict.Says, $"→ {verdict.Next}");
            }

            Print(project.Contract, seen);
            return 0;
        });
        return command;
    }

    private static void Print(ProjectContract contract, GainPower seen)
    {
        var confidence = contract.Metric?.Confidence ?? 0.95;
        var (error, units, block) = seen.Measured is { } measured ? (measured.Error, measured.Units, measured.Block) : (seen.Planned!.High, seen.Planned.Units, null);
        var now = PairedPower.Smallest(error, Math.Max(2, units), confidence);
        Console.WriteLine(seen.Measured is { } m
            ? $"{seen.Metric} on {seen.Split}, measured between {m.First} ({m.FirstLevel:0.000#}) and {m.Second} ({m.SecondLevel:0.000#}){(block is null ? "" : $", by {units:N0} {block}s")}"
            : $"{seen.Metric} on {seen.Split}, planned from its level {seen.Planned!.Level:0.0##} in {seen.Planned.From}, for two models whose errors have nothing in common");
        Console.WriteLine();
        Console.WriteLine($"{"rows",12}  {"gain that shows",16}  {"rows more",12}  {"cost",18}  {"months",8}");
        var wanted = contract.Metric?.MinimumImprovement;
        foreach (var times in s_times.Concat(wanted is { } gain ? [PairedPower.Times(now, gain)] : []).Order())
        {
            var (more, isWanted) = (Math.Max(0, (times - 1) * seen.Rows), wanted is { } g && Math.Abs(times - PairedPower.Times(now, g)) < 1e-9);
            var (cost, months) = Price(contract, more);
            Console.WriteLine($"{times * seen.Rows,12:N0}  {now / Math.Sqrt(times),16:0.0###}  {more,12:N0}  {cost,18}  {months,8}{(times == 1 ? "  now" : isWanted ? "  what was asked for" : "")}");
        }

        foreach (var slice in (seen.Slices ?? []).Where(s => s.Error > 0 && s.Units >= 2))
        {
            var smallest = PairedPower.Smallest(slice.Error!.Value, slice.Units, confidence);
            var more = wanted is { } g ? Math.Max(0, slice.Rows * (PairedPower.Times(smallest, g) - 1)) : 0;
            var (cost, months) = Price(contract, more * seen.Rows / Math.Max(1, slice.Rows));
            Console.WriteLine($"Slice {slice.Name}: {slice.Rows:N0} rows show {smallest:0.0###}{(more > 0 ? $"; {wanted:0.0###} needs {more:N0} more of its rows{(cost == "–" ? "" : $" ({cost}, {months} months, if rows come as they did)")}" : "")}");
        }

        if (contract.Data?.Collection is not { CostPer1000: not null, RowsPerMonth: not null })
        {
            Console.WriteLine("Cost and time: write data.collection (rows_per_month, cost_per_1000) into airworthy.yaml.");
        }

        if (block is not null)
        {
            Console.WriteLine($"Rows of one {block} are alike: the rows must come with as many more {block}s.");
        }
    }

    private static (string Cost, string Months) Price(ProjectContract contract, double more)
    {
        var collection = contract.Data?.Collection;
        return (collection?.CostPer1000 is { } money ? $"{more / 1000 * money.Amount:N0} {money.Unit}" : "–", collection?.RowsPerMonth is > 0 and var rate ? $"{more / rate:N0}" : "–");
    }
}
