using System.CommandLine;
using System.Globalization;

using Airworthy.Core.Reporting;
using Airworthy.Data.Versions;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data checkout</c>: gives the files of a version back.</summary>
internal sealed class DataCheckoutCommand : IDataCommand
{
    private static readonly Argument<string> s_version = new("version") { Description = "A version such as v0003 or flights@v0003, or a dataset for its newest." };
    private static readonly Option<string?> s_to = new("--to") { Description = "The folder to write into; a copy below the store when it is not given." };
    private static readonly Option<bool> s_yes = new("--yes", "-y") { Description = "Replace files that have other content." };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("checkout", "Give the files of a version back, each byte compared with its digest.") { s_version, s_to, s_yes, s_project };
        command.SetAction((parsed, cancel) => DataRefusals.ForAsync(() => CheckoutAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> CheckoutAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        var (manifest, version) = DataRefusals.Find(DataRefusals.Manifests(project.Root), parsed.GetValue(s_version)!);
        using var store = ContentStore.Open(project.Root, project.Contract);
        var tree = VersionFiles.Tree(store, version.Digest);
        var name = $"{manifest.Dataset} {version.Id}";
        if (parsed.GetValue(s_to) is not { } to)
        {
            var folder = await Task.Run(() => VersionFiles.Materialise(store, tree, version.Digest, cancel), cancel);
            Console.WriteLine($"{name} lies in {folder}");
            return 0;
        }

        var written = await Terminal.WithProgressAsync($"Fetching {name}", (progress, _) => Task.Run(() =>
            VersionFiles.Put(store, tree, Path.GetFullPath(to), parsed.GetValue(s_yes), path => progress(path, tree.Entries.Count), cancel), cancel));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {Wording.Many(tree.Entries.Count, "file")}, {tree.Bytes:N0} bytes in {to}{(written < tree.Entries.Count ? $"; {tree.Entries.Count - written} were there already" : "")}."));
        return 0;
    }
}
