using System.CommandLine;

using Airworthy.Core.Checklist;
using Airworthy.Core.Reporting;
using Airworthy.Probes;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy check</c>: looks, judges, records, reports.</summary>
internal sealed class CheckCommand : ICommand
{
    private static readonly Argument<string> s_folder = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("check", "Look at the project and answer its checklist.") { s_folder };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_folder)!);
        await using var around = new Surroundings { Root = project.Root, Contract = project.Contract, Clock = TimeProvider.System, Files = project.Files };
        var subjects = await ProjectFolder.SubjectsAsync(project.Contract, project.Root, cancel);
        var parts = Pages.Items.SelectMany(i => i.Parts.Where(p => p.Tier is not null && p.Id.Part != "statement").Select(p => (i, p)));
        var seen = await new Inspection(around, subjects).RunAsync(parts, cancel);
        var evidence = new Evidence
        {
            Contract = project.Contract,
            Subjects = subjects,
            Today = around.Today,
            Now = around.Clock.GetUtcNow(),
            Seen = seen,
            Statements = project.Files.Statements,
            People = project.Files.People,
            Waivers = project.Files.Waivers,
            NotApplicable = project.Files.NotApplicable,
        };
        var report = Report.Of(evidence, Evaluation.Of(Pages.Items, evidence)) with { Problems = project.Files.Problems };
        Console.Write(TextReport.Write(report));
        return report.Count(Status.Failing) > 0 ? 1 : 0;
    }
}
