using System.Globalization;

using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Probes.Runs;

/// <summary>Where a run tells what it was made of. The page of <c>runs-page</c> lists the same names.</summary>
public static class RunFacts
{
    private static readonly string[] s_seeds = ["seed", "random_state", "random_seed"];

    private static readonly string[] s_data = ["data_version", "dataset_version", "data.version"];

    private static readonly string[] s_locks =
        ["requirements.txt", "requirements.lock", "conda.yaml", "python_env.yaml", "environment.yml", "uv.lock", "poetry.lock", "Pipfile.lock", "packages.lock.json", "renv.lock", "Manifest.toml"];

    /// <summary>Folders of a run's artifacts that are looked into beside the top.</summary>
    public static readonly IReadOnlyList<string> Folders = ["predictions", "environment", "model"];

    public static string? Commit(Run run) => Tag(run, "mlflow.source.git.commit", "mlflow.git.commit");

    /// <summary>Whether the working tree was as committed; null when the run does not tell.</summary>
    public static bool? IsClean(Run run) => Tag(run, "mlflow.source.git.dirty", "mlflow.git.dirty")?.ToLowerInvariant() switch
    {
        "false" => true,
        "true" => false,
        _ => null,
    };

    public static bool HasDiff(Run run) => Tag(run, "airworthy.diff", "mlflow.git.diff") is not null;

    /// <summary>What tells which code ran: the digest of the code alone, where a run has it, so that a commit of a document makes no other code.</summary>
    public static string? Code(Run run) => Tag(run, "airworthy.code.digest") ?? Commit(run);

    /// <summary>The state of the data: the digest of all, else those of the single inputs together.</summary>
    public static string? Data(Run run) => Tag(run, "airworthy.data.digest") ?? Own(run.Params, "data_version", "dataset_version")
        ?? (run.Inputs.Count == 0 ? null : string.Join('+', run.Inputs.Select(i => i.Digest).Distinct().Order(StringComparer.Ordinal)));

    public static string? Seed(Run run) => Own(run.Params, s_seeds);

    /// <summary>The baseline of the contract that it is a try of; null when it is none.</summary>
    public static string? Baseline(Run run) => Tag(run, "airworthy.baseline");

    /// <summary>The tag with the kind of a baseline.</summary>
    public const string BaselineKindTag = "airworthy.baseline.kind";

    /// <summary>The kind of the baseline that it is; null when it tells none.</summary>
    public static BaselineKind? BaselineKind(Run run) => Enum.GetValues<BaselineKind>().Cast<BaselineKind?>().FirstOrDefault(k => WordAttribute.Of(k!.Value) == Tag(run, BaselineKindTag));

    /// <summary>The command that made the baseline's predictions; null when none was run.</summary>
    public static string? BaselineCommand(Run run) => Tag(run, "airworthy.baseline.command");

    /// <summary>Its params in one order, the seed and the names of data left out: two runs with the same are no two settings.</summary>
    public static string Setting(Run run) => string.Join('\n', run.Params.Where(p => !s_seeds.Contains(p.Key) && !s_data.Contains(p.Key)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));

    /// <summary>Metrics of the model; what a run took is none.</summary>
    public static int Metrics(Run run) => run.Metrics.Keys.Count(k => !k.StartsWith("system/", StringComparison.Ordinal));

    public static int Params(Run run) => run.Params.Keys.Except(s_seeds).Count();

    /// <summary>What tells the packages: a tag, or a file among the artifacts.</summary>
    public static string? Environment(Run run, IReadOnlyList<string> files) =>
        Tag(run, "airworthy.environment") ?? files.FirstOrDefault(f => s_locks.Contains(Path.GetFileName(f), StringComparer.OrdinalIgnoreCase));

    /// <summary>The key and value of a metric of a split: <c>dev_auc</c>, <c>dev/auc</c>, <c>dev.auc</c>, else <c>auc</c> alone; null when it was not logged.</summary>
    public static (string Key, double Value)? Metric(Run run, string? name, string split)
    {
        if (name is null)
        {
            return null;
        }

        var key = ((string[])[$"{split}_{name}", $"{split}/{name}", $"{split}.{name}", name]).FirstOrDefault(run.Metrics.ContainsKey);
        return key is null ? null : (key, run.Metrics[key].Value);
    }

    /// <summary>The artifact with the predictions of a split; null when there is none.</summary>
    public static string? PredictionsOf(string split, IReadOnlyList<string> files) =>
        ((string[])[$"predictions/{split}.parquet", $"predictions/{split}.csv"]).FirstOrDefault(files.Contains);

    /// <summary>What shows that a run read the test split, in words; null when nothing does.</summary>
    public static string? TestTrace(Run run) =>
        run.Inputs.FirstOrDefault(i => IsTest(i.Context)) is { } input ? $"its input {input.Name} was read for {input.Context}"
        : run.Metrics.Keys.Order(StringComparer.Ordinal).FirstOrDefault(k => IsTest(k.Split('_', '/', '.', '-')[0])) is { } metric ? $"it logged {metric}"
        : null;

    /// <summary>Whether a run says which data it read and what for.</summary>
    public static bool TellsWhatItRead(Run run) => run.Inputs.Count > 0 && run.Inputs.All(i => !string.IsNullOrEmpty(i.Context));

    public static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static bool IsTest(string? word) => word?.ToLowerInvariant() is "test" or "testing";

    private static string? Tag(Run run, params string[] names) => Own(run.Tags, names);

    private static string? Own(IReadOnlyDictionary<string, string> texts, params string[] names) =>
        names.Select(n => texts.GetValueOrDefault(n)).FirstOrDefault(v => !string.IsNullOrWhiteSpace(v))?.Trim();
}
