using System.Text;

using Airworthy.Client;

namespace Airworthy.Cli.Tests.Tracking;

/// <summary>A run is evaluated from the predictions it kept, and what comes of it is written back to it.</summary>
public sealed class EvaluatedRunsTests
{
    private const string Contract = """
        airworthy: 1
        project: example
        kind: tabular-classification
        metric: {name: roc_auc, direction: up, on: dev, minimum_improvement: 0.01, confidence: 0.95}
        data:
          id: id
          label: label
          split: {method: given, files: {dev: rows.csv}}

        """;

    [Fact]
    public async Task Honest_and_lying_run_and_a_model_version()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var project = new ScratchProject();
        project.Write("airworthy.yaml", Contract);
        // Scores 0.00, 0.01, …; a row is positive from the middle on but for every fifth: the area can be counted by hand.
        var rows = Enumerable.Range(0, 100).Select(i => (Id: i, Label: i >= 50 != (i % 5 == 0) ? 1 : 0)).ToList();
        project.Write("rows.csv", "id,label\n" + string.Concat(rows.Select(r => $"{r.Id},{r.Label}\n")));
        var predictions = "id,label,score\n" + string.Concat(rows.Select(r => $"{r.Id},{r.Label},0.{r.Id:00}\n"));
        var area = rows.Where(r => r.Label == 1).Sum(p => rows.Count(n => n.Label == 0 && n.Id < p.Id)) / (double)(rows.Count(r => r.Label == 1) * rows.Count(r => r.Label == 0));

        using var server = await ServeProcess.StartAsync(Path.Combine(project.Root, ".airworthy/store"));
        using var client = new TrackingClient(new Uri(server.Address));
        var ids = new Dictionary<string, string>();
        foreach (var (name, logged) in ((string, double)[])[("honest", area), ("lying", area + 0.01), ("bare", 0.5)])
        {
            ids[name] = await client.RunAsync("example", name, run =>
            {
                run.LogMetric("dev_roc_auc", logged);
                return Task.CompletedTask;
            }, cancel);
            if (name != "bare")
            {
                using var content = new MemoryStream(Encoding.UTF8.GetBytes(predictions));
                await client.Artifacts.UploadAsync(await client.GetRunAsync(ids[name], cancel), content, "predictions/dev.csv", cancel);
            }
        }

        var honest = await project.RunAsync("evaluate", "honest");
        Assert.True(honest.ExitCode == 0, honest.Output + honest.Errors);
        Assert.Contains("its predictions give the same", honest.Output, StringComparison.Ordinal);
        var seen = await client.GetRunAsync(ids["honest"], cancel);
        Assert.Matches(@"^0\.\d+,0\.\d+$", seen.Tags["airworthy.interval.dev_roc_auc"]); // under the name that the run gave it
        Assert.Contains("airworthy.interval.brier", seen.Tags.Keys);
        Assert.Equal("evaluation/dev.json", (await client.Artifacts.ListAsync(seen, "evaluation", cancel)).Single().Path);

        var lying = await project.RunAsync("evaluate", ids["lying"]);
        Assert.Equal(1, lying.ExitCode);
        Assert.Contains("The logged number is no evidence", lying.Output, StringComparison.Ordinal);

        var bare = await project.RunAsync("evaluate", "bare");
        Assert.Equal(1, bare.ExitCode);
        Assert.Contains("bare kept no predictions of dev", bare.Errors, StringComparison.Ordinal);

        Assert.StartsWith("Unmet", (await project.RunAsync("evaluate", "honest", "--against", "lying")).Output, StringComparison.Ordinal); // the same answers are no gain
        Assert.Contains("no run of example", (await project.RunAsync("evaluate", "nobody")).Errors, StringComparison.Ordinal);
    }
}
