using System.Globalization;
using System.Text.RegularExpressions;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Contracts.Draft;
using Airworthy.Core.Reading;
using Airworthy.Data;

namespace Airworthy.Probes.Scan;

/// <summary>What can be guessed about a project from what was found in its files.</summary>
public sealed partial record Guesses(ProjectKind? Kind, Stage Stage, IReadOnlyList<Guess> All)
{
    public Guess? this[string path] => All.FirstOrDefault(g => g.Path == path);

    private static readonly string[] s_labels = ["label", "target", "y", "class", "outcome", "response", "survived", "churn", "churned", "default", "is_fraud", "fraud", "price", "saleprice", "late", "converted", "clicked", "diagnosis", "species", "quality"];

    private static readonly HashSet<string> s_smallerIsBetter = ["mae", "mse", "rmse", "mape", "log_loss", "brier_score", "loss", "mean_absolute_error", "mean_squared_error", "root_mean_squared_error", "neg_log_loss"];

    public static Guesses From(Found found, TableGuess table, string? mainCommitter)
    {
        var all = new List<Guess>();
        void Add(string path, string yaml, double confidence, string seen)
        {
            if (all.All(g => g.Path != path))
            {
                all.Add(new Guess(path, yaml, confidence, seen));
            }
        }

        if (mainCommitter is not null)
        {
            Add("owner.person", mainCommitter, 0.7, "most commits");
        }

        var label = Label(found, table);
        var media = MediaGuess.Of(found, table);
        var kind = KindOf(found, table.Glance?[Plain(label?.Yaml)]);
        kind = media is null ? kind : KindOf(media, kind?.Kind);
        if (kind is { } k)
        {
            Add("kind", WordAttribute.Of(k.Kind), k.Confidence, k.Seen);
        }

        Metric(found, Add);
        if (table.Pattern is not null)
        {
            Add("data.files", YamlFlow.List([table.Pattern]), table.Confidence, table.Seen);
        }

        if (table.Glance is { } glance)
        {
            Columns(found, glance, label, Add);
            Split(found, table, Add);
        }

        if (media is not null)
        {
            Files(media, Add);
        }

        Runnable(found, Add);
        var stage = found.Models.Count > 0 || found.Runs is not null ? Stage.Model : table.Glance is not null || media is not null ? Stage.Data : Stage.Idea;
        return new Guesses(kind?.Kind, stage, all);
    }

    private static Guess? Label(Found found, TableGuess table)
    {
        if (table.Glance is not { } glance)
        {
            return null;
        }

        var hints = found.Hints.Where(h => h.Kind == HintKind.Label).Select(h => (Hint: h, Column: Same(glance, h.Value))).Where(x => x.Column is not null)
            .GroupBy(x => x.Column!.Name).OrderByDescending(g => g.Count()).FirstOrDefault();
        if (hints is not null)
        {
            return new Guess("data.label", YamlFlow.Text(hints.Key), hints.Count() > 1 ? 0.97 : 0.93, hints.First().Hint.Where);
        }

        if (s_labels.Select(name => Same(glance, name)).FirstOrDefault(c => c is not null) is { } named)
        {
            return new Guess("data.label", YamlFlow.Text(named.Name), 0.8, $"the name of the column {named.Name}");
        }

        return glance.Columns[^1] is { Distinct: >= 2 and <= 20 } last
            ? new Guess("data.label", YamlFlow.Text(last.Name), 0.5, $"the last column, with {last.Distinct} values")
            : null;
    }

    private static (ProjectKind Kind, double Confidence, string Seen)? KindOf(Found found, ColumnGlance? label)
    {
        if (found.Hints.FirstOrDefault(h => h.Kind == HintKind.Forecasts) is { } forecast)
        {
            return (ProjectKind.Forecasting, 0.8, $"{forecast.Value}, {forecast.Where}");
        }

        if (label is null)
        {
            return found.Pictures >= 100 && found.Data.Count <= 2 ? (ProjectKind.ImageClassification, 0.6, $"{found.Pictures} pictures") : null;
        }

        var classes = found.Hints.FirstOrDefault(h => h.Kind == HintKind.Classifies);
        var numbers = found.Hints.FirstOrDefault(h => h.Kind == HintKind.Regresses);
        return (label.Column.Kind is ColumnKind.Text or ColumnKind.Truth || label.Distinct <= 20, classes, numbers) switch
        {
            (true, { } c, _) => (ProjectKind.TabularClassification, 0.97, $"{c.Value}, {c.Where}"),
            (false, _, { } n) => (ProjectKind.TabularRegression, 0.97, $"{n.Value}, {n.Where}"),
            (true, _, _) => (ProjectKind.TabularClassification, 0.85, $"{label.Name} has {label.Distinct} values"),
            _ => (ProjectKind.TabularRegression, 0.85, $"{label.Name} has {label.Distinct} different numbers"),
        };
    }

    private static void Metric(Found found, Action<string, string, double, string> add)
    {
        var name = found.Metrics.FirstOrDefault(m => !m.Contains("loss", StringComparison.OrdinalIgnoreCase) && !m.StartsWith("train", StringComparison.OrdinalIgnoreCase))
            ?? (found.Metrics is [var first, ..] ? first : null);
        if (name is null)
        {
            return;
        }

        var where = found.Runs?.Metrics.Contains(name) == true ? $"{found.Runs.Folder}/" : found.Hints.First(h => h.Kind == HintKind.Metric && h.Value == name).Where;
        var only = found.Metrics.Count == 1;
        add("metric.name", YamlFlow.Text(name), only ? 0.9 : 0.6, only ? where : $"{where}, one of {found.Metrics.Count}");
        add("metric.direction", s_smallerIsBetter.Any(s => name.Contains(s, StringComparison.OrdinalIgnoreCase)) ? "down" : "up", 0.95, $"the name {name}");
    }

    private static void Columns(Found found, Glance glance, Guess? label, Action<string, string, double, string> add)
    {
        var id = glance.Columns.FirstOrDefault(c => c.Distinct == glance.Rows && glance.Rows > 1 && c.Missing == 0 && !c.IsTime && Id().IsMatch(c.Name));
        add("data.id", id is null ? "row" : YamlFlow.Text(id.Name), id is null ? 0.6 : 0.9, id is null ? "no column names each row" : $"{id.Name} is different in every row");
        if (label is not null)
        {
            add(label.Path, label.Yaml, label.Confidence, label.Seen);
        }

        var hinted = found.Hints.Where(h => h.Kind == HintKind.Time).Select(h => (h.Where, Column: Same(glance, h.Value))).FirstOrDefault(x => x.Column is { IsTime: true, Distinct: > 1 });
        var times = glance.Columns.Where(c => c is { IsTime: true, Distinct: > 1 } && c.Missing * 2 < glance.Rows).ToList();
        if (hinted.Column is { } known)
        {
            add("data.time", YamlFlow.Text(known.Name), 0.9, hinted.Where);
        }
        else if ((times.FirstOrDefault(c => TimeName().IsMatch(c.Name)) ?? (times.Count == 1 ? times[0] : null)) is { } time)
        {
            add("data.time", YamlFlow.Text(time.Name), times.Count == 1 ? 0.85 : 0.6, $"{time.Least} to {time.Greatest}");
        }

        var group = found.Hints.Where(h => h.Kind == HintKind.Group).Select(h => (h.Where, Column: Same(glance, h.Value))).FirstOrDefault(x => x.Column is not null);
        var entity = group.Column ?? glance.Columns.FirstOrDefault(c => Entity().IsMatch(c.Name) && c.Distinct > 1 && c.Distinct < 0.9 * glance.Rows && c != id);
        if (entity is not null)
        {
            add("data.entity", YamlFlow.Text(entity.Name), group.Column is null ? 0.6 : 0.95, group.Column is null ? $"{entity.Distinct} values in {glance.Rows} rows" : group.Where);
        }

        var dropped = found.Hints.Where(h => h.Kind == HintKind.Dropped).Select(h => (h.Where, Column: Same(glance, h.Value)))
            .Where(x => x.Column is not null && x.Column.Name != Plain(label?.Yaml)).DistinctBy(x => x.Column!.Name).ToList();
        if (dropped.Count > 0)
        {
            add("features.except", YamlFlow.List(dropped.Select(d => d.Column!.Name)), 0.7, $"dropped in {dropped[0].Where}");
        }
    }

    private static void Split(Found found, TableGuess table, Action<string, string, double, string> add)
    {
        Hint? First(HintKind kind) => found.Hints.FirstOrDefault(h => h.Kind == kind);
        if (table.Splits.Count > 1)
        {
            add("data.split.method", "given", table.Confidence, table.Seen);
            add("data.split.files", $"{{{string.Join(", ", table.Splits.Select(s => $"{s.Key}: {YamlFlow.Text(s.Value)}"))}}}", table.Confidence, table.Seen);
        }
        else if (table.Glance!.Columns.FirstOrDefault(c => SplitColumn().IsMatch(c.Name) && c is { Distinct: 2 or 3, Greatest: "train" or "test" or "val" }) is { } column)
        {
            add("data.split.method", "given", 0.9, $"the column {column.Name}");
            add("data.split.column", YamlFlow.Text(column.Name), 0.9, $"the column {column.Name}");
        }
        else if (First(HintKind.TimeSplit) is { } byTime)
        {
            add("data.split.method", "by-time", 0.8, $"{byTime.Value}, {byTime.Where}");
        }
        else if (First(HintKind.GroupSplit) is { } byGroup)
        {
            add("data.split.method", "by-group", 0.9, $"{byGroup.Value}, {byGroup.Where}");
        }
        else if (First(HintKind.RandomSplit) is { } random)
        {
            add("data.split.method", "random", 0.9, $"{random.Value}, {random.Where}");
            if (found.Hints.FirstOrDefault(h => h.Kind == HintKind.Seed && long.TryParse(h.Value, out _)) is { } seed)
            {
                add("data.split.seed", seed.Value, 0.9, seed.Where);
            }

            var share = found.Hints.FirstOrDefault(h => h.Kind == HintKind.HeldOutShare);
            if (share is not null && decimal.TryParse(share.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var held) && held is > 0 and < 1)
            {
                add("data.split.shares", string.Create(CultureInfo.InvariantCulture, $"{{train: {1 - held}, test: {held}}}"), 0.9, share.Where);
            }
            else if (random.Value == "train_test_split")
            {
                add("data.split.shares", "{train: 0.75, test: 0.25}", 0.8, $"no share in {random.Where}, so the library's own");
            }
        }
    }

    private static void Runnable(Found found, Action<string, string, double, string> add)
    {
        var lockFile = found.LockFiles is [var locked, ..] ? locked : null;
        var prepare = lockFile?[(lockFile.LastIndexOf('/') + 1)..] switch
        {
            null => null,
            "poetry.lock" => "poetry sync",
            "uv.lock" => "uv sync --locked",
            "renv.lock" => "Rscript -e 'renv::restore()'",
            "packages.lock.json" => "dotnet restore --locked-mode",
            "Pipfile.lock" => "pipenv sync",
            var name when name.StartsWith("requirements", StringComparison.OrdinalIgnoreCase) => $"pip install -r {lockFile}",
            _ => null,
        };
        if (prepare is not null)
        {
            add("commands.prepare", YamlFlow.Text(prepare), 0.9, lockFile!);
        }

        var train = found.Walk.Files.Where(f => TrainName().IsMatch(f.Name) && f.Ending is "py" or "r" && TrainName().IsMatch(f.Name)).MinBy(f => f.Path.Count(c => c == '/'));
        if (train is not null)
        {
            add("commands.train", YamlFlow.Text((train.Ending == "r" ? "Rscript " : "python ") + train.Path), 0.7, train.Path);
        }

        if (found.Tests.MaxBy(t => t.Count) is { } tests)
        {
            add("commands.unit_tests", YamlFlow.Text(tests.Command), 0.9, $"{tests.Count} tests for {tests.Framework}");
        }

        var features = found.Walk.Files.Where(f => f.Ending is "py" or "r" or "sql" or "cs" && f.Name.Contains("feature", StringComparison.OrdinalIgnoreCase) && !f.IsBelow("tests") && !f.IsBelow("test"))
            .Where(f => !f.Name.StartsWith("test", StringComparison.OrdinalIgnoreCase)).Take(5).ToList();
        if (features.Count > 0)
        {
            add("features.code", YamlFlow.List(features.Select(f => f.Path)), 0.7, "the files' names");
        }

        var provider = (found.Workflows is [var workflow, ..] ? workflow : null) switch
        {
            null => null,
            var w when w.StartsWith(".github/", StringComparison.Ordinal) => "github",
            ".gitlab-ci.yml" => "gitlab",
            "Jenkinsfile" => "jenkins",
            var w when w.Contains("azure", StringComparison.Ordinal) => "azure",
            _ => "other",
        };
        if (provider is not null)
        {
            add("ci.provider", provider, 0.95, found.Workflows[0]);
        }
    }

    /// <summary>The column that a name in code means: the same letters and digits, whatever stands between them.</summary>
    private static ColumnGlance? Same(Glance glance, string name) => glance[name] ?? glance.Columns.FirstOrDefault(c => Bare(c.Name) == Bare(name) && Bare(name).Length > 0);

    private static string Bare(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static string? Plain(string? yaml) => yaml?.Trim('"');

    [GeneratedRegex(@"(^|[_ .-])(id|uuid|guid|key|index|number|no|nr|row|instant)$|^id[_ .-]|[a-z]Id$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex Id();

    [GeneratedRegex(@"date|time|timestamp|(^|_)(dt|ts|at|on|day|when)$|created|scheduled|month|departure", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex TimeName();

    [GeneratedRegex(@"^(customer|user|patient|client|account|member|person|household|store|device|machine|employee|driver|subject|passenger|card|company|student|vehicle|sensor|session|player)([_ .-]?(id|no|nr|number|key|uuid))?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex Entity();

    [GeneratedRegex(@"^(split|set|subset|partition|fold_name|dataset)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex SplitColumn();

    [GeneratedRegex(@"^(train|training|fit|train_model|model_train|main_train)\.", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex TrainName();
}
