using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;
using Airworthy.Models.Tabular;

namespace Airworthy.Pipelines.Learning;

/// <summary>What is learnt from a table, and which number ranks what was learnt.</summary>
/// <param name="Classes">In order; of two the later is the positive one. None for numbers.</param>
/// <param name="Split">The split that models are ranked on.</param>
/// <param name="Note">What a person should know about the metric; null when the contract names it.</param>
public sealed record LearningTask(AnswerScale Scale, IReadOnlyList<string> Classes, PredictionMetric Metric, bool Up, string Split, string? Note)
{
    /// <summary>Reads it from the contract and the table's labels.</summary>
    /// <exception cref="TableException">Something is missing, in words, with what to set.</exception>
    public static async Task<LearningTask> OfAsync(Table table, CancellationToken cancel)
    {
        var contract = table.Contract;
        var split = contract.Metric?.On ?? "dev";
        if (!table.HasLabel)
        {
            throw new TableException("The table has no label to learn.", "Set data.label in airworthy.yaml: the column to predict, or its name and the SQL expression that makes it (from).");
        }

        if (table.Splits.Count == 0 || !table.Splits.Contains("train") || !table.Splits.Contains(split))
        {
            throw new TableException(table.WhyNoSplits ?? $"There are the splits {(table.Splits.Count == 0 ? "none" : string.Join(", ", table.Splits))}; train and {split} are needed.", "Set data.split in airworthy.yaml, or run `airworthy data split`.");
        }

        if (split == "test")
        {
            throw new TableException("metric.on is test, and models are not chosen on test.", "Set metric.on to dev.");
        }

        if (table.RowId is null)
        {
            throw new TableException(contract.Data?.Id is { } id ? $"The table has no column {id}, which data.id names." : "data.id is not set, so predictions cannot say whose they are.", "Set data.id to the column that names a row, or to `row` for its position from 0.");
        }

        if (LearningRows.Features(table).Count == 0)
        {
            throw new TableException("No column is left as a feature.", "Look at features.columns and features.except in airworthy.yaml.");
        }

        if (contract.Kind is ProjectKind.Ranking || PredictionMetric.Of(contract.Metric?.Name)?.Scale == MetricScale.Ranking)
        {
            throw new TableException("Baselines of rankings are not made by this version.", "Write one as a command of baselines in airworthy.yaml, and its predictions with query and rank.");
        }

        var classes = await IsNumberAsync(table, cancel) ? [] : await ClassesAsync(table, cancel);
        var scale = classes.Count switch { 0 => AnswerScale.Number, 2 => AnswerScale.TwoClasses, _ => AnswerScale.Classes };
        var named = PredictionMetric.Of(contract.Metric?.Name);
        var fits = named is not null && (named.Scale == MetricScale.Number) == (scale == AnswerScale.Number) && (named.Scale != MetricScale.TwoClasses || scale == AnswerScale.TwoClasses);
        var metric = fits ? named! : PredictionMetric.Of(UsualMetrics.Default(false, classes.Count, hasProbabilities: true))!;
        var note = fits ? null
            : contract.Metric?.Name is { } name ? $"metric.name is {name}, which {(named is null ? "cannot be computed here" : "does not fit this label")}; {metric.Name} ranks instead."
            : $"metric.name is missing; {metric.Name} ranks.";
        var down = contract.Metric?.Direction is { } direction && fits ? direction == Direction.Down : metric.Name is "log_loss" or "brier" or "error_rate" or "mae" or "mse" or "rmse" or "mape" or "wape" or "smape";
        return new LearningTask(scale, classes, metric, !down, split, note);
    }

    /// <summary>The columns of stored predictions: <c>score</c>, <c>score_…</c> of each class, or <c>value</c>.</summary>
    public IReadOnlyList<string> AnswerColumns => Scale switch
    {
        AnswerScale.TwoClasses => ["score"],
        AnswerScale.Classes => [.. Classes.Select(c => $"score_{c}")],
        _ => ["value"],
    };

    /// <summary>SQL for a row's label: a number, or the number of its class.</summary>
    internal string LabelSql(ColumnKind kind) => Scale == AnswerScale.Number
        ? "cast(__label as double)"
        : $"case {TextOf("__label", kind)} {string.Concat(Classes.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"when {c.Literal} then {i} ")))}end";

    private static async Task<bool> IsNumberAsync(Table table, CancellationToken cancel)
    {
        if (table.Contract.Kind is ProjectKind.TabularRegression or ProjectKind.Forecasting || PredictionMetric.Of(table.Contract.Metric?.Name)?.Scale == MetricScale.Number)
        {
            return table.LabelKind is ColumnKind.Number or ColumnKind.Truth
                ? true
                : throw new TableException("The label is no number, and the contract says that one is predicted.", "Correct kind, metric.name or data.label in airworthy.yaml.");
        }

        return table.LabelKind == ColumnKind.Number && table.Contract.Kind is not (ProjectKind.TabularClassification or ProjectKind.ImageClassification or ProjectKind.TextClassification)
            && await table.NumberAsync("select count(*) from (select distinct __label from labelled) as labels", cancel) > PairedRows.MostClasses;
    }

    private static async Task<List<string>> ClassesAsync(Table table, CancellationToken cancel)
    {
        var classes = new List<string>();
        await foreach (var row in table.ReadAsync($"select distinct __label, {TextOf("__label", table.LabelKind)} from labelled where __label is not null order by 1 limit {PairedRows.MostClasses + 1}", cancel))
        {
            classes.Add(row.Text(1) ?? "");
        }

        return classes.Count > PairedRows.MostClasses ? throw new TableException($"The label has more than {PairedRows.MostClasses} values.", "If it is a number to predict, set kind to tabular-regression; else correct data.label.")
            : classes.Count < 2 ? throw new TableException($"The label has {(classes.Count == 0 ? "no value" : $"one value only, {classes[0]}")}, so there is nothing to learn.", "Correct data.label in airworthy.yaml, or bring rows of other classes.")
            : classes;
    }

    private static string TextOf(string expression, ColumnKind kind) => kind == ColumnKind.Number
        ? $"case when {expression} = floor({expression}) then cast(cast({expression} as hugeint) as varchar) else cast({expression} as varchar) end"
        : $"cast({expression} as varchar)";
}
