using Airworthy.Cli.Gating;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Guards;
using Airworthy.Models.Tabular;
using Airworthy.Pipelines.Features;
using Airworthy.Pipelines.Learning;

using Table = Airworthy.Data.Table;

namespace Airworthy.Cli.Guarding;

/// <summary>Fits guards to a model version: the distance on train, thresholds on the split that ranks, which no model is trained on.</summary>
internal static class GuardFit
{
    /// <summary>Rows of train that the distance is fitted on, and of dev that thresholds are found on; of more, as many are drawn by their ids.</summary>
    private const long MostTraining = 200_000, MostHeldOut = 100_000;

    /// <summary>A column with more different names is an id.</summary>
    private const int MostNames = 5_000;

    /// <summary>What is promised where the contract says nothing.</summary>
    public const double UsualCoverage = 0.9, UsualFalseAlarm = 0.01;

    /// <param name="folder">A throw-away folder.</param>
    /// <exception cref="NotAskedException">The model's file cannot be asked with what the table has and the contract's feature step makes.</exception>
    public static async Task<FittedGuards> RunAsync(Project project, GateCandidate candidate, string digest, string folder, Action<string> doing, CancellationToken cancel)
    {
        var contract = project.Contract;
        var onnx = candidate.Onnx ?? throw new Refusal(1, $"{candidate.Version.Name} version {candidate.Version.Version} has no file model.onnx, so it cannot be asked here.", "Log the model as ONNX, with one input per column of the table.");
        doing("reading the table");
        await using var table = await Table.OpenAsync(contract with { Predictions = null, Baselines = null }, project.Root, cancel);
        var task = await LearningTask.OfAsync(table, cancel);
        var rows = new ModelRows(project, table, task, onnx, folder, doing);
        var held = await rows.ReadAsync(task.Split, cancel, MostHeldOut);
        using var scorer = OnnxRows.Of(onnx, task, held.Rows);
        doing("asking the model");
        var said = scorer.Answer(held.Rows, cancel);
        var kind = task.Scale switch { AnswerScale.TwoClasses => AnswerKind.Probability, AnswerScale.Classes => AnswerKind.Classes, _ => AnswerKind.Number };
        var scores = new double[said.Rows];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = Score(kind, said, i, held.Truth.Values[i]);
        }

        var train = await rows.ReadAsync("train", cancel, MostTraining);
        doing("fitting");
        var (columns, ofTrain, ofHeld, leftOut) = Columns(train.Rows, held.Rows, [.. scorer.Columns]);
        try
        {
            var coverage = ConformalProfile.Fit(scores, 1 - (contract.Guards?.Coverage ?? UsualCoverage));
            var distance = columns.Count == 0 ? null : DistanceFit.Fit(columns, ofTrain, ofHeld, contract.Guards?.OodFalseAlarm ?? UsualFalseAlarm);
            return new FittedGuards(candidate.Version.Name, candidate.Version.Version, digest, TimeProvider.System.GetUtcNow(), kind, await OnAsync(table, "train", train, cancel), await OnAsync(table, task.Split, held, cancel),
                new GuardProfile(coverage, distance), leftOut.Count == 0 ? null : leftOut, Worth(contract, kind, said, held.Truth.Values, distance, ofHeld), Confidence(kind, said),
                await table.NewestAsync("train", cancel));
        }
        catch (ArgumentException e)
        {
            throw new Refusal(1, $"The guards cannot be fitted: {e.Message.Split('\n')[0]}", "Bring more rows of the split, or promise less in guards.coverage or guards.ood_false_alarm.");
        }
    }

    private static async Task<FittedOn> OnAsync(Table table, string split, LearningRows rows, CancellationToken cancel) => new(split, rows.Rows.Rows, (await table.DigestAsync(split, cancel)).Digest);

    private static double Score(AnswerKind kind, FloatMatrix said, int row, double truth) => kind switch
    {
        AnswerKind.Probability => SplitConformal.ClassScore(truth > 0.5 ? said[row, 0] : 1 - said[row, 0]),
        AnswerKind.Classes => SplitConformal.ClassScore(said[row, (int)truth]),
        _ => SplitConformal.NumberScore(truth, said[row, 0]),
    };

    /// <summary>The columns that the distance looks at, in the order of the model; times by the hour of the day.</summary>
    private static (List<DistanceColumn> Columns, FloatMatrix Train, FloatMatrix Held, List<string> LeftOut) Columns(RawRows train, RawRows held, IReadOnlyList<string> asked)
    {
        var (columns, left, ofTrain, ofHeld) = (new List<DistanceColumn>(), new List<string>(), new List<float[]>(), new List<float[]>());
        foreach (var name in asked)
        {
            switch (train[name], held[name])
            {
                case (RawColumn.Numbers t, RawColumn.Numbers h):
                    columns.Add(new DistanceColumn(name, null));
                    ofTrain.Add(t.Values);
                    ofHeld.Add(h.Values);
                    break;
                case (RawColumn.Times t, RawColumn.Times h):
                    columns.Add(new DistanceColumn(name + FittedGuards.HourOf, [.. Enumerable.Range(0, 24).Select(hour => hour.ToString(System.Globalization.CultureInfo.InvariantCulture))]));
                    ofTrain.Add([.. t.Seconds.Select(Hour)]);
                    ofHeld.Add([.. h.Seconds.Select(Hour)]);
                    break;
                case (RawColumn.Texts t, RawColumn.Texts h) when t.Words.Count <= MostNames:
                    List<string> names = [.. t.Words.Where(w => w.Length > 0).Order(StringComparer.Ordinal)];
                    var codes = names.Select((word, code) => (word, code)).ToDictionary(w => w.word, w => (float)w.code, StringComparer.Ordinal);
                    float CodeOf(string word) => word.Length == 0 ? float.NaN : codes.GetValueOrDefault(word, -1);
                    columns.Add(new DistanceColumn(name, names));
                    ofTrain.Add([.. t.Codes.Select(c => CodeOf(t.Words[c]))]);
                    ofHeld.Add([.. h.Codes.Select(c => CodeOf(h.Words[c]))]);
                    break;
                default:
                    left.Add($"{name}: more than {MostNames:N0} different names");
                    break;
            }
        }

        return (columns, Side(ofTrain, train.Rows), Side(ofHeld, held.Rows), left);
    }

    /// <summary>How sure the model is of the rows held out: what its answers to callers are held against.</summary>
    private static long[]? Confidence(AnswerKind kind, FloatMatrix said)
    {
        const int Bins = 20;
        var counts = new long[Bins];
        for (var row = 0; row < said.Rows && kind != AnswerKind.Number; row++)
        {
            var most = kind == AnswerKind.Probability ? Math.Max(said[row, 0], 1 - said[row, 0]) : Enumerable.Range(0, said.Columns).Max(k => said[row, k]);
            counts[Math.Clamp((int)Math.Ceiling(most * Bins) - 1, 0, Bins - 1)]++;
        }

        return kind == AnswerKind.Number ? null : counts;
    }

    private static float Hour(double seconds) => (float)Math.Floor((((seconds % 86_400) + 86_400) % 86_400) / 3600);

    private static FloatMatrix Side(List<float[]> columns, int rows)
    {
        var values = new float[rows * columns.Count];
        for (var c = 0; c < columns.Count; c++)
        {
            for (var r = 0; r < rows; r++)
            {
                values[(r * columns.Count) + c] = columns[c][r];
            }
        }

        return new FloatMatrix(rows, columns.Count, values);
    }

    /// <summary>Whether doubts speak where the model is wrong. Decided classes are right or wrong; of a number neither can be said.</summary>
    private static DoubtsWorth? Worth(ProjectContract contract, AnswerKind kind, FloatMatrix said, double[] truth, DistanceProfile? distance, FloatMatrix rows)
    {
        var when = contract.Fallback?.When ?? [];
        var (below, threshold) = (contract.Fallback?.LowConfidenceBelow ?? 0, DecisionThreshold.Of(contract).From);
        var asked = when.Where(w => w is FallbackTrigger.LowConfidence or FallbackTrigger.Ood).Distinct().ToList();
        if (kind == AnswerKind.Number || asked.Count == 0)
        {
            return null;
        }

        var far = asked.Contains(FallbackTrigger.Ood) && distance is not null ? new RowDistance(distance) : null;
        var (from, to) = Serving.Guards.Sureness.Unsure(threshold, below);
        var all = new (double Sure, bool IsWrong, bool IsFlagged)[said.Rows];
        for (var i = 0; i < all.Length; i++)
        {
            var best = kind == AnswerKind.Probability ? said[i, 0] >= threshold ? 1 : 0 : Enumerable.Range(0, said.Columns).MaxBy(c => said[i, c]);
            var sure = kind == AnswerKind.Probability ? Serving.Guards.Sureness.Of(said[i, 0], threshold) : said[i, best];
            var isUnsure = asked.Contains(FallbackTrigger.LowConfidence) && (kind == AnswerKind.Probability ? said[i, 0] > from && said[i, 0] < to : sure < below);
            all[i] = (sure, best != (int)truth[i], isUnsure || far?.Judge(rows.Row(i), out _) == Familiarity.Out);
        }

        var flagged = all.Count(a => a.IsFlagged);
        var curve = new List<RiskAt>();
        var (wrong, seen) = (0, 0);
        foreach (var one in all.OrderByDescending(a => a.Sure))
        {
            wrong += one.IsWrong ? 1 : 0;
            if (++seen % Math.Max(1, all.Length / 10) == 0)
            {
                curve.Add(new RiskAt((double)seen / all.Length, (double)wrong / seen));
            }
        }

        return new DoubtsWorth([.. asked.Select(a => WordAttribute.Of(a))], flagged, all.Count(a => a is { IsFlagged: true, IsWrong: true }), all.Length - flagged, all.Count(a => a is { IsFlagged: false, IsWrong: true }), curve);
    }
}
