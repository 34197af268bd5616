using System.Data.Common;
using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Statistics.Curves;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Core.Statistics.Slices;

namespace Airworthy.Data.Evaluating;

/// <summary>What shall be evaluated.</summary>
/// <param name="Target">Whose predictions, for a person.</param>
/// <param name="Split">Of which split.</param>
/// <param name="Metric">What ranks.</param>
public sealed record EvaluationOrder(string Target, string Split, PredictionMetric Metric)
{
    /// <summary>Whether slices are searched.</summary>
    public bool Search { get; init; } = true;

    /// <summary>What the run logged, and under which name; null when nothing.</summary>
    public (string Key, double Value)? Logged { get; init; }
}

/// <summary>Evaluates a model from its predictions and the labels of the table alone.</summary>
public static class Evaluator
{
    /// <summary>Rows of a split that are read; of more a part is drawn by their ids.</summary>
    public const long MostRows = 5_000_000;

    private const int Shown = 10;

    /// <summary>Evaluates.</summary>
    /// <param name="set">Predictions that fit the rows of the split, as <see cref="Table.PredictionsAsync"/> gives them.</param>
    /// <exception cref="TableException">The predictions do not have what the metric needs, or the condition of a slice cannot be asked.</exception>
    public static async Task<ModelEvaluation> RunAsync(Table table, Predictions set, EvaluationOrder order, CancellationToken cancel)
    {
        var contract = table.Contract;
        var slices = contract.Slices ?? [];
        var groups = contract.Responsibility?.Fairness?.Groups ?? [];
        var searched = order.Search && order.Metric.Scale != MetricScale.Ranking ? Searched(table, set) : [];
        var bins = await SliceColumn.OfAsync(table, order.Split, searched, cancel);
        var grouped = await SliceColumn.OfAsync(table, order.Split, groups.Select(g => table[g]).OfType<Column>(), cancel);
        var rows = await ReadAsync(table, set, order, slices, [.. bins.Concat(grouped).Select(b => b.Code)], cancel);
        rows = rows.ByScore();

        var (truth, answers) = (rows.Truth, rows.Sets[0]);
        var confidence = contract.Metric?.Confidence ?? 0.95;
        var notes = new List<string>();
        var areProbabilities = set.Form switch
        {
            AnswerForm.Score when truth.Classes == 2 => answers.Score is [] || (answers.Score[0] >= 0 && answers.Score[^1] <= 1),
            AnswerForm.ClassScores => answers.Score is [] || (answers.OfLabel!.Min() >= 0 && answers.Score[^1] <= 1 + 1e-9),
            _ => false,
        };
        if (set.Form == AnswerForm.Score && truth.Classes == 2 && !areProbabilities)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The scores lie in [{answers.Score[0]:G4}, {answers.Score[^1]:G4}] and are no probabilities: what needs probabilities or a threshold is left out."));
        }

        var metrics = UsualMetrics.Of(order.Metric, truth, set.Form is AnswerForm.Score or AnswerForm.ClassScores)
            .Where(m => areProbabilities || m == order.Metric || m.Name is "roc_auc" or "average_precision" || set.Form is AnswerForm.Value or AnswerForm.Rank || truth.Classes == 0)
            .Select(m => Estimate.Of(m, truth, answers, rows.Units, confidence)).ToList();
        notes.AddRange(metrics.Where(m => !double.IsFinite(m.Value)).Select(m => WhyNone(m.Metric, truth, order.Split, rows.Classes)).Distinct());

        var decides = truth.Classes == 2 && areProbabilities;
        var threshold = DecisionThreshold.Of(contract);
        var (costs, noCosts) = truth.Classes != 2 || areProbabilities || set.Form == AnswerForm.Value
            ? DecisionPrices.Of(contract.ErrorCosts, truth, answers, rows.Classes, decides, threshold.From, rows.Units, confidence)
            : (null, null);
        notes.AddRange(noCosts is null ? [] : [noCosts]);

        var calibration = decides ? Calibration.Of(truth, answers.Score) : null;
        return new ModelEvaluation(order.Target, order.Split, rows.Rows, Scale(truth), rows.Classes, confidence, metrics)
        {
            Drawn = truth.Rows < rows.Rows ? truth.Rows : null,
            Positives = truth.Classes == 2 ? truth.Values.LongCount(y => y > 0.5) : null,
            Threshold = decides ? threshold.From : null,
            ThresholdFrom = decides ? threshold.How : null,
            Claimed = order.Logged is { } logged ? new ClaimedMetric(logged.Key, logged.Value, metrics[0].Value) : null,
            Confusion = truth.Classes > 0 && (areProbabilities || set.Form == AnswerForm.Value) ? Confusion(truth, answers) : [],
            Calibration = calibration,
            Curve = truth.Classes == 2 && set.Form != AnswerForm.Value ? ScoreCurves.Of(truth, answers.Score) : [],
            Risk = decides ? RiskCoverage.Of(Wrong(truth, answers), [.. answers.Score.Select(s => Math.Abs(s - threshold.From))])
                : truth.Classes > 2 && areProbabilities ? RiskCoverage.Of(Wrong(truth, answers), answers.Score) : null,
            Residuals = truth is { Classes: 0, Queries: null, Rows: > 0 } ? Residuals.Of(truth.Values, answers.Score) : null,
            Costs = costs,
            Limits = LimitedMetrics.Of(contract.Metric?.Limits, order.Metric, truth, answers, rows.Units, confidence, calibration, areProbabilities, areProbabilities || set.Form == AnswerForm.Value),
            Slices = SlicesOf(order.Metric, slices, rows, confidence),
            Hunt = searched.Count == 0 ? null : Hunt(rows, bins, areProbabilities),
            Groups = GroupsOf(contract, order.Metric, grouped, bins.Count, rows, confidence, notes),
            Notes = notes,
        };
    }

    private static async Task<PairedRows> ReadAsync(Table table, Predictions set, EvaluationOrder order, IReadOnlyList<Slice> slices, IReadOnlyList<string> codes, CancellationToken cancel)
    {
        try
        {
            return await PairedRows.ReadAsync(table, order.Split, order.Metric, [set], [.. slices.Select(s => s.Where)], cancel, MostRows, codes);
        }
        catch (DbException e) when (slices.Count > 0)
        {
            throw new TableException($"The condition of a slice cannot be asked: {e.Message.Split('\n')[0]}", "Correct slices in airworthy.yaml: `where` is an SQL condition over the table's columns.");
        }
    }

    /// <summary>Columns that groups are looked for along: what the model reads, and when; not what it answers, where rows and answers are one file.</summary>
    private static IReadOnlyList<Column> Searched(Table table, Predictions set) =>
        [.. table.Features.Concat(table[table.Contract.Data?.Time] is { } time ? [time] : []).DistinctBy(c => c.Name)
            .Where(c => set[c.Name] is null || !(set.ClassColumns.Contains(set[c.Name]!) || c.Name is "score" or "value" or "query" or "rank"))];

    private static MetricScale Scale(Truth truth) => truth.Queries is not null ? MetricScale.Ranking : truth.Classes switch { 0 => MetricScale.Number, 2 => MetricScale.TwoClasses, _ => MetricScale.Classes };

    private static string WhyNone(string metric, Truth truth, string split, IReadOnlyList<string> classes)
    {
        var there = truth.Values.Distinct().ToList();
        return truth.Rows == 0 ? $"{split} has no labelled row, so there is no {metric}."
            : truth.Classes == 2 && there.Count == 1 ? $"All {truth.Rows:N0} rows of {split} are of the class {classes[(int)there[0]]}, so there is no {metric}."
            : $"{metric} does not exist on these rows: it would divide by nothing.";
    }

    private static long[][] Confusion(Truth truth, Answers answers)
    {
        var cells = new long[truth.Classes][];
        for (var c = 0; c < cells.Length; c++)
        {
            cells[c] = new long[truth.Classes];
        }

        for (var i = 0; i < truth.Rows; i++)
        {
            if (answers.Answer![i] >= 0)
            {
                cells[(int)truth.Values[i]][(int)answers.Answer[i]]++;
            }
        }

        return cells;
    }

    private static double[] Wrong(Truth truth, Answers answers) => [.. truth.Values.Select((y, i) => answers.Answer![i] == y ? 0.0 : 1)];

    private static List<SliceResult> SlicesOf(PredictionMetric metric, IReadOnlyList<Slice> slices, PairedRows rows, double confidence)
    {
        var results = new SliceResult[slices.Count];
        Parallel.For(0, slices.Count, i =>
        {
            var part = rows.Part(i, metric);
            var estimate = part.Truth.Rows == 0 ? null : Estimate.Of(metric, part.Truth, part.Answers, part.Units, confidence);
            results[i] = new SliceResult(slices[i].Name, rows.Standing(part.Truth.Rows), estimate is { } e && double.IsFinite(e.Value) ? e : null, slices[i].Min, slices[i].MinRows,
                part.Truth.Rows == 0 ? "it has no rows" : estimate is { Value: double.NaN } ? $"{metric.Name} does not exist on its rows" : null);
        });
        return [.. results];
    }

    /// <summary>Looks for slices on one half of the rows and asks the other; rows of one entity, else of one day, are on one side.</summary>
    private static SliceHunt Hunt(PairedRows rows, IReadOnlyList<SliceColumn> bins, bool areProbabilities)
    {
        var (truth, answers) = (rows.Truth, rows.Sets[0]);
        var (loss, name) = truth.Classes == 0 ? ([.. truth.Values.Select((y, i) => Math.Abs(y - answers.Score[i]))], "absolute error")
            : areProbabilities ? (answers.Square!, "squared error of the probability") : (Wrong(truth, answers), "share of wrong answers");
        var side = rows.Entity ?? rows.Day;
        var codes = bins.Select((_, i) => rows.Coded(i)).ToList();
        var found = SliceSearch.Find(loss, codes, [.. bins.Select(b => b.Bins.Count)], [.. Enumerable.Range(0, truth.Rows).Select(i => (side is null ? i : side[i]) % 2 == 0)], Shown, out var tested,
            areProbabilities && truth.Classes == 2 ? [.. answers.Score.Select(p => p * (1 - p))] : null);
        return new SliceHunt(name, tested, bins.Count, [.. found.Select(f =>
        {
            var terms = f.Terms.Select(t => bins[t.Column].Bins[t.Bin]).ToList();
            return new HuntedSlice(string.Join(" and ", terms.Select(t => t.Says)), string.Join(" and ", terms.Select(t => terms.Count > 1 ? $"({t.Where})" : t.Where)),
                f.Rows, f.Loss, f.Elsewhere, f.Effect, f.P, f.IsConfirmed, f.IsUnsaid);
        })]);
    }

    private static List<GroupResult> GroupsOf(ProjectContract contract, PredictionMetric metric, IReadOnlyList<SliceColumn> grouped, int firstCode, PairedRows rows, double confidence, List<string> notes)
    {
        var named = contract.Responsibility?.Fairness?.Metric;
        if (grouped.Count > 0 && named is not null && (PredictionMetric.Of(named) is not { } other || !Fits(other, rows.Truth)))
        {
            notes.Add($"responsibility.fairness.metric {named} cannot be computed from these predictions; groups are compared by {metric.Name}.");
        }
        else if (named is not null)
        {
            metric = PredictionMetric.Of(named)!;
        }

        return [.. grouped.Select((column, g) =>
        {
            var codes = rows.Coded(firstCode + g);
            var levels = new List<GroupLevel>();
            for (var k = 0; k < column.Bins.Count; k++)
            {
                var part = rows.Part([.. codes.Select(c => c == k)], metric);
                if (part.Truth.Rows > 0)
                {
                    levels.Add(new GroupLevel(column.Bins[k].Says, rows.Standing(part.Truth.Rows), GroupLevels.IsEnough(part.Truth) ? Estimate.Of(metric, part.Truth, part.Answers, part.Units, confidence) : null));
                }
            }

            return new GroupResult(column.Name, metric.Name, levels, GroupLevels.Gap(levels, confidence));
        })];
    }

    private static bool Fits(PredictionMetric metric, Truth truth) => metric.Scale switch
    {
        MetricScale.TwoClasses => truth.Classes == 2,
        MetricScale.Classes => truth.Classes > 0,
        MetricScale.Number => truth is { Classes: 0, Queries: null },
        _ => truth.Queries is not null,
    };
}
