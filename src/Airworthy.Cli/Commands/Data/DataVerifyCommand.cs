using System.CommandLine;
using System.Globalization;

using Airworthy.Data.Versions;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data verify</c>: hashes again what the store holds.</summary>
internal sealed class DataVerifyCommand : IDataCommand
{
    private const int MostShown = 20;

    private static readonly Argument<string?> s_version = new("version") { Description = "A version such as v0003 or flights@v0003; everything when it is not given.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("verify", "Hash every stored byte again and name each file and chunk that changed.") { s_version, s_project };
        command.SetAction((parsed, cancel) => DataRefusals.ForAsync(() => VerifyAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> VerifyAsync(ParseResult parsed, CancellationToken cancel)
    {
        var root = Project.Open(parsed.GetValue(s_project)!).Root;
        var manifests = DataRefusals.Manifests(root);
        using var store = ContentStore.Open(root);
        var word = parsed.GetValue(s_version);
        if (manifests.Count == 0 && store.PackNames().Count == 0)
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

            if (word is null)
            {
                return StoreLook.AtAll(store, manifests, Read, cancel);
            }

            var (manifest, version) = DataRefusals.Find(manifests, word);
            return StoreLook.At(store, manifest.Dataset, version, Read, cancel);
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
            ? string.Create(CultureInfo.InvariantCulture, $"{versions:N0} version{(versions == 1 ? " is" : "s are")} whole: {seen:N0} bytes hashed again.")
            : "The store is damaged. Bring .airworthy/store/data again from a machine or a backup that has it whole; versions that are not named here are whole.");
        return damages.Count == 0 ? 0 : 1;
    }
}
