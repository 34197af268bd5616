using System.CommandLine;

using Airworthy.Cli.Answers;
using Airworthy.Core.Reading;
using Airworthy.Tracking.Artifacts;
using Airworthy.Tracking.Storage;
using Airworthy.Tracking.Storage.Upkeep;

namespace Airworthy.Cli.Commands.Store;

/// <summary><c>airworthy store gc</c>: removes for good what was deleted.</summary>
internal sealed class StoreGcCommand : IStoreCommand
{
    private static readonly Option<string> s_older = new("--older-than") { Description = "Deleted at least so long ago: 30d, 12h, 0d.", DefaultValueFactory = _ => "30d", HelpName = "age" };
    private static readonly Option<bool> s_yes = new("--yes", "-y") { Description = "Do not ask." };

    public Command Build()
    {
        var command = new Command("gc", "Remove for good the runs and experiments that were deleted, with all they logged and their artifacts; asks first. No server may have the store open.")
        {
            s_older, s_yes, StoreConnection.Store, StoreConnection.Artifacts,
        };
        command.SetAction((parsed, cancel) => StoreCommand.ForAsync(() => CollectAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> CollectAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (!Duration.TryParse(parsed.GetValue(s_older)!, out var age) || age.Span < TimeSpan.Zero)
        {
            throw new Refusal(64, $"--older-than is '{parsed.GetValue(s_older)}', but an age was expected, for example 30d or 12h.");
        }

        var (store, artifacts) = StoreConnection.Places(parsed);
        if (store is StoreAddress.Folder { File: var file } && !File.Exists(file))
        {
            throw new Refusal(1, $"There is no store in {store}: {file} does not exist. Name its folder with --store.");
        }

        await using var database = await Database.OpenAsync(store, cancel);
        using var sweep = new StoreSweep(database, new ArtifactFolder(artifacts), TimeProvider.System);
        var left = await sweep.LookAsync(TimeProvider.System.GetUtcNow() - age.Span, cancel);
        if (left.IsEmpty)
        {
            Console.WriteLine($"Nothing to remove: no run or experiment was deleted {age} ago or earlier.");
            return 0;
        }

        var what = $"{left.Runs.Count:N0} runs and {left.Experiments.Count:N0} experiments that were deleted, with {FoundText.Size(left.Bytes)} of artifacts";
        if (!parsed.GetValue(s_yes))
        {
            Console.WriteLine($"To remove for good: {what}.");
            if (!Terminal.IsInteractive || !Asking.Confirm("Remove it?"))
            {
                Console.WriteLine($"Nothing was removed{(Terminal.IsInteractive ? "" : "; add --yes")}.");
                return 1;
            }
        }

        await sweep.RemoveAsync(left, cancel);
        Console.WriteLine($"Removed {what}.");
        return 0;
    }
}
