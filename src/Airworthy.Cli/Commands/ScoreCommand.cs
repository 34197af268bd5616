using System.CommandLine;

using Airworthy.Core.Checklist;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy score</c>: the ML Test Score, test by test.</summary>
internal sealed class ScoreCommand : ICommand
{
    private static readonly Argument<string> s_folder = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<string?> s_section = new("--section") { Description = "One table: data, model, infrastructure or monitoring." };
    private static readonly Option<bool> s_next = new("--next") { Description = "Only what would raise the score next, cheapest first." };

    public Command Build()
    {
        var command = new Command("score", "Add up the ML Test Score: strict, and by the paper's own rule.") { s_folder, s_section, s_next };
        command.SetAction(async (parsed, cancel) =>
        {
            var project = Project.Open(parsed.GetValue(s_folder)!);
            var known = await Checkup.LastKnownAsync(project, TimeProvider.System, cancel);
            var score = Score.Of(known.States, known.Evidence);
            var section = parsed.GetValue(s_section);
            var sections = score.Sections.Where(s => section is null || s.Section.EndsWith("/" + section, StringComparison.OrdinalIgnoreCase)).ToList();
            if (sections.Count == 0)
            {
                throw new Refusal(64, $"There is no table {section}. Tables: data, model, infrastructure, monitoring.");
            }

            Console.WriteLine($"ML Test Score of {project.Contract.Project}: {score.Strict:0.0} strict · {score.Paper:0.0} by the paper's rule, the smallest of four tables");
            Console.WriteLine($"{Score.Band(score.Strict)}; {score.Earned:0.0} points earned{(score.Waiting > 0 ? $", {score.Waiting:0.0} more after automatic runs on two days" : "")}");
            foreach (var table in sections)
            {
                Console.WriteLine();
                Console.WriteLine($"{table.Section["TestScore/".Length..]}  {table.Strict:0.0} strict · {table.Paper:0.0} paper · of 7");
                var tests = table.Tests.Where(t => !parsed.GetValue(s_next) || t.Strict < 1);
                foreach (var test in parsed.GetValue(s_next) ? tests.OrderByDescending(t => t.Waiting - t.Strict).ThenBy(t => t.Item.Severity) : tests)
                {
                    Console.WriteLine($"  {test.Strict:0.0}  {test.Item.Id,-26} {test.Why}");
                }
            }

            return 0;
        });
        return command;
    }
}
