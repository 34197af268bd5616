using System.CommandLine;
using System.Globalization;

using Airworthy.Core.Reporting;
using Airworthy.Data.Versions;
using Airworthy.Data.Versions.Buckets;
using Airworthy.Probes.Versions;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data push</c>: stores in the contract's bucket what it lacks of the store here.</summary>
internal sealed class DataPushCommand : IDataCommand
{
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("push", "Store in the bucket of data.storage.data what it lacks of the store here.") { s_project };
        command.SetAction((parsed, cancel) => DataRefusals.ForAsync(() => PushAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> PushAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        using var store = ContentStore.Open(project.Root, project.Contract);
        using var turn = await store.TakeTurnAsync(() => Terminal.Note("Another command writes to this store; waiting until it is done."), cancel);
        var manifests = DataRefusals.Manifests(project.Root);
        var pushed = await Terminal.WithBytesAsync("Storing", progress => BucketPush.PushAsync(store, manifests, BranchDigests.Of(project.Root), progress, cancel));
        Console.WriteLine(pushed.Packs == 0
            ? $"{pushed.Bucket} has everything that is in the store here; nothing was sent."
            : string.Create(CultureInfo.InvariantCulture, $"{Wording.Many(pushed.Packs, "pack")} ({pushed.Bytes:N0} bytes) sent to {pushed.Bucket}{(pushed.There > 0 ? $"; {pushed.There:N0} were there already" : "")}."));
        return 0;
    }
}
