using System.CommandLine;
using System.Reflection;

using Airworthy.Cli.Commands.Drill;
using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Tracking.Protocol;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy drill</c>: feeds a check its known defect, on a throw-away copy, and says whether it saw red. Its subcommands rehearse what serves.</summary>
internal sealed class DrillCommand : ICommand
{
    private static readonly Argument<string[]> s_what = new("what")
    {
        Description = "A part such as leakage-safe-split/rows, or an item; and the project's folder (the current one by default).",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<DefectSize> s_size = new("--size")
    {
        Description = "How large: just-below, just-above (the default) or far-above the limit.",
        DefaultValueFactory = _ => DefectSize.JustAbove,
        CustomParser = result => WordAttribute.Of(typeof(DefectSize)).TryGetValue(result.Tokens[0].Value, out var size)
            ? (DefectSize)size
            : Wrong(result, $"--size {result.Tokens[0].Value}: expected just-below, just-above or far-above."),
    };

    private static readonly Option<bool> s_all = new("--all") { Description = "Drill every part." };

    private static readonly Option<string?> s_on = new("--on") { Description = "sample: drill the sample project that comes with the program.", HelpName = "sample" };

    public Command Build()
    {
        var command = new Command("drill", "Plant a known defect in a throw-away copy and see whether the check turns red; or rehearse what serves, by a subcommand.") { s_what, s_size, s_all, s_on };
        foreach (var type in Assembly.GetExecutingAssembly().TypesEnding("Command").Where(typeof(IRehearsalCommand).IsAssignableFrom))
        {
            foreach (var rehearsal in ((IRehearsalCommand)Activator.CreateInstance(type)!).Build())
            {
                command.Subcommands.Add(rehearsal);
            }
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static DefectSize Wrong(System.CommandLine.Parsing.ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var words = parsed.GetValue(s_what) ?? [];
        var (parts, folder) = Read(words, parsed.GetValue(s_all));
        var size = parsed.GetValue(s_size);
        if (parsed.GetValue(s_on) is not { } on)
        {
            return await DrillAsync(Project.Open(folder), parts, size, keep: true, cancel);
        }

        if (on != "sample")
        {
            throw new Refusal(64, $"--on {on}: only the sample comes with the program. Write --on sample, or name a folder.");
        }

        var copy = Directory.CreateTempSubdirectory("airworthy-sample-").FullName;
        try
        {
            await SampleProject.CopyAsync(copy, cancel);
            return await DrillAsync(Project.Open(copy), parts, size, keep: false, cancel);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static async Task<int> DrillAsync(Project project, IReadOnlyList<(Item Item, Part Part)> parts, DefectSize size, bool keep, CancellationToken cancel)
    {
        var done = await Terminal.WithProgressAsync("Drilling", (progress, _) => new Drilling(project, parts, size, cancel).RunAsync(async drilled =>
        {
            if (keep)
            {
                await Drilling.KeepAsync(project, drilled, TimeProvider.System, cancel);
            }

            progress(drilled.Part.Id.ToString(), parts.Count);
        }));

        if (parts.Count == 1)
        {
            foreach (var line in Whole(done[0], project.Contract.Project, size))
            {
                Console.WriteLine(line);
            }
        }
        else
        {
            foreach (var drilled in done.OrderBy(d => d.End switch { DrillEnd.Missed => 0, DrillEnd.Seen => 1, _ => 2 }))
            {
                Console.WriteLine($"{Word(drilled.End),-11} {drilled.Part.Id}: {(drilled.End == DrillEnd.NotDrilled ? drilled.Before?.Verdict.Says ?? drilled.Planted : drilled.After!.Verdict.Says)}");
            }

            Console.WriteLine($"{done.Count(d => d.End == DrillEnd.Seen)} defects seen, {done.Count(d => d.End == DrillEnd.Missed)} missed, {done.Count(d => d.End == DrillEnd.NotDrilled)} not drilled because the part does not hold here.");
        }

        return ExitCode(done, size);
    }

    /// <summary>0 when every planted defect was seen; 1 when one was missed; 2 when nothing could be planted. Just below the limit, quiet is right.</summary>
    private static int ExitCode(IReadOnlyList<Drilled> done, DefectSize size) =>
        done.All(d => d.End == DrillEnd.NotDrilled) ? 2
        : done.Any(d => d.End == (size == DefectSize.JustBelow ? DrillEnd.Seen : DrillEnd.Missed)) ? 1
        : 0;

    private static IEnumerable<string> Whole(Drilled drilled, string project, DefectSize size)
    {
        yield return $"{drilled.Part.Id}, {WordAttribute.Of(size).Replace('-', ' ')} the limit, on a throw-away copy of {project}";
        if (drilled.Before is { } before)
        {
            yield return $"  before   {before.Verdict.Answer}: {before.Verdict.Says}";
        }

        yield return $"  {(drilled.End == DrillEnd.NotDrilled ? "drill   " : "planted ")} {drilled.Planted}";
        if (drilled.After is { } after)
        {
            yield return $"  after    {after.Verdict.Answer}: {after.Verdict.Says}";
        }

        yield return (drilled.End, size) switch
        {
            (DrillEnd.NotDrilled, _) => $"Not drilled. {drilled.Next} Or see the check at work on the sample: airworthy drill {drilled.Part.Id} --on sample",
            (DrillEnd.Seen, DefectSize.JustBelow) => "The check was not quiet: it turned for a defect below its limit. Report it.",
            (DrillEnd.Seen, _) => "Seen: the defect turned the part.",
            (_, DefectSize.JustBelow) => "Quiet, as it should be below the limit.",
            _ => "MISSED: the defect went unseen, so a yes of this part proves nothing here. Report it.",
        };
    }

    private static string Word(DrillEnd end) => end switch { DrillEnd.Seen => "seen", DrillEnd.Missed => "MISSED", _ => "not drilled" };

    private static (IReadOnlyList<(Item Item, Part Part)> Parts, string Folder) Read(string[] words, bool all)
    {
        var parts = new List<(Item Item, Part Part)>();
        var folder = ".";
        foreach (var word in words)
        {
            var matching = Drilling.All.Where(x => x.Part.Id.ToString() == word || x.Item.Id == word).ToList();
            if (matching.Count > 0)
            {
                parts.AddRange(matching);
            }
            else if (Directory.Exists(word))
            {
                folder = word;
            }
            else
            {
                var meant = Nearest.To(word, Drilling.All.Select(x => x.Part.Id.ToString()));
                throw new Refusal(64, $"{word} is neither a part that is judged nor a folder.{(meant is null ? " `airworthy drill --all` drills all." : $" Did you mean {meant}?")}");
            }
        }

        return all ? ([.. Drilling.All], folder)
            : parts.Count > 0 ? (parts, folder)
            : throw new Refusal(64, "Name a part to drill, such as leakage-safe-split/rows, or add --all.");
    }
}
