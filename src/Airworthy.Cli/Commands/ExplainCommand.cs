using System.CommandLine;

using Airworthy.Cli.Reports;
using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Core.Reporting;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy explain ITEM[/PART]</c>: the question, why, how it is decided, and how it stands where there is a project.</summary>
internal sealed class ExplainCommand : ICommand
{
    private static readonly Argument<string> s_what = new("item") { Description = "An item such as leakage-safe-split, or one of its parts: leakage-safe-split/rows." };
    private static readonly Argument<string> s_folder = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("explain", "Explain an item of the checklist: the question, why it matters, how it is decided, how it stands.") { s_what, s_folder };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var folder = parsed.GetValue(s_folder)!;
        var project = File.Exists(Path.Combine(folder, ContractReader.FileName)) ? Project.Open(folder) : null;
        var (item, part) = Find(parsed.GetValue(s_what)!, [.. project?.Items ?? Pages.Items]);
        var report = project is null ? null : (await Checkup.LastKnownAsync(project, TimeProvider.System, cancel)).Report;
        Painted.Write(Explanation.Write(item, part, report));
        return 0;
    }

    private static (Item Item, Part? Part) Find(string word, IReadOnlyList<Item> items)
    {
        var id = PartId.Parse(word);
        var named = id?.Item ?? word;
        if (items.FirstOrDefault(i => i.Id == named) is not { } item)
        {
            throw new Refusal(64, $"There is no item {named}. {(Nearest.To(named, items.Select(i => i.Id)) is { } meant ? $"Did you mean {meant}?" : "`airworthy status --all` lists the items.")}");
        }

        if (id is not { } asked)
        {
            return (item, null);
        }

        return item[asked.Part] is { } part
            ? (item, part)
            : throw new Refusal(64, $"{item.Id} has no part {asked.Part}. Its parts: {string.Join(", ", item.Parts.Select(p => p.Id.Part))}.");
    }
}
