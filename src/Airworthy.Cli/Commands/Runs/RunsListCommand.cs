using System.CommandLine;
using System.Globalization;

using Airworthy.Client;

namespace Airworthy.Cli.Commands.Runs;

/// <summary><c>airworthy runs list</c>: the newest runs, or those that match.</summary>
internal sealed class RunsListCommand : IRunsCommand
{
    private const int MostMetrics = 4;

    private static readonly Option<int> s_most = new("--max") { Description = "At most so many.", DefaultValueFactory = _ => 20, HelpName = "n" };

    public Command Build()
    {
        var command = new Command("list", "List runs, the newest first.") { RunChoice.Experiments, RunChoice.Filter, RunChoice.Order, s_most, StoreConnection.Store, StoreConnection.Artifacts, StoreConnection.Server };
        command.SetAction((parsed, cancel) => RunsCommand.WithStoreAsync(parsed, store => ListAsync(parsed, store, cancel), cancel));
        return command;
    }

    private static async Task<int> ListAsync(ParseResult parsed, StoreConnection store, CancellationToken cancel)
    {
        var (runs, names) = await RunChoice.ReadAsync(parsed, store.Client, cancel);
        var most = parsed.GetValue(s_most);
        var shown = await runs.Take(most + 1).ToListAsync(cancel);
        if (shown.Count == 0)
        {
            Console.WriteLine($"No runs in {store.Name}.");
            return 0;
        }

        var rows = shown.Take(most).Select(r => (string[])
        [
            names.GetValueOrDefault(r.ExperimentId, r.ExperimentId), r.Name, r.Id, r.Status.ToString().ToLowerInvariant(), r.StartedAt?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "", Metrics(r),
        ]).Prepend(["experiment", "run", "id", "status", "started (UTC)", "metrics"]).ToList();
        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(r => r[i].Length)).ToList();
        foreach (var row in rows)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }

        if (shown.Count > most)
        {
            Console.WriteLine($"More match; these are the first {most}. --max shows more.");
        }

        return 0;
    }

    private static string Metrics(Run run)
    {
        var first = run.Metrics.Values.OrderBy(m => m.Key, StringComparer.Ordinal).Take(MostMetrics).Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Key} {m.Value:0.####}"));
        return string.Join(", ", first) + (run.Metrics.Count > MostMetrics ? $", and {run.Metrics.Count - MostMetrics} more" : "");
    }
}
