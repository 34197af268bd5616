using System.Globalization;
using System.Text;

using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;

namespace Airworthy.Cli.Tests;

/// <summary>A project's own four commands, tried in a clean checkout on a small table.</summary>
public sealed class PipelineTrialTests
{
    private const string Commands = """
        commands:
          prepare: test -f features.awk
          features: "awk -f features.awk {data} > {features}"
          train: "awk -F, 'NR > 1 {n[$2]++; s[$2] += $3} END {for (k in n) print k \",\" s[k] / n[k]}' {features} > {model}"
          predict: "awk -f features.awk {data} | awk -F, 'NR == FNR {p[$1] = $2; next} FNR == 1 {print \"id,score\"; next} {print $1 \",\" ($2 in p ? p[$2] : 0.3)}' {model} - > {predictions}"

        """;

    /// <summary>Columns by name; a missing one stops it.</summary>
    private const string Features = """
        BEGIN { FS = "," }
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; if (!("way" in at)) { print "no column way" > "/dev/stderr"; exit 3 } print "id,bin,late"; next }
        { print $at["id"] "," int($at["way"] / 50) "," $at["late"] }

        """;

    [Fact]
    public async Task An_honest_pipeline_runs_from_the_commit_and_beats_the_constant()
    {
        using var project = Ready();

        var run = await project.RunAsync("check", "training-pipeline-tests", "--here", "--all");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("All 4 steps ran from", run.Output, StringComparison.Ordinal);
        Assert.Contains("--- predict: awk", project.Read(".airworthy/store/reports/pipeline.txt"), StringComparison.Ordinal);

        // What is not committed was not tried, and a later change takes the evidence away.
        project.Write("features.awk", Features + "# a word more\n");
        File.SetLastWriteTimeUtc(Path.Combine(project.Root, "features.awk"), DateTime.UtcNow.AddMinutes(1));
        Assert.Contains("features.awk was changed after it", Flat((await project.RunAsync("check", "training-pipeline-tests", "--all")).Output), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("renamed source column", "commands.features ended with 3")]
    [InlineData("file that git does not hold", "commands.prepare ended with 1")]
    [InlineData("model that is never written", "commands.train ended well and left nothing at {model}.")]
    [InlineData("half of the rows", "rows have no prediction")]
    [InlineData("one answer for all", "no better than 0.5")]
    [InlineData("label that is read in prediction", "no better than 0.5")]
    public async Task A_pipeline_that_only_looks_whole_is_seen(string defect, string says)
    {
        using var project = Ready();
        switch (defect)
        {
            case "renamed source column":
                project.Replace("data.csv", "id,at,way,late", "id,at,weg,late");
                break;
            case "file that git does not hold":
                project.Write(".gitignore", ".airworthy/store/\nlocal.txt\n");
                project.Write("local.txt", "here");
                project.Replace("airworthy.yaml", "test -f features.awk", "test -f local.txt");
                break;
            case "model that is never written":
                project.Replace("airworthy.yaml", "{features} > {model}", "{features} > elsewhere; true {model}");
                break;
            case "half of the rows":
                project.Replace("airworthy.yaml", "{print $1 \\\",\\\" ($2 in p ? p[$2] : 0.3)}", "FNR % 2 {print $1 \\\",\\\" 0.3}");
                break;
            case "one answer for all":
                project.Replace("airworthy.yaml", "($2 in p ? p[$2] : 0.3)", "0.3");
                break;
            default:
                project.Replace("airworthy.yaml", "($2 in p ? p[$2] : 0.3)", "($3 + 0)");
                break;
        }

        project.Commit(defect);
        var run = await project.RunAsync("check", "training-pipeline-tests", "--here", "--all");

        Assert.Contains(says, Flat(run.Output), StringComparison.Ordinal);
        Assert.True(run.ExitCode == 1, run.Output + run.Errors);
    }

    [Theory]
    [InlineData("none", "answered 200 requests as commands.predict did")]
    [InlineData("another way in prediction", "otherwise than commands.predict, by up to")]
    [InlineData("no model", "The gateway does not load the model")]
    [InlineData("features that nobody makes", "The model takes weg, which neither the rows nor what commands.features writes has as columns.")]
    public async Task The_trained_model_is_put_behind_a_gateway_and_answers_as_the_commands_do(string defect, string says)
    {
        using var project = Ready();
        project.Replace("airworthy.yaml", Commands, $$$$"""
            commands:
              prepare: "true"
              features: "cp {data} {features}"
              train: "test -s {features} && cp model.onnx {model}"
              predict: "awk -F, 'NR > 1 {p = 1 / (1 + exp(3 - {{{{(defect == "another way in prediction" ? "0.011" : "0.01")}}}} * $3)); print $1 \",\" p} NR == 1 {print \"id,score\"}' {data} > {predictions}; test -s {model}"

            """);
        project.Write("model.onnx", "no model");
        if (defect != "no model")
        {
            var bytes = OnnxWriter.Write(new Airworthy.Models.Tabular.Encoder([new Airworthy.Models.Tabular.Encoding.AsItIs(defect == "features that nobody makes" ? "weg" : "way")]), new Formula.Linear([0], [1], [[0.01]], [-3], Link.Sigmoid), 1, []);
            File.WriteAllBytes(Path.Combine(project.Root, "model.onnx"), bytes);
        }

        project.Replace("airworthy.yaml", "stage: model", "stage: shadow");
        project.Commit(defect);
        var run = await project.RunAsync("check", "pipeline-integration-test", "--here", "--all");

        Assert.Contains(says, Flat(run.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Features_that_know_nothing_of_dev_and_answers_that_read_no_label_leak_nothing()
    {
        using var project = Ready();

        var said = Flat((await project.RunAsync("check", "leakage-safe-split", "--here", "--all")).Output);

        Assert.Contains("3 columns of features of 1,440 rows of train are the same whether rows of dev lie beside them or not.", said, StringComparison.Ordinal);
        Assert.Contains("the answers fall to chance", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a scale fitted on all rows", "1 of 3 columns of features change in rows of train once rows of dev lie beside them: bin (")]
    [InlineData("a draw in the features", "bin comes out otherwise each time")]
    [InlineData("a label that is read in prediction", "the answers still tell it: roc_auc 1 [")]
    public async Task A_leak_through_the_project_s_own_commands_is_seen(string defect, string says)
    {
        using var project = Ready();
        switch (defect)
        {
            case "a scale fitted on all rows":
                project.Write("features.awk", Features.Replace("{ print $at[\"id\"] \",\" int($at[\"way\"] / 50)", "{ n++; s += $at[\"way\"]; id[n] = $at[\"id\"]; way[n] = $at[\"way\"]; late[n] = $at[\"late\"] }\nEND { for (i = 1; i <= n; i++) print id[i] \",\" int(way[i] / (s / n) * 5) \",\" late[i] }\nfunction unused() { print", StringComparison.Ordinal));
                break;
            case "a draw in the features":
                project.Write("features.awk", "BEGIN { \"od -An -N2 -tu2 /dev/urandom\" | getline seed; srand(seed + 0) }\n" + Features.Replace("int($at[\"way\"] / 50)", "int($at[\"way\"] / 50 + rand())", StringComparison.Ordinal));
                break;
            default:
                project.Replace("airworthy.yaml", "($2 in p ? p[$2] : 0.3)", "($3 == \\\"\\\" ? ($2 in p ? p[$2] : 0.3) : $3)");
                break;
        }

        project.Commit(defect);
        var run = await project.RunAsync("check", "leakage-safe-split", "--here", "--all");

        Assert.True(Flat(run.Output).Contains(says, StringComparison.Ordinal), run.Output);
    }

    private static ScratchProject Ready()
    {
        var project = new ScratchProject();
        project.Replace("airworthy.yaml", "stage: idea\nas_of: 2001-07-01", $"""
            stage: model
            metric:
              name: roc_auc
              direction: up
              on: dev
              good_enough: 0.6
            data:
              files: [data.csv]
              id: id
              label: late
              time: at
              entity: none
              split:
                method: by-time
                train:
                  from: 2025-01-01
                  until: 2025-03-31
                dev:
                  from: 2025-04-01
                  until: 2025-05-31
            {Commands}
            """);
        var random = new Random(7);
        var text = new StringBuilder("id,at,way,late\n");
        for (var i = 0; i < 2_400; i++)
        {
            var way = random.Next(0, 500);
            text.Append(CultureInfo.InvariantCulture, $"R{i},{new DateTime(2025, 1, 1).AddHours(1.5 * i):yyyy-MM-dd HH:mm},{way},{(random.NextDouble() < way / 600.0 ? 1 : 0)}\n");
        }

        project.Write("data.csv", text.ToString());
        project.Write("features.awk", Features);
        project.Commit("A pipeline");
        return project;
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
