using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics;
using Airworthy.Data;
using Airworthy.Data.Evaluating;
using Airworthy.Models.Onnx;
using Airworthy.Pipelines.Features;
using Airworthy.Pipelines.Learning;

namespace Airworthy.Pipelines.Staleness;

/// <summary>Trains with the learners of <c>train</c> and <c>baselines</c>: as a run did whose model is known, else boosted trees with plain settings.</summary>
/// <param name="like">A model that was learnt so, and the params of its run; null for plain trees.</param>
public sealed class OwnLearners(ProjectContract contract, LearningTask task, RunLog log, (OwnModel Model, IReadOnlyDictionary<string, string> Settings)? like, int seed) : IPastTrainer
{
    public string Learner { get; private set; } = "boosted trees with plain settings";

    public async Task<PastAnswers> TrainAsync(Table table, PastCutoff cutoff, string target, CancellationToken cancel)
    {
        var train = await LearningRows.ReadAsync(table, "train", task, named: false, null, cancel, byTime: true);
        var asked = await LearningRows.ReadAsync(table, "dev", task, named: true, null, cancel);
        var (answers, model, settings) = await Task.Run(() => Learn(train, asked, cancel), cancel).WaitAsync(cancel);
        var run = await log.BeginAsync(cutoff.Name, settings, cutoff.Parent, cancel);
        try
        {
            run.SetTag(PastCutoff.UntilTag, $"{cutoff.Train.Until:yyyy-MM-dd}");
            log.Measured(run, Scored.Of(contract, task, asked.Truth, Scored.AnswersOf(answers, asked.Target, DecisionThreshold.Of(contract).From), asked.Units));
            await PredictionFile.WriteAsync(target, asked.Ids, asked.Labels, task.AnswerColumns, answers.Values, cancel);
            await log.FileAsync(run, target, $"predictions/{task.Split}.parquet", cancel);
            if (model is not null)
            {
                await log.ModelAsync(run, model, null, "", cancel);
            }

            await run.FinishAsync();
            return new PastAnswers(run.Id, target);
        }
        catch
        {
            await run.FailAsync();
            throw;
        }
    }

    private (FloatMatrix Answers, ExportedModel? Model, IEnumerable<KeyValuePair<string, object>> Settings) Learn(LearningRows train, LearningRows asked, CancellationToken cancel)
    {
        if (like is not { } known)
        {
            var search = new TrialSearch(contract, task, train, asked, seed);
            var trial = search.Run(search.Next(), cancel);
            return (trial.Answers, trial.Model, trial.Settings.Named(seed, task.Scale).Append(new("trees", trial.Trees)));
        }

        var (relearning, whyNot) = Relearning.Read(known.Model, known.Settings, train, asked);
        if (relearning is null)
        {
            throw new NotTrainedException($"It cannot be trained again at past cut-offs: {whyNot}.", "Name a run of `airworthy train`, of a linear or boosted baseline, or of your own command (`airworthy run -- COMMAND`).");
        }

        Learner = relearning.How;
        return (relearning.Without([]), null, known.Settings.Select(s => KeyValuePair.Create(s.Key, (object)s.Value)));
    }
}
