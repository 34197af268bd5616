using System.CommandLine;
using System.Globalization;

using Airworthy.Cli.Monitoring;
using Airworthy.Core.Evaluations;
using Airworthy.Data;
using Airworthy.Pipelines.Features;

namespace Airworthy.Cli.Commands.Monitor;

/// <summary><c>airworthy monitor skew</c>: whether what is served is what was trained on, from the gateway's log.</summary>
internal sealed class MonitorSkewCommand : IMonitorCommand
{
    private static readonly Option<int?> s_rows = new("--rows") { Description = "Logged rows that are drawn, 1 to 10000. Default: monitoring.skew.sample_rows, else 500.", HelpName = "count" };
    private static readonly Option<int> s_days = new("--days") { Description = "How far back they are drawn from, 1 to 90.", DefaultValueFactory = _ => 7, HelpName = "days" };
    private static readonly Option<bool> s_dry = new("--dry-run") { Description = "Compare, and keep nothing with the version." };

    public Command Build()
    {
        var skew = new Command("skew", "Make the features of logged requests again by commands.features, and lay them beside what was served: value by value, how they are spread in train, as of earlier moments; and the answers that were given beside those of the model's file.") { MonitorCommand.Folder, s_rows, s_days, s_dry };
        skew.SetAction(RunAsync);
        return skew;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(MonitorCommand.Folder)!);
        var (rows, days) = (parsed.GetValue(s_rows) ?? Math.Min(project.Contract.Monitoring?.Skew?.SampleRows ?? 500, 10_000), parsed.GetValue(s_days));
        if (rows is < 1 or > 10_000 || days is < 1 or > 90)
        {
            throw new Refusal(64, "--rows is 1 to 10000, --days 1 to 90.");
        }

        var folder = Directory.CreateTempSubdirectory("airworthy-skew-").FullName;
        try
        {
            var (report, run) = await Terminal.WithProgressAsync("Comparing", async (_, doing) =>
            {
                var one = new SkewRun(project, folder, doing);
                return (await one.CompareAsync(rows, days, cancel), one);
            });
            Tell(report);
            if (!parsed.GetValue(s_dry))
            {
                Terminal.Note($"Kept with {report.Model}: {await run.KeepAsync(report, cancel)}. What follows from it: airworthy check training-serving-skew");
            }

            return report.Features.Any(f => f.Different > 0) || report.Answers?.Different > 0 || report.Later?.Features.Any(f => f.Different > 0) == true ? 1 : 0;
        }
        catch (NotAskedException e)
        {
            throw new Refusal(1, e.Message, e.Next);
        }
        catch (TableException e)
        {
            throw new Refusal(1, e.Message, e.Next);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Tell(SkewReport report)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Logged:N0} logged rows of {report.Model} in {report.Days} days; {report.Compared:N0} name a row of the data{(report.UnnamedId is { } id ? $", others do not, such as {id}" : "")}."));
        foreach (var line in Lines("served otherwise than training makes it", report.Features, "served", "made"))
        {
            Console.WriteLine(line);
        }

        if (report.Answers is { } answers)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  answers: {answers.Different:N0} of {answers.Rows:N0} differ by more than {SkewedAnswers.Tolerance:G2} from those to the features made again; the largest difference is {answers.Largest:G3}"));
        }

        foreach (var line in report.Later is { } later ? Lines($"changed after {string.Join(" and ", later.Moments)}", later.Features, "then", "now") : [$"  as of earlier moments: not made, since {report.WhyNotLater}"])
        {
            Console.WriteLine(line);
        }

        foreach (var left in report.NotCompared)
        {
            Console.WriteLine($"  not compared: {left}");
        }
    }

    private static IEnumerable<string> Lines(string what, IReadOnlyList<SkewedFeature> features, string first, string second)
    {
        var different = features.Where(f => f.Different > 0).ToList();
        return different.Count == 0 ? [$"  {what}: none of {features.Count} features"]
            : different.Select(f => $"  {what}: {f.Name} in {f.Different:N0} of {f.Rows:N0} rows{(f.Example is { } e ? $", such as {e.Row}: {e.Served ?? "missing"} {first}, {e.Made ?? "missing"} {second}" : "")}");
    }
}
