using System.CommandLine;

using Airworthy.Cli.Training;
using Airworthy.Client;
using Airworthy.Pipelines.Records;
using Airworthy.Pipelines.Training;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy run -- COMMAND</c>: the team's own training, in any language, as a tracked run.</summary>
internal sealed class RunCommand : ICommand
{
    private static readonly Argument<string[]> s_command = new("command") { Description = "The command, after --.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> s_name = new("--name") { Description = "The name of the run." };
    private static readonly Option<string?> s_experiment = new("--experiment") { Description = "The experiment. Default: runs.experiment of the contract, else the project's name." };
    private static readonly Option<long> s_seed = new("--seed") { Description = $"What the command finds in {RunOrder.SeedVariable}.", DefaultValueFactory = _ => 0 };
    private static readonly Option<string[]> s_data = new("--data") { Description = "A dataset version, such as flights@v0003; where it lies is in AIRWORTHY_DATA_FLIGHTS. Default: the newest of data.dataset.", HelpName = "version" };
    private static readonly Option<string[]> s_tags = new("--tag") { Description = "A tag of the run.", HelpName = "key=value" };

    public Command Build()
    {
        var command = new Command("run", "Run a command of your own, in any language, and keep what it was made of and what came out.")
        {
            s_command, s_name, s_experiment, s_seed, s_data, s_tags, StoreConnection.Server, StoreConnection.Store,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var folder = Directory.GetCurrentDirectory();
        var project = File.Exists(Path.Combine(folder, Core.Contracts.ContractReader.FileName)) ? Project.Open(folder) : null;
        try
        {
            var data = await RunData.OfAsync(project, parsed.GetValue(s_data) ?? [], cancel);
            var order = new RunOrder(folder, project, parsed.GetValue(s_command)!, parsed.GetValue(s_experiment) ?? project?.Contract.Runs?.Experiment ?? project?.Contract.Project ?? Path.GetFileName(folder),
                parsed.GetValue(s_name), parsed.GetValue(s_seed), data)
            { Tags = Tags(parsed.GetValue(s_tags) ?? []) };
            await using var store = await OpenAsync(parsed, project, cancel);
            var (run, end) = await order.RunAsync(store, cancel);
            Terminal.Note($"Run {run.Name} {(end.WasStopped ? "was stopped" : end.ExitCode == 0 ? "finished" : $"failed with exit code {end.ExitCode}")} after {end.Took.TotalSeconds:0.0} s{(run.Metrics.Count(m => !m.Key.StartsWith("system/", StringComparison.Ordinal)) is var metrics and > 0 ? $", with {metrics} metric{(metrics == 1 ? "" : "s")}" : "")}.{(store.Token is null or "" && store.Address is { } at ? $" {at.GetLeftPart(UriPartial.Authority)}/runs/{run.Id}" : " See it: `airworthy ui`.")}");
            return end.ExitCode;
        }
        catch (CommandNotFoundException e)
        {
            throw new Refusal(127, e.Message, "Write the program and its arguments after --, for example: airworthy run -- python train.py");
        }
        catch (RecordsRefusedException e)
        {
            throw new Refusal(1, e.Lines);
        }
        catch (TrackingException e)
        {
            throw new Refusal(1, e.Message);
        }
    }

    /// <summary>The server that is named by option, contract or environment; else the project's own store, opened here for the command too.</summary>
    internal static Task<StoreConnection> OpenAsync(ParseResult parsed, Project? project, CancellationToken cancel)
    {
        if (parsed.GetValue(StoreConnection.Server) is not null)
        {
            return StoreConnection.OpenAsync(parsed, make: true, cancel);
        }

        var named = Environment.GetEnvironmentVariable("MLFLOW_TRACKING_URI");
        if (parsed.GetValue(StoreConnection.Store) is null && (project?.Contract.Runs?.Url is { Length: > 0 } url ? url : named) is { Length: > 0 } text)
        {
            var server = StoreConnection.AddressOf(text);
            return Task.FromResult(StoreConnection.At(server, Uri.TryCreate(named, UriKind.Absolute, out var own) && (own.Scheme, own.Host, own.Port) == (server.Scheme, server.Host, server.Port)));
        }

        var (store, artifacts) = StoreConnection.Places(parsed);
        return StoreConnection.OpenAsync(store, artifacts, cancel, forOthers: true);
    }

    private static Dictionary<string, string> Tags(IEnumerable<string> words)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            tags[at > 0 ? word[..at] : throw new Refusal(64, $"--tag {word}: expected key=value.")] = word[(at + 1)..];
        }

        return tags;
    }
}
