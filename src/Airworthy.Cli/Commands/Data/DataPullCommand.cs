using System.CommandLine;
using System.Globalization;

using Airworthy.Core.Reporting;
using Airworthy.Data.Versions;
using Airworthy.Data.Versions.Buckets;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data pull</c>: fetches what versions need from the contract's bucket into the store here.</summary>
internal sealed class DataPullCommand : IDataCommand
{
    private static readonly Argument<string?> s_version = new("version") { Description = "A version such as v0003 or flights@v0003, or a dataset for its newest; all versions when it is not given.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("pull", "Fetch what versions need from the bucket of data.storage.data, each byte compared with its digest.") { s_version, s_project };
        command.SetAction((parsed, cancel) => DataRefusals.ForAsync(() => PullAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> PullAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        using var store = ContentStore.Open(project.Root, project.Contract);
        if (!store.HasBucket)
        {
            throw BucketException.NoneNamed();
        }

        var manifests = DataRefusals.Manifests(project.Root);
        var wanted = parsed.GetValue(s_version) is { } word
            ? [DataRefusals.Find(manifests, word).Version]
            : manifests.SelectMany(m => m.Standing).DistinctBy(v => v.Digest).ToList();
        var before = store.PackNames().Count;
        var bytes = 0L;
        await Terminal.WithBytesAsync("Fetching", progress => Task.Run(() =>
        {
            foreach (var version in wanted)
            {
                VersionFiles.Bring(store, version, read =>
                {
                    bytes += read;
                    progress(version.Id, read);
                }, cancel);
            }

            return 0;
        }, cancel));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Wording.Many(wanted.Count, "version")} ({bytes:N0} bytes) here; {Wording.Many(store.PackNames().Count - before, "pack")} fetched from {project.Contract.Data!.Storage!.Data}."));
        return 0;
    }
}
