using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Airworthy.Probes.Scan;

/// <summary>Looks for evidence in a project's files: languages, tests, lock files, workflows, notebooks, models, tables, runs.</summary>
public static partial class ProjectScan
{
    /// <summary>Bytes; code that people write is smaller.</summary>
    private const int MaxCode = 1_000_000;

    private const int MaxCodeFiles = 3_000;

    /// <summary>Files called .txt from which they are texts that a model reads, not tables.</summary>
    private const int ManyTexts = 50;

    private static readonly Dictionary<string, string> s_languages = new(StringComparer.Ordinal)
    {
        ["py"] = "Python",
        ["ipynb"] = "notebook",
        ["r"] = "R",
        ["rmd"] = "R",
        ["qmd"] = "R",
        ["cs"] = "C#",
        ["fs"] = "F#",
        ["jl"] = "Julia",
        ["scala"] = "Scala",
        ["java"] = "Java",
        ["sql"] = "SQL",
        ["sh"] = "shell",
    };

    private static readonly HashSet<string> s_read = ["py", "ipynb", "r", "rmd", "qmd", "cs", "fs"];

    private static readonly HashSet<string> s_models =
        ["pkl", "pickle", "joblib", "onnx", "h5", "hdf5", "keras", "pt", "pth", "ckpt", "safetensors", "rds", "cbm", "bst", "ubj", "pmml", "tflite", "mlmodel"];

    private static readonly HashSet<string> s_otherData = ["xlsx", "xls", "feather", "arrow", "orc", "avro", "sav", "dta", "rdata", "rda", "mat"];

    private static readonly HashSet<string> s_locks = new(StringComparer.OrdinalIgnoreCase)
    {
        "requirements.lock", "requirements-lock.txt", "poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "conda-lock.yml", "pixi.lock", "renv.lock", "packages.lock.json", "Manifest.toml",
    };

    public static Found Look(string root, CancellationToken cancel)
    {
        var walk = FolderWalk.Of(root, cancel);
        var files = walk.Files.Where(f => !f.Path.StartsWith(".airworthy/", StringComparison.Ordinal)).ToList();
        var code = files.Where(f => s_read.Contains(f.Ending) && !IsBelowRuns(f)).ToList();
        var texts = Texts(root, code, cancel).ToList();
        var isCorpus = files.Count(f => f.Ending == "txt") >= ManyTexts;
        return new Found
        {
            Walk = walk,
            Languages = [.. files.Where(f => s_languages.ContainsKey(f.Ending)).GroupBy(f => s_languages[f.Ending]).OrderByDescending(g => g.Count()).Select(g => (g.Key, g.Count()))],
            Tests = [.. Tests(texts)],
            LockFiles = [.. files.Where(f => s_locks.Contains(f.Name) || IsPinned(root, f)).Select(f => f.Path)],
            Workflows = [.. files.Where(IsWorkflow).Select(f => f.Path)],
            Notebooks = [.. files.Where(f => f.Ending == "ipynb").Select(f => f.Path)],
            Models = [.. files.Where(f => s_models.Contains(f.Ending) || (f.Ending == "zip" && f.Name.Contains("model", StringComparison.OrdinalIgnoreCase)))],
            Data = [.. files.Where(f => IsTable(f) && !IsBelowRuns(f) && !(isCorpus && f.Ending == "txt"))],
            OtherData = [.. files.Where(f => s_otherData.Contains(f.Ending) && !IsBelowRuns(f))],
            Pictures = files.Count(f => Airworthy.Data.Media.ImageFormat.OfEnding($".{f.Ending}") is not null),
            Runs = Runs(files),
            Hints = [.. texts.Where(t => !IsTestFile(t.File)).SelectMany(t => Hints(t)).Take(5_000)],
            Unread = code.Count - texts.Count,
        };
    }

    /// <summary>A text with what is needed to say where an offset stands.</summary>
    /// <param name="Cells">Where each cell of a notebook starts; empty for other files.</param>
    private sealed record CodeText(SeenFile File, string Text, IReadOnlyList<int> Cells)
    {
        public string Where(int offset) => Cells.Count > 0
            ? $"{File.Path} cell {Cells.Count(c => c <= offset)}"
            : $"{File.Path}:{1 + Text.AsSpan(0, Math.Min(offset, Text.Length)).Count('\n')}";
    }

    private static IEnumerable<Hint> Hints(CodeText text)
    {
        try
        {
            return CodeHints.In(text.Text, text.Where);
        }
        catch (RegexMatchTimeoutException)
        {
            return [];
        }
    }

    private static IEnumerable<CodeText> Texts(string root, List<SeenFile> code, CancellationToken cancel)
    {
        foreach (var file in code.Where(f => f.Bytes <= (f.Ending == "ipynb" ? 20 * MaxCode : MaxCode)).Take(MaxCodeFiles))
        {
            cancel.ThrowIfCancellationRequested();
            CodeText? text = null;
            try
            {
                text = file.Ending == "ipynb" ? Notebook(root, file) : new CodeText(file, File.ReadAllText(Path.Combine(root, file.Path)), []);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
            {
                // What cannot be read says nothing; it is counted as unread.
            }

            if (text is not null)
            {
                yield return text;
            }
        }
    }

    private static CodeText? Notebook(string root, SeenFile file)
    {
        using var stream = File.OpenRead(Path.Combine(root, file.Path));
        using var json = JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = 64 });
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("cells", out var cells) || cells.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var text = new StringBuilder();
        var starts = new List<int>();
        foreach (var cell in cells.EnumerateArray())
        {
            starts.Add(text.Length);
            if (cell.TryGetProperty("cell_type", out var type) && type.ValueEquals("code") && cell.TryGetProperty("source", out var source))
            {
                text.Append(source.ValueKind == JsonValueKind.Array ? string.Concat(source.EnumerateArray().Select(l => l.GetString())) : source.GetString());
            }

            text.Append('\n');
        }

        return new CodeText(file, text.ToString(0, Math.Min(text.Length, MaxCode)), starts);
    }

    private static IEnumerable<TestsFound> Tests(List<CodeText> texts)
    {
        (string Framework, string[] Endings, Regex Test, Func<string, string> Command)[] frameworks =
        [
            ("pytest", ["py"], PythonTest(), folder => folder.Length == 0 ? "pytest -q --junitxml {junit}" : $"pytest -q {folder} --junitxml {{junit}}"),
            ("testthat", ["r"], RTest(), folder => $"Rscript -e 'testthat::test_dir(\"{(folder.Length == 0 ? "." : folder)}\")'"),
            ("dotnet test", ["cs", "fs"], NetTest(), _ => "dotnet test --logger \"junit;LogFilePath={junit}\""),
        ];
        foreach (var (framework, endings, test, command) in frameworks)
        {
            var found = texts.Where(t => endings.Contains(t.File.Ending) && (framework == "dotnet test" || IsTestFile(t.File)))
                .Select(t => (t.File, Count: test.Count(t.Text))).Where(t => t.Count > 0).ToList();
            if (found.Count > 0)
            {
                var folder = found.GroupBy(t => t.File.Path.Contains('/', StringComparison.Ordinal) ? t.File.Path[..t.File.Path.IndexOf('/', StringComparison.Ordinal)] : "")
                    .MaxBy(g => g.Sum(t => t.Count))!.Key;
                yield return new TestsFound(framework, folder, found.Sum(t => t.Count), command(folder));
            }
        }
    }

    private static RunsFound? Runs(List<SeenFile> files)
    {
        var metrics = files.Select(f => RunMetric().Match(f.Path)).Where(m => m.Success).ToList();
        var runs = files.Select(f => RunFile().Match(f.Path)).Where(m => m.Success).Select(m => m.Groups["run"].Value).Distinct().Count();
        if (runs > 0)
        {
            return new RunsFound("mlruns", runs, [.. metrics.GroupBy(m => m.Groups["name"].Value).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key)]);
        }

        return files.FirstOrDefault(f => f.Name is "mlruns.db" or "mlflow.db") is { } store ? new RunsFound(store.Path, 0, []) : null;
    }

    private static bool IsTable(SeenFile file) => file.Ending is "csv" or "tsv" or "parquet" or "jsonl" or "ndjson"
        || (file.Ending is "data" or "txt" && file.Bytes > 2_000 && (file.IsBelow("data") || file.Ending == "data") && !file.Name.StartsWith("requirements", StringComparison.OrdinalIgnoreCase));

    private static bool IsBelowRuns(SeenFile file) => file.IsBelow("mlruns") || file.IsBelow("mlartifacts") || file.IsBelow("wandb") || file.IsBelow("lightning_logs");

    private static bool IsWorkflow(SeenFile file) =>
        file.Path is ".gitlab-ci.yml" or "azure-pipelines.yml" or "Jenkinsfile" or ".circleci/config.yml" or "bitbucket-pipelines.yml"
        || (file.Ending is "yml" or "yaml" && (file.Path.StartsWith(".github/workflows/", StringComparison.Ordinal) || file.Path.StartsWith(".azure/", StringComparison.Ordinal)));

    private static bool IsTestFile(SeenFile file) =>
        file.IsBelow("tests") || file.IsBelow("test") || file.IsBelow("testthat") || file.Name.StartsWith("test_", StringComparison.OrdinalIgnoreCase)
        || file.Name.StartsWith("test-", StringComparison.OrdinalIgnoreCase) || file.Name.EndsWith("_test.py", StringComparison.OrdinalIgnoreCase) || file.Name.EndsWith("Tests.cs", StringComparison.Ordinal);

    /// <summary>A list of requirements in which every line names one version counts as a lock file.</summary>
    private static bool IsPinned(string root, SeenFile file)
    {
        if (!file.Name.StartsWith("requirements", StringComparison.OrdinalIgnoreCase) || file.Ending != "txt" || file.Bytes > MaxCode)
        {
            return false;
        }

        try
        {
            var lines = File.ReadLines(Path.Combine(root, file.Path)).Select(l => l.Split('#')[0].Trim()).Where(l => l.Length > 0 && l[0] != '-').ToList();
            return lines.Count > 0 && lines.All(l => l.Contains("==", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\s*(?:async\s+)?def\s+test\w*\s*\(", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex PythonTest();

    [GeneratedRegex(@"^\s*(?:test_that|it)\s*\(", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex RTest();

    [GeneratedRegex(@"\[\s*(?:Fact|Theory|Test|TestCase|TestMethod|DataTestMethod)\b", RegexOptions.ExplicitCapture, 500)]
    private static partial Regex NetTest();

    [GeneratedRegex(@"(?:^|/)mlruns/[^/]+/(?<run>[^/]{16,64})/metrics/(?<name>[^/]{1,100})$", RegexOptions.ExplicitCapture, 500)]
    private static partial Regex RunMetric();

    [GeneratedRegex(@"(?:^|/)mlruns/[^/]+/(?<run>[^/]{16,64})/meta\.yaml$", RegexOptions.ExplicitCapture, 500)]
    private static partial Regex RunFile();
}
