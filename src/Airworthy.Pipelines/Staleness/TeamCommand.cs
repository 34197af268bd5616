using System.Text;

using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Data;
using Airworthy.Data.Evaluating;
using Airworthy.Data.Trials;
using Airworthy.Pipelines.Reproduction;
using Airworthy.Pipelines.Testing;
using Airworthy.Pipelines.Training;

namespace Airworthy.Pipelines.Staleness;

/// <summary>What a team's own training is made from.</summary>
/// <param name="Commit">Of the code.</param>
/// <param name="Folder">The project's folder below the top of the repository.</param>
/// <param name="Patch">Changes on top of the commit; null: none.</param>
/// <param name="Command">The program and its arguments; null for the commands of the contract.</param>
public sealed record TeamTraining(string Commit, string Folder, string? Patch, IReadOnlyList<string>? Command, long Seed, string Experiment)
{
    /// <summary>Brings data into a checkout, and says what the command is told of it.</summary>
    public required Func<string, CancellationToken, Task<IReadOnlyList<HandedData>>> Data { get; init; }

    /// <summary>Does a training in a throw-away store, so that a model that it registers becomes no version of the project's, and keeps its run where the others are.</summary>
    public required Func<TrainIn, PastCutoff, CancellationToken, Task<(TrackedEnd End, Run Kept)>> Store { get; init; }
}

/// <summary>Trains against a store.</summary>
/// <param name="login">What the command needs to reach it beside its address.</param>
public delegate Task<TrackedEnd> TrainIn(TrackingClient store, IReadOnlyDictionary<string, string?> login);

/// <summary>
/// Trains with the team's own command, each time in a checkout that is clean and lies in the same folder, so that compilers that know it have nothing to do again: the contract of the checkout, and variables of the environment, say which days are train and
/// which are dev. The commands of the contract get files with the rows of these days instead, in which later labels are empty.
/// </summary>
/// <param name="files">Where the commands of the contract find their rows.</param>
public sealed class TeamCommand(TrackingClient client, ProjectContract contract, string top, TeamTraining training, PastTable files) : IPastTrainer, IDisposable
{
    /// <summary>Characters of a line of output that is quoted.</summary>
    private const int MostOfLine = 200;

    private readonly string _split = contract.Metric?.On ?? "dev";

    private CleanCheckout? _checkout;

    /// <summary>Why the commands of a contract cannot train at past cut-offs, as a sentence; null when they can.</summary>
    public static string? WhyNot(ProjectContract contract) => contract.Commands is { Train: not null } commands ? TrialSteps.WhyNotOf(commands) : "commands.train is missing.";

    public string Learner => training.Command is { } words ? $"{string.Join(' ', words)}, {training.Commit[..8]}" : $"commands.train and commands.predict, {training.Commit[..8]}";

    public async Task<PastAnswers> TrainAsync(Table table, PastCutoff cutoff, string target, CancellationToken cancel)
    {
        var checkout = await CheckoutAsync(cancel);
        var predictions = Directory.CreateDirectory(Path.Combine(checkout.Root, "predictions")).FullName;
        foreach (var old in Directory.EnumerateFiles(predictions, $"{_split}.*"))
        {
            File.Delete(old); // what was committed says nothing of this training
        }

        var isOwn = training.Command is null;
        var handed = await training.Data(checkout.Root, cancel);
        if (isOwn)
        {
            await files.CutAsync(table, cancel);
            handed = [.. handed.Take(1).Select(h => new HandedData(null, null, h.Digest, files.Train))];
        }

        await SayDaysAsync(checkout.Root, cutoff, cancel);
        var written = Path.Combine(predictions, $"{_split}.{(contract.Predictions?.Values.FirstOrDefault()?.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) == true ? "parquet" : "csv")}");
        var code = await CodeFiles.DigestOfRunAsync(contract, checkout.Root, training.Command ?? [], cancel);
        var (end, kept) = await training.Store((store, login) => new TrackedCommand(store, TimeProvider.System).RunAsync(
            new TrackedWish(checkout.Root, training.Command ?? Line(checkout.Root, written), training.Experiment, training.Seed, handed)
            {
                Name = cutoff.Name,
                Tags = cutoff.Tags,
                Login = login,
                Variables = SplitDays.Of(cutoff.Train, cutoff.Asked),
                Code = code,
                Show = false,
            }, cancel), cutoff, cancel);
        cancel.ThrowIfCancellationRequested();
        if (end.Status != RunStatus.Finished)
        {
            throw new NotTrainedException($"The training {cutoff.Name} failed with exit code {end.Child.ExitCode}. {await LastLineAsync(kept, cancel)}", $"Its run {kept.Id} keeps all that it printed. The days are in AIRWORTHY_TRAIN_FROM, _UNTIL, AIRWORTHY_DEV_FROM and _UNTIL.");
        }

        var found = ((string[])[".parquet", ".csv"]).Select(e => Path.Combine(predictions, _split + e)).FirstOrDefault(File.Exists)
            ?? throw new NotTrainedException($"The training {cutoff.Name} ended well and left no predictions/{_split}.parquet or .csv.", $"Let it write what it answers to the rows of {_split}: id, label, and score, score_<class> or value.");
        if (isOwn)
        {
            await files.NameAsync(found, contract.Data?.Id == "row" && table["row"] is null, target, cancel);
        }
        else
        {
            target = Path.ChangeExtension(target, Path.GetExtension(found));
            File.Copy(found, target, overwrite: true);
        }

        return new PastAnswers(kept.Id, target);
    }

    public void Dispose() => _checkout?.Dispose();

    private async Task<CleanCheckout> CheckoutAsync(CancellationToken cancel)
    {
        if (_checkout is null)
        {
            return _checkout = await CleanCheckout.OpenAsync(top, training.Commit, training.Folder, training.Patch, cancel);
        }

        await _checkout.CleanAsync(cancel);
        return _checkout;
    }

    /// <summary>The commands of the contract one after the other, as a shell reads them.</summary>
    private string[] Line(string root, string predictions)
    {
        var commands = contract.Commands!;
        string Filled(string command, string data) => command.Replace("{data}", data, StringComparison.Ordinal).Replace("{features}", Path.Combine(root, $"features{Path.GetExtension(files.Train)}"), StringComparison.Ordinal)
            .Replace("{model}", Path.Combine(root, "model-of-the-past"), StringComparison.Ordinal).Replace("{predictions}", predictions, StringComparison.Ordinal)
            .Replace("{seed}", training.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var lines = new[] { (commands.Prepare, files.Train), (commands.Features, files.Train), (commands.Train, files.Train), (commands.Predict, files.Asked) }.Where(c => c.Item1 is not null).Select(c => Filled(c.Item1!, c.Item2));
        return OperatingSystem.IsWindows() ? ["cmd", "/d", "/c", string.Join(" && ", lines)] : ["/bin/sh", "-c", string.Join(" && ", lines.Select(l => $"({l})"))];
    }

    /// <summary>Writes the days into the contract of the checkout, for code that reads them there; one that cannot be read is left as it is.</summary>
    private static async Task SayDaysAsync(string root, PastCutoff cutoff, CancellationToken cancel)
    {
        var file = Path.Combine(root, ContractReader.FileName);
        static string Days(Window w) => $"{{from: {w.From:yyyy-MM-dd}, until: {w.Until:yyyy-MM-dd}}}";
        if (File.Exists(file) && ContractEdit.Set(await File.ReadAllTextAsync(file, cancel), "data.split", $"{{method: by-time, train: {Days(cutoff.Train)}, dev: {Days(cutoff.Asked)}}}").Text is { } edited)
        {
            await File.WriteAllTextAsync(file, edited, cancel);
        }
    }

    private async Task<string> LastLineAsync(Run run, CancellationToken cancel)
    {
        try
        {
            await using var content = await client.Artifacts.OpenAsync(run, TrackedCommand.OutputFile, cancel);
            using var reader = new StreamReader(content, Encoding.UTF8);
            var line = (await reader.ReadToEndAsync(cancel)).Split('\n').Select(l => l.Trim()).LastOrDefault(l => l.Length > 0);
            return line is null ? "It printed nothing." : $"Its last line: {string.Concat(line.Take(MostOfLine).Select(c => char.IsControl(c) ? ' ' : c))}";
        }
        catch (TrackingException)
        {
            return "";
        }
    }
}
