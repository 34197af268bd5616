using System.CommandLine;
using System.Globalization;

using Airworthy.Cli.Answers;
using Airworthy.Data.Versions;
using Airworthy.Data.Versions.Buckets;
using Airworthy.Probes.Versions;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data gc</c>: removes from the store what no manifest refers to.</summary>
internal sealed class DataGcCommand : IDataCommand
{
    private static readonly Option<bool> s_bucket = new("--bucket") { Description = "Remove it from the bucket of data.storage.data as well. Fetch all branches first: what they name is only known as it was last fetched." };
    private static readonly Option<bool> s_yes = new("--yes", "-y") { Description = "Do not ask." };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("gc", "Remove from the store what no manifest refers to, here or on any branch; asks first.") { s_bucket, s_yes, s_project };
        command.SetAction((parsed, cancel) => DataRefusals.ForAsync(() => CollectAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> CollectAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        // Without the option the bucket is not even asked, so that collecting works where it cannot be reached.
        using var store = ContentStore.Open(project.Root, parsed.GetValue(s_bucket) ? project.Contract : null);
        using var turn = await store.TakeTurnAsync(() => Terminal.Note("Another command writes to this store; waiting until it is done."), cancel);
        var manifests = DataRefusals.Manifests(project.Root);
        var elsewhere = BranchDigests.Of(project.Root);
        var bucket = parsed.GetValue(s_bucket) ? await BucketSweep.LookAsync(store, manifests, elsewhere, cancel) : null;
        var left = StoreSweep.Look(store, manifests, elsewhere);
        if (left.IsEmpty && bucket is null or { Packs: 0 })
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Nothing to remove: every one of {left.KeptBytes:N0} bytes is needed{(bucket is null ? "" : $", and of {bucket.KeptBytes:N0} bytes in {bucket.Bucket}")}."));
            return 0;
        }

        var here = left.IsEmpty ? null : string.Create(CultureInfo.InvariantCulture, $"{left.Chunks:N0} chunks ({left.Bytes:N0} bytes) that no version needs, and {left.Copies.Count:N0} copies of versions ({left.CopyBytes:N0} bytes) that can be made again; {left.KeptBytes:N0} bytes stay");
        var there = bucket is null or { Packs: 0 } ? null : string.Create(CultureInfo.InvariantCulture, $"in {bucket.Bucket} {bucket.Chunks:N0} chunks ({bucket.Bytes:N0} bytes) that no version here or on a fetched branch needs; {bucket.KeptBytes:N0} bytes stay there");
        var what = string.Join("; ", new[] { here, there }.OfType<string>());
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

        // The bucket first: what is needed of its packs is fetched for that, and the store here is clean afterwards.
        if (there is not null)
        {
            await BucketSweep.RemoveAsync(store, manifests, elsewhere, cancel);
        }

        StoreSweep.Remove(store, manifests, elsewhere, cancel);
        Console.WriteLine($"Removed {what}.");
        return 0;
    }
}
