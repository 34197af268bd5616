using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Airworthy.Cli.Tests;

public sealed class EvaluateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-evaluate-").FullName;

    [Fact]
    public async Task Of_a_file_alone()
    {
        Write("p.csv", Rows(500, seed: 1));

        var run = await RunAsync("evaluate", "p.csv", "--json", "out.json", "--html", "out.html", "--errors", "worst.csv", "--most", "5");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("roc_auc", run.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "out.json")));
        var first = json.RootElement.GetProperty("metrics")[0];
        Assert.Equal("roc_auc", first.GetProperty("metric").GetString());
        Assert.True(first.GetProperty("low").GetDouble() < first.GetProperty("value").GetDouble() && first.GetProperty("value").GetDouble() < first.GetProperty("high").GetDouble());
        Assert.Contains("<svg", File.ReadAllText(Path.Combine(_folder, "out.html")), StringComparison.Ordinal);
        var sheet = File.ReadAllLines(Path.Combine(_folder, "worst.csv"));
        Assert.Equal(6, sheet.Length);
        Assert.EndsWith("expert_label,expert_note", sheet[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_in_a_file_of_their_own()
    {
        Write("labels.csv", "id,label\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{i % 3}.5\n")));
        Write("p.csv", "id,label,value\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{i % 3}.5,{(i % 3) + 0.25}\n")));

        var run = await RunAsync("evaluate", "p.csv", "--labels", "labels.csv", "--metric", "mae", "--no-search");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Matches(@"mae\s+0\.25\b", run.Output);
    }

    [Theory]
    [InlineData("id,label,score\n1,1,0.5\n2,0,nan\n3,1,0.7\n", "1 predictions are no numbers (score) (such as id 2)")]
    [InlineData("id,label,score\n1,1,0.5\n1,0,0.2\n3,1,0.7\n", "ids occur more than once")]
    [InlineData("id,label,score\n1,1,0.5\n2,1,0.2\n3,1,0.7\n", "roc_auc needs a label of two classes; this one has 1 (1)")]
    [InlineData("id,label,score\n1,1,7\n2,0,-3\n3,1,0.7\n", "are no probabilities")]
    [InlineData("id,label\n1,1\n2,0\n", "has none of score, score_<class>, value, or query and rank")]
    [InlineData("id,score\n1,1\n2,0\n", "label")]
    [InlineData("", "p.csv")]
    public async Task Bad_input_is_told_and_judged_by_nobody(string content, string says)
    {
        Write("p.csv", content);

        var run = await RunAsync("evaluate", "p.csv", "--metric", "roc_auc");

        Assert.Contains(says, run.Output + run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Airworthy itself failed", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_project_predictions_must_fit_its_rows()
    {
        Project(300);
        Write("few.csv", string.Join('\n', Rows(300, seed: 2).Split('\n')[..200]) + "\n");
        Write("other.csv", Rows(300, seed: 9));

        var few = await RunAsync("evaluate", "few.csv");
        Assert.Equal(1, few.ExitCode);
        Assert.Contains("101 of 300 rows have no prediction", few.Errors, StringComparison.Ordinal);
        var other = await RunAsync("evaluate", "other.csv");
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("labels are not those of the table", other.Errors, StringComparison.Ordinal);
        var none = await RunAsync("evaluate");
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("predictions.dev", none.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_against_another_three_answers_and_looks_counted()
    {
        Project(800);
        Write("good.csv", Rows(800, seed: 2));
        Write("bad.csv", Rows(800, seed: 2, noise: 3));

        var better = await RunAsync("evaluate", "good.csv", "--against", "bad.csv");
        Assert.True(better.ExitCode == 0, better.Output + better.Errors);
        Assert.StartsWith("Met: good.csv is better than bad.csv", better.Output, StringComparison.Ordinal);
        Assert.Contains("Comparison 1 on these rows", better.Output, StringComparison.Ordinal);
        var worse = await RunAsync("evaluate", "bad.csv", "--against", "good.csv");
        Assert.Equal(1, worse.ExitCode);
        Assert.StartsWith("Unmet: bad.csv is worse", worse.Output, StringComparison.Ordinal);
        Assert.Contains("Comparison 2 on these rows", worse.Output, StringComparison.Ordinal);
        Assert.Contains("Comparison 1 on these rows", (await RunAsync("evaluate", "good.csv", "--against", "bad.csv")).Output, StringComparison.Ordinal); // the same question is the same look
    }

    [Fact]
    public async Task Reads_of_test_are_counted()
    {
        Project(300, split: "test");
        Write("p.csv", Rows(300, seed: 2));

        Assert.Contains("read these rows 1 time", (await RunAsync("evaluate", "p.csv", "--split", "test")).Errors, StringComparison.Ordinal);
        Assert.Contains("read these rows 2 times", (await RunAsync("evaluate", "p.csv", "--split", "test")).Errors, StringComparison.Ordinal);
    }

    private void Project(int rows, string split = "dev")
    {
        Write("rows.csv", "id,label,age\n" + string.Concat(Drawn(rows, 2).Select((d, i) => $"{i},{d.Label},{20 + (i * 7 % 50)}\n")));
        Write("airworthy.yaml", $"""
            airworthy: 1
            project: scratch
            kind: tabular-classification
            metric: {"{"}name: roc_auc, direction: up, on: dev, minimum_improvement: 0.01, confidence: 0.95{"}"}
            data:
              id: id
              label: label
              split: {"{"}method: given, files: {"{"}{split}: rows.csv{"}"}{"}"}

            """);
    }

    private static IEnumerable<(int Label, double Odds)> Drawn(int rows, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < rows; i++)
        {
            var odds = (4 * random.NextDouble()) - 2;
            yield return (random.NextDouble() < 1 / (1 + Math.Exp(-odds)) ? 1 : 0, odds);
        }
    }

    private static string Rows(int rows, int seed, double noise = 0)
    {
        var random = new Random(99);
        var text = new StringBuilder("id,label,score\n");
        foreach (var (i, (label, odds)) in Drawn(rows, seed).Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},{label},{1 / (1 + Math.Exp(-(odds + (noise * 2 * (random.NextDouble() - 0.5))))):0.00000}\n");
        }

        return text.ToString();
    }

    private Task<AirworthyProcess.Run> RunAsync(params string[] arguments) => AirworthyProcess.RunAsync(_folder, arguments);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
