using System.CommandLine;
using System.Globalization;

using Airworthy.Data.Versions;
using Airworthy.Data.Versions.Buckets;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data verify</c>: hashes again what the store holds.</summary>
internal sealed class DataVerifyCommand : IDataCommand
{
    private const int MostShown = 20;

    private static readonly Argument<string?> s_version = new("version") { Description = "A version such as v0003 or flights@v0003; everything when it is not given.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> s_bucket = new("--bucket") { Description = "Fetch and hash what the bucket of data.storage.data holds, instead of the store here." };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("verify", "Hash every stored byte again and name each file and chunk that changed.") { s_version, s_bucket, s_project };
        command.SetAction((parsed, cancel) => DataRefusals.ForAsync(() => VerifyAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> VerifyAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        var root = project.Root;
        var manifests = DataRefusals.Manifests(root);
        var isBucket = parsed.GetValue(s_bucket);
        using var store = isBucket ? ContentStore.Open(root, project.Contract) : ContentStore.Open(root);
        var word = parsed.GetValue(s_version);
        if (isBucket && word is not null)
        {
            throw new Refusal(64, $"--bucket looks at everything that is there, and {word} is one version. Leave one of them out.");
        }

        if (manifests.Count == 0 && store.PackNames().Count == 0 && !isBucket)
        {
            Console.WriteLine("No dataset has a version yet. `airworthy data add NAME PATH` makes the first.");
            return 0;
        }

        var seen = 0L;
        var damages = await Terminal.WithBytesAsync("Verifying", progress => Task.Run(() =>
        {
            void Read(long bytes)
            {
                seen += bytes;
                progress("hashing", bytes);
            }

            if (isBucket)
            {
                return BucketLook.AtAllAsync(store, manifests, Read, cancel);
            }

            if (word is null)
            {
                return Task.FromResult(StoreLook.AtAll(store, manifests, Read, cancel));
            }

            var (manifest, version) = DataRefusals.Find(manifests, word);
            return Task.FromResult(StoreLook.At(store, manifest.Dataset, version, Read, cancel));
        }, cancel));

        foreach (var damage in damages.Take(MostShown))
        {
            Console.WriteLine($"{damage.Where}: {damage.Says}");
        }

        if (damages.Count > MostShown)
        {
            Console.WriteLine($"… and {damages.Count - MostShown:N0} more.");
        }

        var versions = word is null ? manifests.Sum(m => m.Standing.Count()) : 1;
        Console.WriteLine(damages.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{versions:N0} version{(versions == 1 ? " is" : "s are")} whole{(isBucket ? $" in {project.Contract.Data?.Storage?.Data}" : "")}: {seen:N0} bytes hashed again.")
            : isBucket ? "The bucket is damaged, or lacks something. Delete the objects that are named, and run `airworthy data push` on a machine whose store `airworthy data verify` finds whole."
            : BucketPlace.IsBucket(project.Contract.Data?.Storage?.Data) ? "The store here is damaged, or lacks something. Delete the packs that are named, and run `airworthy data pull`."
            : "The store is damaged. Bring .airworthy/store/data again from a machine or a backup that has it whole; versions that are not named here are whole.");
        return damages.Count == 0 ? 0 : 1;
    }
}
