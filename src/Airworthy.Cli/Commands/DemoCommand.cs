using System.CommandLine;

using Airworthy.Cli.Reports;
using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Probes;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy demo</c>: the whole product on a real project, in a minute.</summary>
internal sealed class DemoCommand : ICommand
{
    private static readonly Argument<string?> s_folder = new("folder") { Description = "A new folder for the project; airworthy-demo by default.", Arity = ArgumentArity.ZeroOrOne };

    public Command Build()
    {
        var command = new Command("demo", "Copy the sample project into a new folder and check it, with its report.") { s_folder };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var folder = NewFolder(parsed.GetValue(s_folder));
        var shown = Path.GetRelativePath(Environment.CurrentDirectory, folder) is var near && near.StartsWith("..", StringComparison.Ordinal) ? folder : near;
        Console.WriteLine("1  A real project: will a flight that leaves the gate now arrive more than 15 minutes late?");
        Console.WriteLine($"   759,621 US flights of January to June 2001, an example team, a contract. Copied into {shown}, with its history.");
        await SampleProject.CopyAsync(folder, cancel);

        var project = Project.Open(folder);
        Console.WriteLine();
        Console.WriteLine("2  airworthy check: looks at the contract, the documents, the history and every row, and answers the checklist.");
        Console.WriteLine();
        var result = await Terminal.WithProgressAsync("Checking", (progress, doing) =>
            Checkup.RunAsync(project, new CheckupOrder { Progress = (part, of) => progress(part.Id.ToString(), of), Doing = doing }, cancel));
        var report = result.Report;
        Console.Write(Indented(ReportFormats.Write(report, ReportFormat.Text, all: false)));

        Console.WriteLine();
        Console.WriteLine("3  Now a lie: the same project claims to warn two hours before departure, and still reads the actual departure time.");
        Console.WriteLine();
        foreach (var line in await TwoHoursBeforeAsync(project, cancel))
        {
            Console.WriteLine("   " + line);
        }

        var html = Path.Combine(folder, "report.html");
        await WriteHtmlAsync(report, html, cancel);
        Console.WriteLine();
        Console.WriteLine("4  Where to look, and what to try");
        Console.WriteLine($"   the report, in a browser         {Path.Combine(shown, "report.html")}");
        Console.WriteLine($"   every box with its parts         ./airworthy status {shown} --all");
        Console.WriteLine($"   one box: why, how, what was seen ./airworthy explain leakage-safe-split {shown}");
        Console.WriteLine($"   prove that a check can see red   ./airworthy drill leakage-safe-split/rows {shown}");
        Console.WriteLine($"   what to do next                  ./airworthy next {shown}");
        Console.WriteLine($"   what more rows would show        ./airworthy data plan {shown}");
        Console.WriteLine($"   its rows in numbers, without any ./airworthy data profile {shown}");
        Console.WriteLine("   your own table, no contract      ./airworthy look TRAIN.csv TEST.csv");
        Console.WriteLine("   your own project                 ./airworthy init FOLDER, then ./airworthy check FOLDER");
        return 0;
    }

    /// <summary>What the checks say when the contract moves the moment of prediction two hours before departure.</summary>
    private static async Task<IReadOnlyList<string>> TwoHoursBeforeAsync(Project project, CancellationToken cancel)
    {
        var honest = project.Contract.Data!.PredictAt!;
        var twoHoursBefore = new Duration(TimeSpan.FromHours(-2));
        var lying = project.Contract with { Data = project.Contract.Data with { PredictAt = honest with { Offset = twoHoursBefore } } };
        await using var around = new Surroundings { Root = project.Root, Contract = lying, Clock = TimeProvider.System, Files = project.Files };
        var subjects = new Subjects(lying, new Dictionary<Bound, string>());
        var parts = ((PartId[])[new("leakage-safe-split", "future"), new("prediction-mode", "features")])
            .Select(id => (Pages.Find(id.Item)!, Pages.Find(id.Item)![id.Part]!));
        var seen = await new Inspection(around, subjects).RunAsync(parts, cancel);
        return [.. seen.OrderBy(s => s.Key).SelectMany(s => (string[])[$"{(s.Value.Verdict.Answer == Answer.Unmet ? "✗" : "?")} {s.Key}", $"  {s.Value.Verdict.Says}", $"  → {s.Value.Verdict.Next}"])];
    }

    private static string NewFolder(string? asked)
    {
        var folder = Path.GetFullPath(asked ?? "airworthy-demo");
        if (asked is not null && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new Refusal(64, $"{asked} is there already and not empty. Name a new folder: ./airworthy demo FOLDER");
        }

        for (var n = 2; asked is null && Directory.Exists(folder); n++)
        {
            folder = Path.GetFullPath($"airworthy-demo-{n}");
        }

        return folder;
    }

    private static async Task WriteHtmlAsync(Core.Reporting.Report report, string path, CancellationToken cancel) =>
        await WholeFile.WriteAsync(path, ReportFormats.Write(report, ReportFormat.Html, all: true), cancel);

    private static string Indented(string text) => string.Join('\n', text.TrimEnd('\n').Split('\n').Select(l => l.Length == 0 ? l : "   " + l)) + "\n";
}
