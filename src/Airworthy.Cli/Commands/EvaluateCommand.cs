using System.CommandLine;
using System.Security.Cryptography;

using Airworthy.Cli.Commands.Data;
using Airworthy.Cli.Evaluations;
using Airworthy.Cli.Learning;
using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Records;
using Airworthy.Core.Reporting.Html;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;
using Airworthy.Data.Evaluating;
using Airworthy.Data.Records;
using Airworthy.Probes;
using Airworthy.Probes.Runs;
using Airworthy.Web.Projects;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy evaluate</c>: what predictions and labels tell of a model, or of one against another.</summary>
internal sealed class EvaluateCommand : ICommand
{
    private static readonly Argument<string?> s_target = new("target")
    {
        Description = "A file of predictions, a run (id or name), a model version (champion, NAME@ALIAS, models:/NAME/VERSION) or a baseline of the contract. Default: the contract's predictions, else the champion's.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => ".", HelpName = "folder" };
    private static readonly Option<string?> s_against = new("--against") { Description = "Compare with another one on the same rows: is the first one better by metric.minimum_improvement?", HelpName = "target" };
    private static readonly Option<SplitName?> s_split = new("--split") { Description = "Whose rows: train, dev or test. Default: metric.on, else dev. Reads of test are counted." };
    private static readonly Option<string?> s_metric = new("--metric") { Description = "Rank by this metric instead of the contract's.", HelpName = "name" };
    private static readonly Option<string?> s_labels = new("--labels") { Description = "Outside of a project: the file with the columns id and label, where the predictions do not carry all.", HelpName = "file" };
    private static readonly Option<string?> s_time = new("--time") { Description = "Outside of a project: the column of time; rows of one day may belong together.", HelpName = "column" };
    private static readonly Option<string?> s_entity = new("--entity") { Description = "Outside of a project: the column whose equal values belong together.", HelpName = "column" };
    private static readonly Option<bool> s_plain = new("--no-search") { Description = "Do not look for slices." };
    private static readonly Option<string?> s_json = new("--json") { Description = "Write the numbers as JSON into a file; - for standard output.", HelpName = "file" };
    private static readonly Option<string?> s_html = new("--html") { Description = "Write a page with curves into a file.", HelpName = "file" };
    private static readonly Option<string?> s_errors = new("--errors") { Description = "Write the rows with the largest errors as CSV, with columns for an expert to fill in.", HelpName = "file" };
    private static readonly Option<int> s_most = new("--most") { Description = "How many of them.", DefaultValueFactory = _ => 200, HelpName = "rows" };

    private static readonly Option<bool> s_importance = new("--importance") { Description = "Say what each group of features is worth to the model, and what it costs, instead of how good the model is." };
    private static readonly Option<int> s_repeats = new("--repeats") { Description = "With --importance: how often each group is shuffled.", DefaultValueFactory = _ => 5, HelpName = "times" };
    private static readonly Option<int?> s_weakest = new("--weakest") { Description = "With --importance: learn the model again without each of so many groups, the least valuable first; 0 for none. Default: all.", HelpName = "groups" };

    private static readonly Option<bool> s_staleness = new("--staleness") { Description = "Train at past cut-offs and say what age costs, and so how often to train again, instead of how good the model is." };
    private static readonly Option<int> s_cutoffs = new("--cutoffs") { Description = $"With --staleness: how many cut-offs, {PastWindows.LeastCutoffs} to {PastWindows.MostCutoffs}.", DefaultValueFactory = _ => PastWindows.LeastCutoffs, HelpName = "n" };

    public Command Build()
    {
        var command = new Command("evaluate", "Evaluate a model from its predictions and the labels: metrics with intervals, curves, costs, slices; or compare two.")
        {
            s_target, s_project, s_against, s_split, s_metric, s_labels, s_time, s_entity, s_plain, s_json, s_html, s_errors, s_most, s_importance, s_repeats, s_weakest,
            s_staleness, s_cutoffs,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(s_most) is < 1 or > 100_000)
        {
            throw new Refusal(64, $"--most {parsed.GetValue(s_most)}: expected 1 to 100,000 rows.");
        }

        var folder = Path.GetFullPath(parsed.GetValue(s_project)!);
        var isLone = parsed.GetValue(s_labels) is not null || (parsed.GetValue(s_target) is { } file && File.Exists(file) && !File.Exists(Path.Combine(folder, "airworthy.yaml")));
        var project = isLone ? null : Project.Open(folder);
        var split = parsed.GetValue(s_split)?.ToString().ToLowerInvariant() ?? project?.Contract.Metric?.On ?? "dev";
        var contract = project?.Contract ?? LoneFile.Contract(
            parsed.GetValue(s_target) is { } lone && File.Exists(lone) ? lone : throw new Refusal(1, $"{parsed.GetValue(s_target) ?? "No file of predictions"} is not there.", "Name the file with the predictions before --labels."),
            parsed.GetValue(s_labels), split, parsed.GetValue(s_metric), parsed.GetValue(s_time), parsed.GetValue(s_entity));

        if (parsed.GetValue(s_importance))
        {
            return await ImportanceAsync(parsed, project ?? throw new Refusal(1, "Features are valued inside of a project.", "Write airworthy.yaml with `airworthy init`, and train there."), split, cancel);
        }

        if (parsed.GetValue(s_staleness))
        {
            return await StalenessAsync(parsed, project ?? throw new Refusal(1, "What age costs is measured inside of a project.", "Write airworthy.yaml with `airworthy init`."), cancel);
        }

        await using var around = new Surroundings { Root = folder, Contract = contract, Clock = TimeProvider.System, OwnRuns = isLone ? null : OwnRuns.Of(folder) };
        await using var targets = new EvaluationTargets(around, split);
        var target = await targets.FindAsync(parsed.GetValue(s_target), cancel);
        var against = parsed.GetValue(s_against) is { } other ? await targets.FindAsync(other, cancel) : null;
        if (against is not null && against.Name == target.Name)
        {
            against = against with { Name = $"{against.Name} (before)" };
        }

        try
        {
            var asked = contract with
            {
                Predictions = against is null ? new Dictionary<string, string> { [split] = target.File } : null,
                Baselines = against is null ? null : [Set(against), Set(target)],
            };
            await using var table = await Table.OpenAsync(asked, folder, cancel);
            if (!table.Splits.Contains(split))
            {
                throw new Refusal(1, $"There is no split {split}: {table.WhyNoSplits ?? $"the contract declares {string.Join(", ", table.Splits)}."}", "Set data.split in airworthy.yaml.");
            }

            var sets = new List<Predictions>();
            foreach (var source in table.PredictionsFor(split).ToList())
            {
                sets.Add(await table.PredictionsAsync(source, split, cancel));
            }

            var metric = await MetricAsync(table, sets[0], split, parsed.GetValue(s_metric), cancel);
            if (project is not null && split == "test")
            {
                Terminal.Note(await ReadOfTestAsync(project, target.Name, table, cancel));
            }

            return against is null
                ? await EvaluateAsync(parsed, table, sets[0], metric, split, target, targets.Client, project, cancel)
                : await CompareAsync(parsed, table, sets[0], sets[1], metric, split, project, (target, against), folder, cancel);
        }
        catch (TableException e)
        {
            throw new Refusal(1, e.Message, e.Next);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Refusal(1, $"Not written: {e.Message}", "Name a file in a folder that you may write to.");
        }
    }

    private static Baseline Set(EvaluationTarget target) => new() { Name = target.Name, Kind = BaselineKind.SimpleModel, Predictions = target.File };

    private static async Task<int> EvaluateAsync(ParseResult parsed, Table table, Predictions set, PredictionMetric metric, string split, EvaluationTarget target, Client.TrackingClient? client, Project? project, CancellationToken cancel)
    {
        var claimed = target.Run is null ? null : RunFacts.Metric(target.Run, table.Contract.Metric?.Name ?? metric.Name, split);
        var evaluation = await Evaluator.RunAsync(table, set, new EvaluationOrder(target.Name, split, metric)
        {
            Search = !parsed.GetValue(s_plain),
            Logged = claimed is { } logged && PredictionMetric.Of(table.Contract.Metric?.Name ?? metric.Name)?.Name == metric.Name ? logged : null,
        }, cancel);
        await PutAsync(parsed, () => EvaluationJson.Of(evaluation), EvaluationText.Of(evaluation), cancel);
        if (parsed.GetValue(s_html) is { } html)
        {
            await WholeFile.WriteAsync(html, EvaluationPage.Write(evaluation, project?.Contract.Project ?? "", new PlotDrawing().Draw), cancel);
            Terminal.Note($"Wrote {html}.");
        }

        if (parsed.GetValue(s_errors) is { } errors)
        {
            var (csv, rows) = await WorstRows.SheetAsync(table, set, split, metric, parsed.GetValue(s_most), cancel);
            await WholeFile.WriteAsync(errors, csv, cancel);
            Terminal.Note($"Wrote the {rows:N0} worst rows into {errors}. Ask an expert what each of them is.");
        }

        if (target.Run is not null && client is not null)
        {
            await EvaluationLog.WriteAsync(client, target.Run, evaluation, cancel);
        }

        return evaluation.Claimed is { IsSame: false } ? 1 : 0;
    }

    private static async Task<int> CompareAsync(ParseResult parsed, Table table, Predictions before, Predictions after, PredictionMetric metric, string split, Project? project, (EvaluationTarget After, EvaluationTarget Before) of, string folder, CancellationToken cancel)
    {
        var look = 1;
        if (project is not null && split != "test")
        {
            var store = new RecordStore(project.Root);
            var (_, digest) = await table.DigestAsync(split, cancel);
            var pair = $"{metric.Name}|{Digest(folder, of.Before.File)}|{Digest(folder, of.After.File)}";
            (look, var isNew) = DevLookLedger.Place(store.Read(), digest, pair);
            if (isNew)
            {
                var by = RunBy.Of(null) ?? new Writer(WriterKind.Person, store.LocalWriter());
                await store.AppendAsync(by.Id, [DevLookLedger.Entry(by, $"{of.After.Name} was compared with {of.Before.Name} on {split}.", digest, pair, look, TimeProvider.System.GetUtcNow())], cancel);
            }
        }

        var comparison = await Comparing.RunAsync(table, before, after, split, metric, look, cancel);
        await PutAsync(parsed, () => EvaluationJson.Of(comparison), EvaluationText.Of(comparison), cancel);
        return comparison.Answer == Answer.Unmet ? 1 : 0;
    }

    private static async Task<int> ImportanceAsync(ParseResult parsed, Project project, string split, CancellationToken cancel)
    {
        var (repeats, weakest) = (parsed.GetValue(s_repeats), parsed.GetValue(s_weakest) ?? int.MaxValue);
        if (repeats is < 1 or > 1_000 || weakest < 0)
        {
            throw new Refusal(64, repeats is < 1 or > 1_000 ? $"--repeats {repeats}: expected 1 to 1000." : $"--weakest {weakest}: expected 0 or more.");
        }

        if (split != "dev" && split != project.Contract.Metric?.On)
        {
            throw new Refusal(64, $"--split {split}: features are chosen by what they are worth, and no choice is made on {split}.", "Leave --split out.");
        }

        return await LearningPlace.ForAsync(async () =>
        {
            try
            {
                var valuation = await FeatureValueRun.MeasureAsync(project, parsed.GetValue(s_target), split, repeats, weakest, cancel);
                await PutAsync(parsed, () => EvaluationJson.Of(valuation), FeatureValuationText.Of(valuation, project.Contract.Features?.KeepIfGain), cancel);
                return 0;
            }
            catch (Pipelines.Features.NotAskedException e)
            {
                throw new Refusal(1, e.Message, e.Next);
            }
        });
    }

    private static async Task<int> StalenessAsync(ParseResult parsed, Project project, CancellationToken cancel)
    {
        var cutoffs = parsed.GetValue(s_cutoffs);
        return cutoffs is < PastWindows.LeastCutoffs or > PastWindows.MostCutoffs
            ? throw new Refusal(64, $"--cutoffs {cutoffs}: expected {PastWindows.LeastCutoffs} to {PastWindows.MostCutoffs}. With fewer there are no three cut-offs with three later windows each.")
            : await LearningPlace.ForAsync(async () =>
            {
                try
                {
                    var measured = await new StalenessRun(project, parsed.GetValue(s_target), cutoffs).MeasureAsync(cancel);
                    await PutAsync(parsed, () => EvaluationJson.Of(measured), StalenessText.Of(measured, project.Contract.Freshness), cancel);
                    return 0;
                }
                catch (Pipelines.Staleness.NotTrainedException e)
                {
                    throw new Refusal(1, e.Message, e.Next);
                }
                catch (Pipelines.Records.RecordsRefusedException e)
                {
                    throw new Refusal(1, e.Lines);
                }
                catch (Pipelines.Training.NotStartedException e)
                {
                    throw new Refusal(127, $"{e.Message}.", "Install what the run needs; a program of the project itself must be committed.");
                }
            });
    }

    private static Task PutAsync(ParseResult parsed, Func<string> json, IEnumerable<string> lines, CancellationToken cancel) => PutAsync(parsed.GetValue(s_json), json, lines, cancel);

    /// <summary>Prints lines, or JSON where that was asked for, and writes JSON into a file.</summary>
    /// <param name="file">Where JSON goes: <c>-</c> for standard output, null for nowhere.</param>
    internal static async Task PutAsync(string? file, Func<string> json, IEnumerable<string> lines, CancellationToken cancel)
    {
        if (file is "-")
        {
            Console.Write(json());
            return;
        }

        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }

        if (file is not null)
        {
            await WholeFile.WriteAsync(file, json(), cancel);
            Terminal.Note($"Wrote {file}.");
        }
    }

    /// <summary>The metric that was asked for, else the contract's, else what suits the labels and answers.</summary>
    private static async Task<PredictionMetric> MetricAsync(Table table, Predictions set, string split, string? asked, CancellationToken cancel)
    {
        if ((asked ?? table.Contract.Metric?.Name) is { } name)
        {
            return PredictionMetric.Of(name) ?? throw new Refusal(1, $"{name} is no metric that is computed here.", $"Name one of {string.Join(", ", PredictionMetric.Names)}, or ndcg@n, with --metric.");
        }

        var values = await table.NumberAsync($"select count(distinct __label) from {split} where __label is not null", cancel);
        var isNumber = table.LabelKind == ColumnKind.Number && (table.Contract.Kind is ProjectKind.TabularRegression or ProjectKind.Forecasting
            || (values > 2 && set.Form == AnswerForm.Value && set["value"] is { Kind: ColumnKind.Number, IsWhole: false }) || values > PairedRows.MostClasses);
        return PredictionMetric.Of(UsualMetrics.Default(set.Form == AnswerForm.Rank, isNumber ? 0 : (int)values, set.Form != AnswerForm.Value))!;
    }

    private static async Task<string> ReadOfTestAsync(Project project, string by, Table table, CancellationToken cancel)
    {
        var (rows, digest) = await table.DigestAsync("test", cancel);
        return await DataReadCommand.CountAsync(project, $"evaluate {by}", rows, digest, cancel);
    }

    /// <summary>What tells the content of a file from another, short.</summary>
    private static string Digest(string root, string file)
    {
        var path = Path.GetFullPath(Path.Combine(root, file));
        using var content = File.OpenRead(File.Exists(path) ? path : throw new Refusal(1, $"{file} is not there.", "Bring the file, or correct its name."));
        return Convert.ToHexStringLower(SHA256.HashData(content))[..16];
    }
}
