using System.CommandLine;

using Airworthy.Cli.Imports;
using Airworthy.Client;

namespace Airworthy.Cli.Commands.Runs;

/// <summary><c>airworthy runs import</c>: runs and models of an <c>mlruns</c> folder, of another server, or of TensorBoard.</summary>
internal sealed class RunsImportCommand : IRunsCommand
{
    private static readonly Argument<string> s_source = new("SOURCE")
    {
        Description = "An mlruns folder, a folder with TensorBoard event files, or the address of an MLflow server (http://name:password@host where it asks who calls).",
    };

    private static readonly Option<string?> s_experiment = new("--experiment", "-e") { Description = "For TensorBoard: the experiment the runs go to. Default: the folder's name.", HelpName = "name" };

    public Command Build()
    {
        var command = new Command("import", "Import runs with params, metrics, tags and artifacts, and registered models with their versions and aliases. What was imported before is left alone, and what broke off is completed.")
        {
            s_source, s_experiment, StoreConnection.Store, StoreConnection.Artifacts, StoreConnection.Server,
        };
        command.SetAction((parsed, cancel) => RunsCommand.WithStoreAsync(parsed, store => ImportAsync(parsed, store, cancel), cancel, make: true));
        return command;
    }

    private static async Task<int> ImportAsync(ParseResult parsed, StoreConnection store, CancellationToken cancel)
    {
        var source = Source(parsed.GetValue(s_source)!, parsed.GetValue(s_experiment), parsed.GetValue(StoreConnection.Server) is not null);
        try
        {
            var importing = new Importing(store.Client);
            var counted = await Terminal.WithProgressAsync("Importing", (done, doing) => importing.RunAsync(source, doing, cancel));
            foreach (var note in source.Notes.Concat(counted.Notes).Distinct())
            {
                Terminal.Note(note);
            }

            Console.WriteLine($"Imported {counted.Runs:N0} runs with {counted.Values:N0} metric values and {counted.Files:N0} artifacts into {store.Name}{(counted.Known > 0 ? $"; {counted.Known:N0} were there already" : "")}.");
            if (counted.Models + counted.Versions + counted.KnownVersions > 0)
            {
                Console.WriteLine($"Imported {counted.Models:N0} registered models, {counted.Versions:N0} versions{(counted.KnownVersions > 0 ? $"; {counted.KnownVersions:N0} versions were there already" : "")}.");
            }

            return 0;
        }
        finally
        {
            (source as IDisposable)?.Dispose();
        }
    }

    /// <param name="serverNamed">Then the login of the environment is for that server, and not to be told to the source.</param>
    private static IForeignRuns Source(string text, string? experiment, bool serverNamed)
    {
        if (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return new OtherServer(TrackingClient.At(StoreConnection.AddressOf(text), serverNamed ? null : StoreConnection.Login()));
        }

        var folder = Path.GetFullPath(text);
        if (!Directory.Exists(folder))
        {
            throw new Refusal(1, $"{folder} is no folder. Name an mlruns folder, a folder with TensorBoard event files, or the address of a server.");
        }

        if (MlrunsFolder.Is(folder))
        {
            return new MlrunsFolder(folder);
        }

        return TensorBoardFolder.Is(folder)
            ? new TensorBoardFolder(folder, experiment ?? Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar)))
            : throw new Refusal(1, $"{folder} holds neither experiments of MLflow (folders with meta.yaml) nor TensorBoard event files (…tfevents…).{(MlrunsFolder.Is(Path.Combine(folder, "mlruns")) ? $" Did you mean {Path.Combine(folder, "mlruns")}?" : "")}");
    }
}
