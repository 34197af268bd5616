using System.CommandLine;

using Airworthy.Core.Statistics;
using Airworthy.Data;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data label-audit</c>: how far two people who labelled the same rows agree. No contract is needed.</summary>
internal sealed class DataLabelAuditCommand : IDataCommand
{
    private static readonly Argument<string> s_file = new("file") { Description = "A table with one row per case: a column that names it, and the label of each of the two (first, second)." };

    public Command Build()
    {
        var command = new Command("label-audit", "Count how far two people who labelled the same rows agree: share and Cohen's kappa, with intervals.") { s_file };
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                var file = Path.GetFullPath(parsed.GetValue(s_file)!);
                var seen = await LabelAudit.ReadAsync(Path.GetDirectoryName(file)!, Path.GetFileName(file), null, cancel);
                if (seen.Rows == 0)
                {
                    throw new Refusal(2, $"{seen.File} has no row with both labels.");
                }

                var interval = Proportion.Wilson(seen.Same, seen.Rows);
                Console.WriteLine($"{seen.Same:N0} of {seen.Rows:N0} rows carry the same label twice: {(double)seen.Same / seen.Rows:P1} ({interval.Low:P1} to {interval.High:P1}, Wilson, 95 %)");
                Console.WriteLine(seen is { Kappa: { } kappa, KappaError: { } error }
                    ? $"Cohen's kappa {kappa:0.000} ({kappa - (1.96 * error):0.000} to {Math.Min(1, kappa + (1.96 * error)):0.000}, 95 %)"
                    : "Cohen's kappa does not exist: both gave one label only.");
                if (seen.Without > 0)
                {
                    Console.WriteLine($"{seen.Without:N0} rows lack one of the two labels and were left out.");
                }

                foreach (var pair in seen.Disagreements ?? [])
                {
                    Console.WriteLine($"  {pair.Rows,7:N0}  {pair.First} against {pair.Second}");
                }

                Console.WriteLine();
                Console.WriteLine($"For the contract: label_quality: {{checked_rows: {seen.Rows}, agreement: {Math.Round((double)seen.Same / seen.Rows, 3)}, file: {parsed.GetValue(s_file)}}}");
                if (seen.Rows < Core.Checklist.Data.CollectionCost.Contract.LeastChecked)
                {
                    Console.WriteLine($"{seen.Rows} rows are few: at least {Core.Checklist.Data.CollectionCost.Contract.LeastChecked} are asked for.");
                }

                return 0;
            }
            catch (TableException e)
            {
                throw new Refusal(2, e.Message, $"→ {e.Next}");
            }
        });
        return command;
    }
}
