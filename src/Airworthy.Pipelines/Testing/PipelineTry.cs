using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Trials;
using Airworthy.Data;
using Airworthy.Data.Trials;
using Airworthy.Pipelines.Reproduction;
using Airworthy.Pipelines.Training;

namespace Airworthy.Pipelines.Testing;

/// <summary>
/// Tries the whole pipeline of a project: its commands <c>prepare</c>, <c>features</c>, <c>train</c> and <c>predict</c> in a clean checkout of the newest commit, on
/// a small table cut from the project's own. It is the project's own code, so only somebody who asks for it runs it.
/// </summary>
/// <param name="serve">Puts the model behind a gateway; null: nothing is served.</param>
public sealed class PipelineTry(ProjectContract contract, string root, TimeProvider clock, ServeTrial? serve = null)
{
    /// <summary>Rows of train where <c>data.sample.rows</c> does not say; half as many of dev are predicted, and 100 at least.</summary>
    private const long Rows = 2_000;

    /// <summary>An honest pipeline leaves this interval by chance with one table in two thousand.</summary>
    private const double ShuffledConfidence = 0.999;

    /// <summary>Tries it, and leaves how it went and what was printed in <see cref="TestRun.Folder"/>.</summary>
    /// <exception cref="TableException">No table can be cut.</exception>
    /// <exception cref="Records.RecordsRefusedException">There is no commit to check out.</exception>
    public Task<PipelineTrial> RunAsync(Action<string>? doing, CancellationToken cancel) => InAsync(TestRun.PipelineTrial, TestRun.PipelineOutput, false, doing, async (steps, folder, rows, source, began) =>
    {
        var places = TrialPlaces.In(folder, "", rows.Train, contract);
        var (wrong, score) = await PlainAsync(steps, places, rows, cancel);
        var isBroken = steps.Done is [.., { Ended.ExitCode: not 0 }];
        var (done, seconds) = (steps.Done.ToList(), steps.Seconds);
        var served = wrong is null && serve is not null ? await new ServedTrial(contract, serve).AskAsync(steps, places with { Data = rows.Asked, Features = TrialPlaces.In(folder, "served-", rows.Asked, contract).Features }, cancel) : null;
        return new PipelineTrial(source.Commit ?? "", began, done, rows.TrainRows, rows.AskedRows, seconds, isBroken ? null : wrong, score, source.IsDirty,
            rows.Newest is { } newest ? Math.Max(0, ((contract.AsOf?.ToDateTime(TimeOnly.MinValue) ?? began.UtcDateTime) - newest).TotalDays) : null, Served: served);
    }, TrialJson.TextOf, cancel);

    /// <summary>Tries whether anything of dev reaches training: features of train with and without dev beside them, and all of it with the labels of other rows.</summary>
    /// <exception cref="TableException">No table can be cut.</exception>
    /// <exception cref="Records.RecordsRefusedException">There is no commit to check out.</exception>
    public Task<LeakTrial> LeaksAsync(Action<string>? doing, CancellationToken cancel) => InAsync(TestRun.Leaks, TestRun.LeaksOutput, true, doing, async (steps, folder, rows, source, began) =>
    {
        var trial = new LeakTrial(source.Commit ?? "", began, rows.TrainRows, 0);
        var places = TrialPlaces.In(folder, "", rows.Train, contract);
        var (wrong, plain) = await PlainAsync(steps, places, rows, cancel);
        if (wrong is not null)
        {
            return trial with { Wrong = wrong };
        }

        trial = trial with { Plain = plain };
        if (TrialSteps.Has(contract.Commands!.Features, "data") && TrialSteps.Has(contract.Commands.Features, "features"))
        {
            var (again, beside) = (TrialPlaces.In(folder, "again-", rows.Train, contract), TrialPlaces.In(folder, "both-", rows.Leaks!.Both, contract));
            if (await steps.RunAsync("features", again, cancel) is { } broken || (broken = await steps.RunAsync("features", beside, cancel)) is not null)
            {
                return trial with { Wrong = broken };
            }

            try
            {
                var id = contract.Data?.Id is { } named and not "row" ? named : null;
                var unsteady = await FeatureComparison.OfAsync(places.Features, again.Features, id, cancel);
                var fitted = await FeatureComparison.OfAsync(places.Features, beside.Features, id, cancel);
                trial = trial with { Columns = fitted.Columns, Fitted = fitted.Differing, Unsteady = unsteady.Differing };
            }
            catch (TableException e)
            {
                return trial with { Wrong = e.Message };
            }
        }

        var mixed = TrialPlaces.In(folder, "shuffled-", rows.Leaks!.Train, contract);
        (wrong, var shuffled) = await AnswersAsync(steps, mixed, rows.Leaks.Asked, rows.Leaks.Truth, ShuffledConfidence, cancel);
        return trial with { Shuffled = shuffled, Wrong = wrong };
    }, TrialJson.TextOf, cancel);

    private async Task<T> InAsync<T>(string note, string output, bool leaks, Action<string>? doing,
        Func<TrialSteps, string, TrialRows, SourceState, DateTimeOffset, Task<T>> run, Func<T, string> text, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.Combine(root, TestRun.Folder));
        File.Delete(Path.Combine(root, note));
        var source = SourceState.Of(root);
        var commit = source.Commit ?? throw new Records.RecordsRefusedException("There is no commit that a clean checkout could be made of.", "Put the project under git and commit it.");
        using var checkout = await CleanCheckout.OpenAsync(root, commit, source.Folder, null, cancel);
        var folder = Directory.CreateTempSubdirectory("airworthy-trial-").FullName;
        try
        {
            var train = contract.Data?.Sample?.Rows ?? Rows;
            var rows = await TrialTable.CutAsync(contract, root, folder, train, Math.Max(PipelineTrial.MinimumRows, train / 2), cancel, leaks);
            var steps = new TrialSteps(contract, checkout.Root, folder, doing);
            var trial = await run(steps, folder, rows, source, clock.GetUtcNow());
            await File.WriteAllTextAsync(Path.Combine(root, output), steps.Printed, cancel);
            await File.WriteAllTextAsync(Path.Combine(root, note), text(trial), cancel);
            return trial;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>All four steps on the rows as they are.</summary>
    private async Task<(string? Wrong, TrialMetric? Score)> PlainAsync(TrialSteps steps, TrialPlaces places, TrialRows rows, CancellationToken cancel) =>
        steps.WhyNot is { } why ? (why, null)
        : await steps.RunAsync("prepare", places, cancel) is { } wrong ? (wrong, null)
        : await AnswersAsync(steps, places, rows.Asked, rows.Truth, null, cancel);

    /// <summary>Features, a model, and its answers to other rows, scored.</summary>
    private async Task<(string? Wrong, TrialMetric? Score)> AnswersAsync(TrialSteps steps, TrialPlaces places, string asked, string truth, double? confidence, CancellationToken cancel)
    {
        if (await steps.RunAsync("features", places, cancel) is { } wrong
            || (wrong = await steps.RunAsync("train", places, cancel)) is not null
            || (wrong = await steps.RunAsync("predict", places with { Data = asked }, cancel)) is not null)
        {
            return (wrong, null);
        }

        try
        {
            var score = await TrialTable.ScoreAsync(contract, truth, places.Predictions, cancel, confidence);
            return double.IsFinite(score.Estimate.Value)
                ? (null, new TrialMetric(score.Estimate.Metric, score.Estimate.Value, score.Estimate.Low, score.Estimate.High, score.Constant, score.IsUp))
                : ($"{score.Estimate.Metric} does not exist on these predictions.", null);
        }
        catch (TableException e)
        {
            return ($"The predictions cannot be scored: {e.Message}", null);
        }
    }
}
