using System.CommandLine;

using Airworthy.Client;
using Airworthy.Data.Versions;
using Airworthy.Pipelines.Learning;
using Airworthy.Pipelines.Training;
using Airworthy.Probes;
using Airworthy.Probes.Repository;
using Airworthy.Probes.Runs;
using Airworthy.Tracking.Storage;

using Table = Airworthy.Data.Table;

namespace Airworthy.Cli.Learning;

/// <summary>What the commands that learn have in common: where their runs go, and what the runs say of where they come from.</summary>
internal static class LearningPlace
{
    /// <summary>The server of the contract or the environment, else the project's own store, which is made where there is none.</summary>
    /// <exception cref="Refusal">It cannot be used.</exception>
    public static async Task<RunsPlace> OpenAsync(ParseResult parsed, Project project, CancellationToken cancel)
    {
        if (parsed.GetValue(StoreConnection.Server) is { } server)
        {
            return new RunsPlace(TrackingClient.At(StoreConnection.AddressOf(server), StoreConnection.Login()), server);
        }

        await using var around = new Surroundings { Root = project.Root, Contract = project.Contract, Clock = TimeProvider.System, OwnRuns = OwnRuns.Of(project.Root) };
        var (found, because, next) = await RunsPlace.FindAsync(around, cancel);
        if (found is not null)
        {
            return found;
        }

        if (project.Contract.Runs?.Url is not null || Environment.GetEnvironmentVariable("MLFLOW_TRACKING_URI") is { Length: > 0 })
        {
            throw new Refusal(1, because, $"→ {next}");
        }

        var folder = new StoreAddress.Folder(Path.GetFullPath(Path.Combine(project.Root, ".airworthy", "store")));
        var made = await StoreConnection.OpenAsync(folder, Path.Combine(folder.Path, "artifacts"), cancel);
        return new RunsPlace(made.Client, "the project's store", made);
    }

    /// <summary>What runs of this moment come from.</summary>
    public static async Task<Provenance> FromAsync(Project project, Table table, LearningTask task, string command, CancellationToken cancel)
    {
        using var history = GitHistory.Open(project.Root, Environment.GetEnvironmentVariable).History;
        // What the baselines' commands have just written says nothing of the code.
        var own = (project.Contract.Baselines ?? []).Select(b => b.Predictions).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var newest = project.Contract.Data?.Dataset is { } dataset ? new ManifestFiles(project.Root).Read(dataset).Manifest?.Newest : null;
        return new Provenance(RunsPlace.ExperimentOf(project.Contract), command, history?.Head?.Id, SourceState.Of(project.Root).Folder, history?.Changed().Any(path => !own.Contains(path) && !path.StartsWith(".airworthy/", StringComparison.Ordinal)),
            newest is null ? null : $"{project.Contract.Data!.Dataset}@{newest.Id}", newest?.Digest, await Provenance.InputsAsync(table, task, cancel));
    }

    /// <summary>Turns what a user can mend into words.</summary>
    public static async Task<int> ForAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Airworthy.Data.TableException e)
        {
            throw new Refusal(1, e.Message, $"→ {e.Next}");
        }
        catch (TrackingException e)
        {
            throw new Refusal(1, $"The runs cannot be logged: {e.Message.Split('\n')[0]}", "→ Start the tracking server, or correct its address in runs.url, MLFLOW_TRACKING_URI or --server. What was logged before is whole.");
        }
        catch (Airworthy.Models.Trees.TreesUnavailableException e)
        {
            throw new Refusal(1, e.Message, $"→ {e.Next}");
        }
        catch (Airworthy.Models.Onnx.ModelRefusedException e)
        {
            throw new Refusal(1, $"The model is refused: {e.Message}", "→ Leave out the column whose values are that large, or report it: a model that cannot be served as it was scored is not kept.");
        }
    }

    /// <summary>Lines of a table in columns, the first to the left and the others to the right, for standard output.</summary>
    public static IEnumerable<string> Columns(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length)).ToList();
        return rows.Select(r => string.Join("  ", r.Select((cell, c) => c == 0 || c == r.Length - 1 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd());
    }
}
