using System.Globalization;
using System.Text.Json;

using Airworthy.Cli.Imports;
using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Pipelines.Reproduction;
using Airworthy.Pipelines.Training;
using Airworthy.Probes;

namespace Airworthy.Cli.Training;

/// <summary>Makes a run once more: the recorded commit in an empty folder, the recorded data and command, a store of its own, so that nothing of the first run can be read.</summary>
/// <param name="folder">A throw-away folder, for the store, the data and what is compared.</param>
internal sealed class Rebuild(Project project, Run original, string folder)
{
    public const string OfTag = "airworthy.reproduces";

    private readonly bool _isOwn = OwnTraining(original) is not null;

    private int _count;

    /// <summary>The program and its arguments, as recorded.</summary>
    /// <exception cref="Refusal">The run does not say.</exception>
    public IReadOnlyList<string> Command { get; } = original.Tags.GetValueOrDefault(TrackedCommand.WordsTag) is { } words && JsonSerializer.Deserialize<string[]>(words) is { Length: > 0 } known
        ? known
        : OwnTraining(original) is { } own ? own
        : original.Tags.GetValueOrDefault(TrackedCommand.CommandTag) is { } line && !OperatingSystem.IsWindows() ? ["/bin/sh", "-c", line]
        : throw new Refusal(1, $"The run {original.Id} does not say which command made it (tag {TrackedCommand.CommandTag}).", "Make runs with `airworthy run -- COMMAND`, which records it.");

    public string Commit { get; } = original.Tags.GetValueOrDefault("mlflow.source.git.commit")
        ?? throw new Refusal(1, $"The run {original.Id} does not say from which commit it was made (tag mlflow.source.git.commit).", "Put the project under git, commit, and make runs with `airworthy run -- COMMAND`, which records it.");

    /// <summary>The recorded seed; null where the run has none.</summary>
    public long? Seed { get; } = long.TryParse(original.Tags.GetValueOrDefault(TrackedCommand.SeedTag) ?? original.Params.GetValueOrDefault("seed"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seed) ? seed : null;

    /// <summary>Runs it in a checkout and brings the new run to where the first one lies.</summary>
    /// <param name="to">The server of the first run.</param>
    /// <param name="isClosed">Whether in a network out of which nothing leads but the store of its own.</param>
    public async Task<RunOutcome> RunAsync(TrackingClient to, string experiment, CleanCheckout checkout, long seed, bool show, CancellationToken cancel, bool isClosed = false)
    {
        var mine = Directory.CreateDirectory(Path.Combine(folder, $"rebuild-{++_count}")).FullName;
        var data = await DataAsync(checkout.Root, mine, cancel);
        await using var place = await TrackingPlace.OwnAsync(Path.Combine(mine, "store"), cancel);
        await using var closed = isClosed ? new ClosedNetwork(place.Client.Address, Self()) : null;
        var end = await new TrackedCommand(place.Client, TimeProvider.System).RunAsync(new TrackedWish(checkout.Root, _isOwn ? [.. Self(), .. Command.Skip(1), "--server", place.Client.Address.ToString()] : Command, experiment, seed, data)
        {
            Name = $"{original.Name} again",
            Tags = [new(OfTag, original.Id)],
            Login = place.Login,
            Variables = SplitDays.Of(DataPromiseThen(checkout.Root)?.Split),
            Code = await Airworthy.Data.CodeFiles.DigestOfRunAsync(project.Contract, checkout.Root, Command, cancel),
            Show = show,
            Around = closed is null ? null : closed.Around,
        }, cancel);
        cancel.ThrowIfCancellationRequested();
        await new Importing(to).RunAsync(new OtherServer(place.Client), _ => { }, cancel);
        var run = await to.SearchRunsAsync([experiment], $"tags.`{Importing.FromTag}` = 'mlflow:{end.Run.Id}'", cancel: cancel).FirstAsync(cancel);
        return await RunOutcome.ReadAsync(to, run, mine, cancel);
    }

    /// <summary>The words of `airworthy train`, whose run is the search as a whole; null for other runs.</summary>
    /// <exception cref="Refusal">It is one of several runs that a command of this program made.</exception>
    private static string[]? OwnTraining(Run run)
    {
        if (run.Tags.ContainsKey(TrackedCommand.WordsTag) || run.Tags.GetValueOrDefault(TrackedCommand.CommandTag) is not { } line || !line.StartsWith("airworthy ", StringComparison.Ordinal))
        {
            return null;
        }

        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[1] == "train" && !run.Tags.ContainsKey("mlflow.parentRunId") ? words
            : throw new Refusal(1, $"{run.Name} is one of several runs that `{line}` made, and is not made again alone.",
                run.Tags.GetValueOrDefault("mlflow.parentRunId") is { } parent ? $"Name the run of the whole: `airworthy reproduce {parent}`." : $"`{line}` makes all of them again; compare the runs on their page.");
    }

    /// <summary>The words that start this program.</summary>
    private static IReadOnlyList<string> Self() => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) != "dotnet" ? [path] : ["dotnet", Environment.GetCommandLineArgs()[0]];

    private async Task<IReadOnlyList<HandedData>> DataAsync(string root, string mine, CancellationToken cancel)
    {
        if (original.Tags.GetValueOrDefault(TrackedCommand.DataTag) is { } versions)
        {
            if (_isOwn)
            {
                await RunData.BringAsync(project, root, isNewest: false, cancel); // it reads what the contract names
            }

            return await RunData.FindAsync(project, versions.Split(' ', StringSplitOptions.RemoveEmptyEntries), Path.Combine(mine, "data"), cancel);
        }

        // Data that git does not hold is the project's own; its digest says whether it is still the same.
        return await RunData.BringAsync(project, root, isNewest: false, cancel);
    }

    /// <summary>What the contract of that commit says of data; null where it cannot be read.</summary>
    private static DataPromise? DataPromiseThen(string root) => ProjectFolder.ReadContract(root).Contract?.Data;
}
