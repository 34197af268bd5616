using System.CommandLine;
using System.Globalization;

using Airworthy.Cli.Commands.Data;
using Airworthy.Cli.Evaluations;
using Airworthy.Cli.Training;
using Airworthy.Client;
using Airworthy.Data;
using Airworthy.Data.Evaluating;
using Airworthy.Pipelines.Records;
using Airworthy.Pipelines.Reproduction;
using Airworthy.Pipelines.Training;
using Airworthy.Probes.Runs;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy reproduce RUN</c>: makes a run once more from what is recorded, and says what differs and why.</summary>
internal sealed class ReproduceCommand : ICommand
{
    private static readonly Argument<string> s_run = new("run") { Description = "A run (id or name) or a model version (champion, its number, NAME@ALIAS, models:/NAME/VERSION)." };
    private static readonly Option<bool> s_withDiff = new("--with-diff") { Description = "Put the changes on top that were not committed when the run was made." };
    private static readonly Option<double?> s_tolerance = new("--tolerance") { Description = "Largest difference of a metric, in its points. Default: reproduce.metric_tolerance, else 0.", HelpName = "points" };
    private static readonly Option<int> s_seeds = new("--seeds") { Description = "Train with so many seeds, the recorded one first, and show the noise of training itself.", DefaultValueFactory = _ => 1, HelpName = "n" };
    private static readonly Option<bool> s_closed = new("--closed") { Description = "Run the command in a network out of which nothing leads, so that what it needs is all recorded. Linux." };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("reproduce", "Make a run once more from what is recorded, in an empty folder, and say what differs and why. Exit code 1 when it differs.")
        {
            s_run, s_withDiff, s_tolerance, s_seeds, s_closed, TrackingPlace.Server, s_project,
        };
        command.SetAction((parsed, cancel) => DataRefusals.ForAsync(() => RunAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        var seeds = parsed.GetValue(s_seeds);
        if (seeds is < 1 or > 100)
        {
            throw new Refusal(64, $"--seeds {seeds}: a number from 1 to 100 was expected.");
        }

        if (parsed.GetValue(s_tolerance) is { } given && !(given >= 0))
        {
            throw new Refusal(64, "--tolerance: a number from 0 on was expected.");
        }

        if (parsed.GetValue(s_closed) && await ClosedNetwork.WhyNotAsync(cancel) is { } why)
        {
            throw new Refusal(1, $"--closed: {why}.", "Leave --closed out, or make the run again on a machine that can.");
        }

        var folder = Directory.CreateTempSubdirectory("airworthy-reproduce-").FullName;
        try
        {
            await using var place = await TrackingPlace.OpenAsync(project, parsed.GetValue(TrackingPlace.Server), cancel);
            return await ReproduceAsync(parsed, project, place.Client, folder, seeds, cancel);
        }
        catch (TrackingException e)
        {
            throw new Refusal(1, e.Message);
        }
        catch (RecordsRefusedException e)
        {
            throw new Refusal(1, e.Lines);
        }
        catch (NotStartedException e)
        {
            throw new Refusal(127, $"{e.Message}.", "Install what the run needs; a program of the project itself must be committed.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> ReproduceAsync(ParseResult parsed, Project project, TrackingClient client, string folder, int seeds, CancellationToken cancel)
    {
        var word = parsed.GetValue(s_run)!;
        var original = (await NamedRun.FindAsync(client, project.Contract, word, cancel)
            ?? throw new Refusal(1, $"{word} is no run of {RunsPlace.ExperimentOf(project.Contract)} and no version of {project.Contract.Project}.", "`airworthy runs list` shows the runs; champion is the run of the released model.")).Run;
        var experiment = (await client.GetExperimentAsync(original.ExperimentId, cancel)).Name;
        var rebuild = new Rebuild(project, original, folder);
        var withDiff = parsed.GetValue(s_withDiff);
        var patch = withDiff && original.Tags.ContainsKey(TrackedCommand.DiffTag) ? await TextAsync(client, original, TrackedCommand.DiffFile, cancel) : null;
        if (withDiff && patch is null && original.Tags.GetValueOrDefault("mlflow.source.git.dirty") == "true")
        {
            throw new Refusal(1, "The changes that were not committed when the run was made are not recorded.", "Leave --with-diff out to see what the commit alone gives.");
        }

        var first = await RunOutcome.ReadAsync(client, original, folder, cancel);
        var seed = rebuild.Seed ?? 0;
        using var checkout = await OpenAsync();
        Terminal.Note($"Making {original.Name} ({original.Id}) again from {rebuild.Commit[..Math.Min(8, rebuild.Commit.Length)]}: {string.Join(' ', rebuild.Command)}");
        var isClosed = parsed.GetValue(s_closed);
        var again = await rebuild.RunAsync(client, experiment, checkout, seed, true, cancel, isClosed);
        var (tolerance, agreement) = (parsed.GetValue(s_tolerance) ?? project.Contract.Reproduce?.MetricTolerance ?? 0, project.Contract.Reproduce?.PredictionAgreement ?? 1);
        var compared = await CompareAsync(first, again);
        var network = isClosed ? "closed" : "";
        if (isClosed && !compared.Agrees)
        {
            Terminal.Note($"Without a network it {(again.IsDone ? "came out otherwise" : "did not finish")}; once more with one.");
            using var open = await OpenAsync();
            again = await rebuild.RunAsync(client, experiment, open, seed, true, cancel);
            compared = await CompareAsync(first, again);
            network = compared.Agrees ? "needed" : "";
        }

        IReadOnlyList<string> causes = [];
        if (!compared.Agrees)
        {
            // Twice with one seed: what differs then is the training, not what it was made from.
            bool? steady = null;
            if (again.IsDone)
            {
                using var other = await OpenAsync();
                var second = await rebuild.RunAsync(client, experiment, other, seed, false, cancel);
                steady = (await CompareAsync(again, second)).Agrees;
            }

            var untracked = await TextAsync(client, original, TrackedCommand.UntrackedFile, cancel);
            causes = LikelyCause.Of(first, again, checkout.Root, (untracked ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries), withDiff, steady);
        }

        Tell(compared, causes);
        if (network.Length > 0)
        {
            Console.WriteLine(network == "closed" ? "Its command needed no network." : "Its command needs the network: it reads something there that no record names.");
        }

        await client.LogBatchAsync(again.Run.Id, tags:
        [
            new("airworthy.reproduction", compared.Agrees ? compared.IsEqual ? "equal" : "agrees" : again.IsDone ? "differs" : "failed"),
            new("airworthy.reproduction.differences", string.Join("; ", compared.Differences)), new("airworthy.reproduction.causes", string.Join(" ", causes)),
            new("airworthy.reproduction.network", network),
        ], cancel: cancel);
        if (seeds > 1 && again.IsDone)
        {
            var all = new List<RunOutcome> { again };
            for (var i = 1; i < seeds; i++)
            {
                using var other = await OpenAsync();
                all.Add(await rebuild.RunAsync(client, experiment, other, seed + i, false, cancel));
            }

            TellNoise(all);
        }

        return compared.Agrees && network != "needed" ? 0 : 1;

        Task<CleanCheckout> OpenAsync() => CleanCheckout.OpenAsync(project.Root, rebuild.Commit, original.Tags.GetValueOrDefault(TrackedCommand.FolderTag) ?? ".", patch, cancel);

        async Task<RunComparison> CompareAsync(RunOutcome one, RunOutcome two) =>
            await WithSlicesAsync(await RunComparison.OfAsync(one, two, tolerance, agreement, 0.5, cancel), project, one, two, tolerance, cancel);
    }

    /// <summary>Beside all rows, the slices of the contract as it is now.</summary>
    private static async Task<RunComparison> WithSlicesAsync(RunComparison compared, Project project, RunOutcome first, RunOutcome second, double tolerance, CancellationToken cancel)
    {
        var split = project.Contract.Metric?.On ?? "dev";
        if (project.Contract.Slices is not { Count: > 0 } || RunFacts.PredictionsOf(split, [.. first.Predictions.Keys]) is not { } file || !second.Predictions.TryGetValue(file, out var now))
        {
            return compared;
        }

        try
        {
            return compared.With(await SliceAgreement.OfAsync(project.Contract, project.Root, split, first.Predictions[file], now, cancel), tolerance);
        }
        catch (TableException e)
        {
            return compared.With($"slices were not compared: {e.Message}");
        }
    }

    private static void Tell(RunComparison compared, IReadOnlyList<string> causes)
    {
        Console.WriteLine(!compared.Agrees ? "It differs from the first run:" : compared.IsEqual ? "The same, to the last bit." : "It agrees with the first run.");
        foreach (var line in compared.Differences.Concat(compared.Notes))
        {
            Console.WriteLine($"  {line}");
        }

        if (causes.Count > 0)
        {
            Console.WriteLine("Likely cause:");
            foreach (var cause in causes)
            {
                Console.WriteLine($"  {cause}");
            }
        }
    }

    private static void TellNoise(List<RunOutcome> all)
    {
        var done = all.Where(o => o.IsDone).ToList();
        Console.WriteLine($"Noise of training, over {done.Count} of {all.Count} seeds:");
        foreach (var key in done.SelectMany(o => o.Metrics.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var values = done.Where(o => o.Metrics.ContainsKey(key)).Select(o => o.Metrics[key]).ToList();
            var mean = values.Average();
            var deviation = values.Count > 1 ? Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1)) : double.NaN;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {key}: mean {mean:0.######}, standard deviation {deviation:0.######}, from {values.Min():0.######} to {values.Max():0.######}"));
        }
    }

    private static async Task<string?> TextAsync(TrackingClient client, Run run, string file, CancellationToken cancel)
    {
        try
        {
            await using var content = await client.Artifacts.OpenAsync(run, file, cancel);
            using var reader = new StreamReader(content);
            return await reader.ReadToEndAsync(cancel);
        }
        catch (TrackingException e) when (e.IsNotFound)
        {
            return null;
        }
    }
}
