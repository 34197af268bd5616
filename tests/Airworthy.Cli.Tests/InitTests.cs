using Airworthy.Core.Contracts;

namespace Airworthy.Cli.Tests;

public sealed class InitTests
{
    private const string PythonTrain = """
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score
        from sklearn.model_selection import train_test_split

        SEED = 11
        df = pd.read_csv("../data/customers.csv", parse_dates=["signup_date"])
        y = df["churned"]
        X = df.drop(columns=["churned"])
        a, b, ya, yb = train_test_split(
            X, y,
            test_size=0.25, random_state=SEED)
        print(roc_auc_score(yb, LogisticRegression().fit(a, ya).predict_proba(b)[:, 1]))
        """;

    [Fact]
    public async Task A_Python_project_with_a_leak_gets_a_contract_and_one_true_finding()
    {
        using var project = new StrangerProject().WithCustomers("data/customers.csv", leaks: true).With("src/train.py", PythonTrain)
            .With("tests/test_a.py", "def test_one():\n    pass\n\n\ndef test_two():\n    pass\n").With("requirements.txt", "pandas==2.2.0\n").With(".github/workflows/ci.yml", "on: push\n");

        var contract = await InitAsync(project);

        Assert.Equal("churned", contract.Data!.Label!.Name);
        Assert.Equal(["data/customers.csv"], contract.Data.Files!);
        Assert.Equal("signup_date", contract.Data.Time);
        Assert.Equal("customer_no", contract.Data.Id);
        Assert.Equal((SplitMethod.Random, 11L), (contract.Data.Split!.Method!.Value, contract.Data.Split.Seed!.Value));
        Assert.Equal(0.75, contract.Data.Split.Shares!["train"]);
        Assert.Equal(("roc_auc", Core.Contracts.Direction.Up), (contract.Metric!.Name, contract.Metric.Direction!.Value));
        Assert.Equal(ProjectKind.TabularClassification, contract.Kind);
        Assert.Equal(CiProvider.Github, contract.Ci!.Provider);
        Assert.Contains("pytest", contract.Commands!.UnitTests, StringComparison.Ordinal);
        Assert.Contains("train.py:8", project.Read("airworthy.yaml"), StringComparison.Ordinal);

        Assert.SkipUnless(Core.Checklist.Checks.All.Keys.Any(k => k.ToString() == "leakage-safe-split/proxy"), "No check looks for leaking columns yet.");
        var check = await AirworthyProcess.RunAsync(project.Root, "check", "--all");
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("closed_reason", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_random_split_of_a_table_with_copies_is_seen_to_leak()
    {
        using var project = new StrangerProject().WithCustomers("data/customers.csv", copies: 60).With("src/train.py", PythonTrain);

        await InitAsync(project);

        var check = await AirworthyProcess.RunAsync(project.Root, "check", "--all");
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("are copies of train rows", Unwrapped(check.Output), StringComparison.Ordinal);
        Assert.Contains("one of the same shares was drawn", Unwrapped(check.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_random_split_that_is_not_stored_never_counts_as_safe()
    {
        using var project = new StrangerProject().WithCustomers("data/customers.csv").With("src/train.py", PythonTrain);

        await InitAsync(project);

        var check = await AirworthyProcess.RunAsync(project.Root, "check", "leakage-safe-split", "--all");
        Assert.DoesNotContain("✓ rows", check.Output, StringComparison.Ordinal);
        Assert.Contains("stored nowhere", Unwrapped(check.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_R_project_is_read_from_its_formula()
    {
        using var project = new StrangerProject().WithCustomers("data/customers.csv").With("renv.lock", "{}").With("R/train.R", """
            set.seed(123)
            d <- readr::read_csv("data/customers.csv")
            i <- caret::createDataPartition(d$churned, p = 0.8)
            m <- glm(as.factor(churned) ~ ., data = d[i, ], family = binomial)
            """).With("tests/testthat/test-a.R", "test_that('a', { expect_true(TRUE) })");

        var contract = await InitAsync(project);

        Assert.Equal("churned", contract.Data!.Label!.Name);
        Assert.Equal(SplitMethod.Random, contract.Data.Split!.Method);
        Assert.Equal(123, contract.Data.Split.Seed);
        Assert.Contains("renv::restore", contract.Commands!.Prepare, StringComparison.Ordinal);
        Assert.Contains("testthat", contract.Commands.UnitTests, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_NET_project_is_read_from_its_label_argument()
    {
        using var project = new StrangerProject().WithCustomers("Data/customers.csv").With("Churn/Program.cs", """
            var context = new MLContext(seed: 5);
            var data = context.Data.LoadFromTextFile<Customer>("../Data/customers.csv", hasHeader: true, separatorChar: ',');
            var parts = context.Data.TrainTestSplit(data, testFraction: 0.2);
            var trainer = context.BinaryClassification.Trainers.LightGbm(labelColumnName: "churned");
            Console.WriteLine(metrics.AreaUnderRocCurve);
            """).With("Churn.Tests/ChurnTests.cs", "public class ChurnTests { [Fact] public void A() { } }");

        var contract = await InitAsync(project);

        Assert.Equal("churned", contract.Data!.Label!.Name);
        Assert.Equal("roc_auc", contract.Metric!.Name);
        Assert.Equal(0.2, contract.Data.Split!.Shares!["test"]);
        Assert.Contains("dotnet test", contract.Commands!.UnitTests, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notebook_is_read_cell_by_cell()
    {
        using var project = new StrangerProject().WithCustomers("customers.csv", separator: ';').With("explore.ipynb", """
            {"cells": [{"cell_type": "markdown", "source": ["# y = df['age']"]},
             {"cell_type": "code", "source": ["import pandas as pd\n", "df = pd.read_csv('customers.csv', sep=';')\n"]},
             {"cell_type": "code", "source": ["y = df['churned']\n", "train_test_split(df, y, random_state=3)\n"]}]}
            """);

        var contract = await InitAsync(project);

        Assert.Equal("churned", contract.Data!.Label!.Name);
        Assert.Equal(3, contract.Data.Split!.Seed);
        Assert.Contains("explore.ipynb cell 3", project.Read("airworthy.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_called_train_and_test_are_the_split()
    {
        using var project = new StrangerProject().WithCustomers("data/churn_train.csv").WithCustomers("data/churn_test.csv", seed: 8);

        var contract = await InitAsync(project);

        Assert.Equal(SplitMethod.Given, contract.Data!.Split!.Method);
        Assert.Equal("data/churn_test.csv", contract.Data.Split.Files!["test"]);
        Assert.Null(contract.Data.Files);
    }

    [Fact]
    public async Task Recorded_runs_name_the_metric()
    {
        using var project = new StrangerProject().WithCustomers("customers.csv");
        for (var i = 0; i < 3; i++)
        {
            project.With($"mlruns/0/{i}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/meta.yaml", "a: 1").With($"mlruns/0/{i}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/metrics/average_precision", "1 0.5 0");
        }

        var run = await AirworthyProcess.RunAsync(project.Root, "init");

        Assert.Contains("3 runs", run.Output, StringComparison.Ordinal);
        Assert.Contains("name: average_precision", project.Read("airworthy.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_folder_gets_a_contract_of_open_questions()
    {
        using var project = new StrangerProject();

        var contract = await InitAsync(project, mayGuess: false);

        Assert.Null(contract.Data?.Label);
        Assert.Equal(Core.Contracts.Policy.Light, contract.Policy);
    }

    [Fact]
    public async Task A_file_that_is_no_table_is_named_and_nothing_breaks()
    {
        using var project = new StrangerProject();
        File.WriteAllBytes(Path.Combine(project.Root, "broken.csv"), [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * 37))]);
        project.With("empty.csv", "").With("one.parquet", "this is not parquet");

        var run = await AirworthyProcess.RunAsync(project.Root, "init");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("one.parquet", run.Output, StringComparison.Ordinal);
        Assert.Contains("not read", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("label:  ", project.Read("airworthy.yaml"), StringComparison.Ordinal);
        Assert.Equal(0, (await AirworthyProcess.RunAsync(project.Root, "check")).ExitCode);
    }

    [Fact]
    public async Task A_contract_that_is_there_is_never_touched()
    {
        using var project = new StrangerProject().WithCustomers("customers.csv").With("airworthy.yaml", "mine");

        var run = await AirworthyProcess.RunAsync(project.Root, "init", "--yes");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("stays as it is", run.Output, StringComparison.Ordinal);
        Assert.Equal(["airworthy.yaml", "customers.csv"], project.Files);
        Assert.Equal("mine", project.Read("airworthy.yaml"));
    }

    [Theory]
    [InlineData("tabular-classification"), InlineData("tabular-regression"), InlineData("ranking"), InlineData("forecasting"), InlineData("image-classification"), InlineData("text-classification"), InlineData("other")]
    public async Task A_new_project_starts_from_its_kind(string kind)
    {
        using var project = new StrangerProject();
        var folder = Path.Combine(project.Root, "new");

        var run = await AirworthyProcess.RunAsync(project.Root, "init", "new", "--new", kind, "--name", "flight-delay");

        Assert.Equal(0, run.ExitCode);
        var reading = ContractReader.Read(File.ReadAllText(Path.Combine(folder, "airworthy.yaml")), "airworthy.yaml");
        Assert.Empty(reading.Problems);
        Assert.Equal("flight-delay", reading.Contract!.Project);
        Assert.Equal(0, (await AirworthyProcess.RunAsync(folder, "check")).ExitCode);
    }

    [Fact]
    public async Task New_is_refused_where_work_lies_and_for_an_unknown_kind()
    {
        using var project = new StrangerProject().WithCustomers("customers.csv");

        Assert.Contains("not empty", (await AirworthyProcess.RunAsync(project.Root, "init", "--new", "forecasting")).Errors, StringComparison.Ordinal);
        Assert.Contains("forecasting", (await AirworthyProcess.RunAsync(project.Root, "init", "--new", "forcasting")).Errors, StringComparison.Ordinal);
        Assert.Equal(["customers.csv"], project.Files);
    }

    [Fact]
    public async Task Scan_writes_nothing_and_says_what_is_there()
    {
        using var project = new StrangerProject().WithCustomers("data/customers.csv").With("train.py", PythonTrain).With("model.onnx", "x");
        var before = project.Files.ToList();

        var run = await AirworthyProcess.RunAsync(project.Root, "scan");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("600 rows", run.Output, StringComparison.Ordinal);
        Assert.Contains("model.onnx", run.Output, StringComparison.Ordinal);
        Assert.Contains("data.label = churned", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, project.Files);
    }

    /// <summary>A report's text without the line breaks that fit it to a page.</summary>
    private static string Unwrapped(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Runs init and says what every draft must be: two new files, readable, and fit to be checked.</summary>
    private static async Task<ProjectContract> InitAsync(StrangerProject project, bool mayGuess = true)
    {
        var before = project.Files.ToList();
        var run = await AirworthyProcess.RunAsync(project.Root, "init");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal([".airworthy/people.yaml", "airworthy.yaml"], project.Files.Except(before));
        Assert.Contains("Next: airworthy check", run.Output, StringComparison.Ordinal);

        var reading = ContractReader.Read(project.Read("airworthy.yaml"), "airworthy.yaml");
        Assert.Empty(reading.Problems.Select(p => p.ToString()));
        Assert.Equal(mayGuess, reading.Contract!.Guessed is { Count: > 0 });

        var check = await AirworthyProcess.RunAsync(project.Root, "check");
        Assert.InRange(check.ExitCode, 0, 1);
        return reading.Contract;
    }
}
