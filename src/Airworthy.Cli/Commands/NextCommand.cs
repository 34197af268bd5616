using System.CommandLine;

using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy next</c>: what to do next, and why that first.</summary>
internal sealed class NextCommand : ICommand
{
    private static readonly Argument<string> s_folder = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<int> s_most = new("--most") { Description = "How many things to name.", DefaultValueFactory = _ => 5 };

    public Command Build()
    {
        var command = new Command("next", "Say what to do next, most urgent first.") { s_folder, s_most };
        command.SetAction(async (parsed, cancel) =>
        {
            var project = Project.Open(parsed.GetValue(s_folder)!);
            var known = await Checkup.LastKnownAsync(project, TimeProvider.System, cancel);
            var steps = NextSteps.Of(known.States, known.Evidence.Stage);
            if (known.Evidence.Records.Count == 0)
            {
                Console.WriteLine("Nothing has been checked yet. Run `airworthy check` first.");
                return 0;
            }

            Console.WriteLine(steps.Count == 0
                ? $"Nothing that is due is open before {WordAttribute.Of(NextSteps.Coming(known.Evidence.Stage))}."
                : $"Next, of {steps.Count} that are open on the way to {WordAttribute.Of(NextSteps.Coming(known.Evidence.Stage))}:");
            foreach (var (step, number) in steps.Take(parsed.GetValue(s_most)).Select((s, i) => (s, i + 1)))
            {
                Console.WriteLine($"{number,3}  {step.Item.Item.Id}  ({WordAttribute.Of(step.Item.Status)}; {step.Because}; about {step.Minutes} min)");
                Console.WriteLine($"     {step.Item.Why}");
                Console.WriteLine($"     → {step.Step}");
            }

            return 0;
        });
        return command;
    }
}
