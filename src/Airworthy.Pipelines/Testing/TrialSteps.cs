using System.Text;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Pipelines.Training;

namespace Airworthy.Pipelines.Testing;

/// <summary>The files that a command of the contract reads and writes in a trial, in the place of its placeholders.</summary>
internal sealed record TrialPlaces(string Data, string Features, string Model, string Predictions)
{
    /// <summary>Places in a folder, with names of their own.</summary>
    /// <param name="data">The table to read; features get its form.</param>
    /// <param name="name">Begins every name.</param>
    public static TrialPlaces In(string folder, string name, string data, ProjectContract contract) => new(data,
        Path.Combine(folder, $"{name}features{Path.GetExtension(data)}"), Path.Combine(folder, $"{name}model"),
        Path.Combine(folder, $"{name}predictions{(contract.Predictions?.Values.FirstOrDefault()?.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) == true ? ".parquet" : ".csv")}"));
}

/// <summary>Runs commands of the contract one after the other in a checkout, until one breaks.</summary>
/// <param name="where">The checkout.</param>
/// <param name="folder">A throw-away folder.</param>
internal sealed class TrialSteps(ProjectContract contract, string where, string folder, Action<string>? doing)
{
    private const string Seed = "1";

    /// <summary>How long all may take together.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(60);

    private readonly StringBuilder _printed = new();
    private readonly List<TrialStep> _done = [];

    public IReadOnlyList<TrialStep> Done => _done;

    /// <summary>What all printed, with the line of each before it.</summary>
    public string Printed => _printed.ToString();

    public double Seconds => _done.Sum(s => s.Ended.Seconds);

    /// <summary>Why nothing can be tried, as a sentence; null when it can.</summary>
    public string? WhyNot => WhyNotOf(contract.Commands!);

    /// <summary>Why commands cannot be given rows and asked for answers, as a sentence; null when they can.</summary>
    public static string? WhyNotOf(Commands commands) =>
        !Has(commands.Features, "data") && !Has(commands.Train, "data") ? "Neither commands.features nor commands.train takes {data}, so they cannot be given the rows of a trial."
        : !Has(commands.Train, "model") || !Has(commands.Predict, "model") ? "commands.train and commands.predict do not both name {model}, so nobody knows that the model that was trained is the one that predicted."
        : !Has(commands.Predict, "predictions") || !Has(commands.Predict, "data") ? "commands.predict does not name both {data} and {predictions}, so it cannot be asked."
        : null;

    /// <summary>Whether a command names a placeholder.</summary>
    public static bool Has(string? command, string placeholder) => command?.Contains($"{{{placeholder}}}", StringComparison.Ordinal) == true;

    /// <summary>Runs one.</summary>
    /// <param name="name"><c>prepare</c>, <c>features</c>, <c>train</c> or <c>predict</c>.</param>
    /// <returns>What went wrong, as a sentence; null when nothing did. A command that the contract does not have is none.</returns>
    public async Task<string?> RunAsync(string name, TrialPlaces places, CancellationToken cancel)
    {
        var commands = contract.Commands!;
        var (command, made, what) = name switch
        {
            "prepare" => (commands.Prepare, null, ""),
            "features" => (commands.Features, places.Features, "features"),
            "train" => (commands.Train, places.Model, "model"),
            "predict" => (commands.Predict, places.Predictions, "predictions"),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "It is no step."),
        };
        if (command is null)
        {
            return null;
        }

        doing?.Invoke($"trying the pipeline: {name}");
        var line = command.Replace("{data}", places.Data, StringComparison.Ordinal).Replace("{features}", places.Features, StringComparison.Ordinal).Replace("{model}", places.Model, StringComparison.Ordinal)
            .Replace("{predictions}", places.Predictions, StringComparison.Ordinal).Replace("{seed}", Seed, StringComparison.Ordinal);
        var ended = await ShellLine.RunAsync(where, line, new Dictionary<string, string?>
        {
            ["AIRWORTHY_SEED"] = Seed,
            ["AIRWORTHY_DATA"] = places.Data,
            // Runs of a trial are no runs of the team's.
            ["MLFLOW_TRACKING_URI"] = new Uri(Path.Combine(folder, "mlruns")).ToString(),
            ["MLFLOW_RUN_ID"] = null,
        }, s_longest - TimeSpan.FromSeconds(Math.Min(Seconds, s_longest.TotalSeconds - 1)), cancel);
        _done.Add(new TrialStep(name, new CommandEnd(command, ended.ExitCode, ended.Took.TotalSeconds, ended.LastLine)));
        _printed.Append($"--- {name}: {line}\n").Append(Encoding.UTF8.GetString(ended.Output)).Append('\n');
        return ended.ExitCode != 0 ? $"commands.{name} {(ended.ExitCode is { } code ? $"ended with {code}" : "did not end in time")}.{(ended.LastLine.Length == 0 ? "" : $" Its last line: {ended.LastLine}")}"
            : made is null || !Has(command, what) || File.Exists(made) || (Directory.Exists(made) && Directory.EnumerateFileSystemEntries(made).Any()) ? null
            : $"commands.{name} ended well and left nothing at {{{what}}}.";
    }
}
