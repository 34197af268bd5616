using System.Text.RegularExpressions;

namespace Airworthy.Probes.Scan;

/// <summary>Reads what code in Python, R and C# says about data, label, split and metric. It reads text; it runs nothing.</summary>
internal static partial class CodeHints
{
    private const int Patience = 500;

    /// <summary>Names that libraries give a metric, and the one name used here.</summary>
    private static readonly (string Call, string Name)[] s_metrics =
    [
        ("roc_auc_score", "roc_auc"), ("average_precision_score", "average_precision"), ("f1_score", "f1"), ("accuracy_score", "accuracy"),
        ("balanced_accuracy_score", "balanced_accuracy"), ("log_loss", "log_loss"), ("brier_score_loss", "brier_score"), ("matthews_corrcoef", "mcc"), ("precision_score", "precision"), ("recall_score", "recall"),
        ("root_mean_squared_error", "rmse"), ("mean_squared_error", "mse"), ("mean_absolute_error", "mae"), ("r2_score", "r2"), ("mean_absolute_percentage_error", "mape"), ("ndcg_score", "ndcg"),
        ("AreaUnderRocCurve", "roc_auc"), ("AreaUnderPrecisionRecallCurve", "average_precision"), ("RootMeanSquaredError", "rmse"), ("MeanAbsoluteError", "mae"), ("RSquared", "r2"), ("MacroAccuracy", "balanced_accuracy"), ("F1Score", "f1"),
        ("roc_auc", "roc_auc"), ("pr_auc", "average_precision"), ("mn_log_loss", "log_loss"), ("rmse", "rmse"), ("mae", "mae"),
    ];

    /// <summary>All hints of one text.</summary>
    /// <param name="where">Says where an offset stands.</param>
    public static IEnumerable<Hint> In(string text, Func<int, string> where)
    {
        Hint Say(HintKind kind, Group group) => new(kind, group.Value.Trim(), where(group.Index));

        var hints = new List<Hint>();
        void Take(HintKind kind, Regex pattern)
        {
            foreach (Match match in pattern.Matches(text))
            {
                hints.Add(Say(kind, match.Groups["v"]));
            }
        }

        Take(HintKind.Reads, ReadCall());
        Take(HintKind.Writes, WriteCall());
        Take(HintKind.Label, TakenColumn());
        Take(HintKind.Label, NamedLabel());
        Take(HintKind.Label, Formula());
        Take(HintKind.Label, LabelArgument());
        Take(HintKind.Dropped, DroppedColumn());
        Take(HintKind.TimeSplit, TimeSplitCall());
        Take(HintKind.GroupSplit, GroupSplitCall());
        Take(HintKind.Time, TimeColumn());
        Take(HintKind.Group, GroupColumn());
        Take(HintKind.Forecasts, ForecastCall());
        Take(HintKind.Classifies, ClassifierCall());
        Take(HintKind.Regresses, RegressorCall());

        var constants = Constant().Matches(text).DistinctBy(m => m.Groups["n"].Value).ToDictionary(m => m.Groups["n"].Value, m => m.Groups["v"].Value, StringComparer.Ordinal);
        foreach (Match split in RandomSplitCall().Matches(text))
        {
            hints.Add(Say(HintKind.RandomSplit, split.Groups["v"]));
            foreach (var (kind, pattern) in ((HintKind, Regex)[])[(HintKind.Seed, SeedArgument()), (HintKind.HeldOutShare, ShareArgument())])
            {
                if (pattern.Match(split.Value) is { Success: true } found)
                {
                    var value = found.Groups["v"].Value;
                    hints.Add(new Hint(kind, constants.GetValueOrDefault(value, value), where(split.Index)));
                }
            }
        }

        Take(HintKind.Seed, SeedCall());
        foreach (Match metric in MetricCall().Matches(text))
        {
            var call = metric.Groups["v"].Value;
            hints.Add(new Hint(HintKind.Metric, s_metrics.First(m => m.Call == call).Name, where(metric.Index)));
        }

        Take(HintKind.Metric, LoggedMetric());
        return hints.Where(h => h.Value.Length is > 0 and <= 200);
    }

    // Reading and writing files: pd.read_csv("x"), read.csv("x"), readr::read_csv, fread, read_parquet, LoadFromTextFile<Row>("x").
    [GeneratedRegex(@"(?:read[_.](?:csv2?|table|tsv|delim|parquet|json)|fread|scan_csv|scan_parquet|load_dataset|LoadFromTextFile(?:<\w+>)?)\s*\(\s*(?:path\s*[:=]\s*)?(?:f|r)?[""'](?<v>[^""'\n]{1,200})[""']", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex ReadCall();

    [GeneratedRegex(@"(?:\.to_(?:csv|parquet)|write[_.](?:csv|parquet)|fwrite)\s*\([^""'\n]{0,60}[""'](?<v>[^""'\n]{1,200})[""']", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex WriteCall();

    // y = df["label"], y <- df$label, y_train = train.label
    [GeneratedRegex(@"^[ \t]*(?:[yY]|[yY]_(?:train|all|full|true)|target|labels?)\s*(?:=|<-)\s*[\w.]+(?:\[\[?\s*[""'](?<v>[^""'\n]{1,100})[""']\s*\]?\]|\$(?<v>[\w.]+))", RegexOptions.ExplicitCapture | RegexOptions.Multiline, Patience)]
    private static partial Regex TakenColumn();

    // TARGET = "label", label_column: 'x'
    [GeneratedRegex(@"\b(?:target|label|TARGET|LABEL|response|outcome)(?:_?(?:col|column|name|COL|COLUMN|NAME|var))?\s*(?:=|<-|:)\s*[""'](?<v>[^""'\n]{1,100})[""']", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex NamedLabel();

    // glm(label ~ ., data = …), train(label ~ a + b, …)
    [GeneratedRegex(@"(?:\(|,|=|<-|[""'])\s*(?:as\.factor\(|factor\()?(?<v>[A-Za-z.][\w.]{0,80})\)?\s*~\s*(?:\.|[A-Za-z])", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Formula();

    // ML.NET: labelColumnName: "x", nameof(Row.Label)
    [GeneratedRegex(@"labelColumnName\s*:\s*(?:""(?<v>[^""\n]{1,100})""|nameof\(\w+\.(?<v>\w+)\))", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex LabelArgument();

    [GeneratedRegex(@"\.drop\(\s*(?:columns\s*=\s*|labels\s*=\s*)?\[?\s*[""'](?<v>[^""'\n]{1,100})[""']", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex DroppedColumn();

    [GeneratedRegex(@"\b(?<v>train_test_split|ShuffleSplit|StratifiedShuffleSplit|createDataPartition|initial_split|sample\.split|TrainTestSplit|random_split)\s*\((?:[^()]|\([^()]{0,200}\)){0,600}\)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex RandomSplitCall();

    [GeneratedRegex(@"\b(?:random_state|seed|random_seed)\s*[:=]\s*(?<v>\d{1,9}|[A-Za-z_]\w{0,40})", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex SeedArgument();

    [GeneratedRegex(@"\b(?:test_size|testFraction|test_fraction)\s*[:=]\s*(?<v>0?\.\d{1,6})", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex ShareArgument();

    [GeneratedRegex(@"\b(?:np\.random\.seed|random\.seed|set\.seed|tf\.random\.set_seed|torch\.manual_seed|new\s+MLContext\(\s*seed\s*:)\s*\(?\s*(?<v>\d{1,9})", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex SeedCall();

    [GeneratedRegex(@"^[ \t]*(?<n>[A-Za-z_]\w{0,40})\s*(?:=|<-)\s*(?<v>\d{1,9})[ \t]*(?:#.*)?\r?$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, Patience)]
    private static partial Regex Constant();

    [GeneratedRegex(@"\b(?<v>TimeSeriesSplit|initial_time_split|sliding_window|rolling_origin|time_series_cv)\b", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex TimeSplitCall();

    [GeneratedRegex(@"\b(?<v>GroupShuffleSplit|GroupKFold|StratifiedGroupKFold|LeaveOneGroupOut|group_initial_split|group_vfold_cv)\b", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex GroupSplitCall();

    [GeneratedRegex(@"(?:parse_dates\s*=\s*\[?\s*|to_datetime\(\s*\w+\[|sort_values\(\s*(?:by\s*=\s*)?\[?\s*|as\.POSIXct\(\s*\w+\$|ymd(?:_hms)?\(\s*\w+\$)[""']?(?<v>[A-Za-z_][\w .]{0,60}?)[""'\])]", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex TimeColumn();

    [GeneratedRegex(@"\bgroups?\s*=\s*\w+(?:\[[""'](?<v>[^""'\n]{1,100})[""']\]|\$(?<v>\w+))", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex GroupColumn();

    [GeneratedRegex(@"\b(?<v>Prophet|ARIMA|SARIMAX|auto\.arima|ExponentialSmoothing|ForecastBySsa|NeuralProphet|statsforecast|darts)\b", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex ForecastCall();

    [GeneratedRegex(@"\b(?<v>\w{0,40}Classifier|LogisticRegression|BinaryClassification|MulticlassClassification|logistic_reg)\b", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex ClassifierCall();

    [GeneratedRegex(@"\b(?<v>\w{0,40}Regressor|LinearRegression|Ridge|Lasso|linear_reg|Catalog\.Regression|mlContext\.Regression)\b", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex RegressorCall();

    [GeneratedRegex(@"\b(?<v>roc_auc_score|average_precision_score|f1_score|accuracy_score|balanced_accuracy_score|log_loss|brier_score_loss|matthews_corrcoef|precision_score|recall_score|root_mean_squared_error|mean_squared_error|mean_absolute_error|r2_score|mean_absolute_percentage_error|ndcg_score|AreaUnderRocCurve|AreaUnderPrecisionRecallCurve|RootMeanSquaredError|MeanAbsoluteError|RSquared|MacroAccuracy|F1Score|roc_auc|pr_auc|mn_log_loss|rmse|mae)\b(?=\s*[(;)])", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex MetricCall();

    [GeneratedRegex(@"(?:log_metric\(\s*|scoring\s*=\s*)[""'](?:neg_)?(?<v>[A-Za-z][\w./ -]{0,60})[""']", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex LoggedMetric();
}
