using System.CommandLine;
using System.Globalization;

using Airworthy.Cli.Answers;
using Airworthy.Data.Versions;
using Airworthy.Probes.Versions;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data gc</c>: removes from the store what no manifest refers to.</summary>
internal sealed class DataGcCommand : IDataCommand
{
    private static readonly Option<bool> s_yes = new("--yes", "-y") { Description = "Do not ask." };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("gc", "Remove from the store what no manifest refers to, here or on any branch; asks first.") { s_yes, s_project };
        command.SetAction((parsed, cancel) => DataRefusals.ForAsync(() => CollectAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> CollectAsync(ParseResult parsed, CancellationToken cancel)
    {
        var root = Project.Open(parsed.GetValue(s_project)!).Root;
        using var store = ContentStore.Open(root);
        using var turn = await store.TakeTurnAsync(() => Terminal.Note("Another command writes to this store; waiting until it is done."), cancel);
        var manifests = DataRefusals.Manifests(root);
        var elsewhere = BranchDigests.Of(root);
        var left = StoreSweep.Look(store, manifests, elsewhere);
        if (left.IsEmpty)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Nothing to remove: every one of {left.KeptBytes:N0} bytes is needed."));
            return 0;
        }

        var what = string.Create(CultureInfo.InvariantCulture, $"{left.Chunks:N0} chunks ({left.Bytes:N0} bytes) that no version needs, and {left.Copies.Count:N0} copies of versions ({left.CopyBytes:N0} bytes) that can be made again; {left.KeptBytes:N0} bytes stay");
        if (!parsed.GetValue(s_yes))
        {
            if (!Terminal.IsInteractive)
            {
                Console.WriteLine($"To remove: {what}. Nothing was removed; add --yes.");
                return 1;
            }

            Console.WriteLine($"To remove: {what}.");
            if (!Asking.Confirm("Remove it?"))
            {
                Console.WriteLine("Nothing was removed.");
                return 1;
            }
        }

        StoreSweep.Remove(store, manifests, elsewhere, cancel);
        Console.WriteLine($"Removed {what}.");
        return 0;
    }
}
