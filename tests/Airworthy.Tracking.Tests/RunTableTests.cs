using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Runs;

namespace Airworthy.Tracking.Tests;

/// <summary>What pages read in process, on both engines.</summary>
public sealed class RunTableTests(Engines engines)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_page_of_runs_carries_the_keys_that_were_asked_for_and_counts_nested_runs(string engine)
    {
        var (server, experiment, runs) = await FilledAsync(engine);
        await server.PostAsync("runs/create", $$"""{"experiment_id": "{{experiment}}", "tags": [{"key": "mlflow.parentRunId", "value": "{{runs[0]}}"}]}""");
        var table = new RunTableStore(server.Database, new MetricKeys());

        var page = await table.PageAsync(new RunSearch([experiment], "params.group = 'a'", ["metrics.auc DESC"]), new RunKeys(["auc", "nobody's"], ["group"], ["team"], Children: true), 10, 0, Cancel);

        Assert.Equal([runs[1], runs[0]], page.Select(r => r.Info.Id));
        Assert.Equal((0.75, "a", "red", 1L), (page[1].Metrics["auc"].Value, page[1].Params["group"], page[1].Tags["team"], page[1].Children));
        Assert.DoesNotContain("other", page[1].Params.Keys);
        Assert.Equal([runs[2], runs[0]], (await table.FindAsync([runs[2], "nobody", runs[0]], RunKeys.All, Cancel)).Select(r => r.Info.Id));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Spans_groups_and_keys_are_true(string engine)
    {
        var (server, experiment, runs) = await FilledAsync(engine);
        var table = new RunTableStore(server.Database, new MetricKeys());
        var first = (await table.FindAsync([runs[0]], RunKeys.None, Cancel))[0].Info.No;

        Assert.Equal(new MetricSpan(first, "auc", 0.5, 0, 0.9, 1, (0.5 + 0.9 + 0.75) / 3, 3), Assert.Single(await table.SpansAsync([first], Cancel)));

        var groups = await table.GroupsAsync(new RunSearch([experiment]), "params", "group", ["auc"], 10, Cancel);
        Assert.Equal([("a", 2L), ("b", 1L)], groups.Select(g => (g.Value!, g.Runs)));
        var band = groups[0].Bands["auc"];
        Assert.Equal((2, 0.8, 0.75, 0.85), (band.Count, band.Mean, band.Low, band.High));
        Assert.Equal(0.1 / Math.Sqrt(2), band.Deviation!.Value, 9);
        Assert.Null(groups[1].Bands["auc"].Deviation);

        Assert.Equal(["auc"], (await table.KeysAsync(experiment, "metrics", "U", 10, Cancel)).Select(k => k.Key));
        Assert.Equal(["group", "other"], (await table.KeysAsync(experiment, "params", "", 10, Cancel)).Select(k => k.Key));
        Assert.Equal(["auc"], await table.MetricsAsync([first], "", 10, Cancel));
        Assert.Equal(["auc"], (await table.CommonKeysAsync([first], 10, Cancel)).Metrics);
        Assert.Equal(3, (await table.CountsAsync(Cancel)).Single(c => c.Experiment == experiment).Runs);
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Stretches_of_a_long_history_keep_its_peak_and_short_ones_come_whole(string engine)
    {
        var (server, _, runs) = await FilledAsync(engine);
        await server.PostAsync("runs/log-batch", $$"""{"run_id": "{{runs[0]}}", "metrics": [{{string.Join(',', Enumerable.Range(-500, 1000).Select(s => $$"""{"key": "long", "value": {{(s == 77 ? 9 : s % 7 == 0 ? -1 : 0)}}, "timestamp": 1, "step": {{s}}}"""))}}]}""");
        var no = (await new RunTableStore(server.Database, new MetricKeys()).FindAsync([runs[0]], RunKeys.None, Cancel))[0].Info.No;
        var bands = new MetricBandStore(server.Database, new MetricKeys());

        var all = (await bands.ReadAsync([no], "long", null, null, 50, Cancel))[no];
        Assert.Equal((50, 1000L, 9.0, -1.0, -500L), (all.Count, all.Sum(s => s.Points), all.Max(s => s.High), all.Min(s => s.Low), all[0].Step));
        var near = (await bands.ReadAsync([no], "long", 70, 90, 50, Cancel))[no];
        Assert.Equal(Enumerable.Range(70, 21).Select(s => (long)s), near.Select(s => s.Step));
        Assert.All(near, s => Assert.Equal(1, s.Points));
        Assert.Empty(await bands.ReadAsync([no], "nobody logged this", null, null, 50, Cancel));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Many_runs_are_changed_at_once_and_those_of_other_experiments_are_passed_over(string engine)
    {
        var (server, experiment, runs) = await FilledAsync(engine);
        var (_, _, others) = await FilledAsync(engine);
        var bulk = new BulkStore(server.Database, new MetricKeys(), TimeProvider.System);
        var nos = await bulk.MatchingAsync(new RunSearch([experiment]), 10, Cancel);
        Assert.Equal(3, nos.Count);
        Assert.Empty(await bulk.NumbersAsync(experiment, others, Cancel));
        var foreign = (await new RunTableStore(server.Database, new MetricKeys()).FindAsync(others, RunKeys.None, Cancel)).Select(r => r.Info.No).ToList();

        Assert.Equal(3, await bulk.TagAsync(experiment, [.. nos, .. foreign], "stage", "dev", Cancel));
        Assert.Equal(3, await bulk.TagAsync(experiment, nos, "mlflow.runName", "renamed", Cancel));
        Assert.Equal("renamed", (await server.GetAsync($"runs/get?run_id={runs[0]}")).Ok()["run.info.run_name"].GetString());
        Assert.Equal(3, await bulk.TagAsync(experiment, nos, "stage", null, Cancel));
        Assert.Equal(3, await bulk.DeleteAsync(experiment, [.. nos, .. foreign], Cancel));
        Assert.Equal(0, await bulk.TagAsync(experiment, nos, "stage", "dev", Cancel));
        Assert.Equal(3, await bulk.RestoreAsync(experiment, nos, Cancel));
        Assert.Equal("INVALID_PARAMETER_VALUE", (await Assert.ThrowsAsync<RefusedException>(() => bulk.TagAsync(experiment, nos, "bad key!", "x", Cancel))).Code);
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Views_are_kept_by_name(string engine)
    {
        var (server, experiment, _) = await FilledAsync(engine);
        var views = new SavedViewStore(server.Database, TimeProvider.System);
        await views.SaveAsync(experiment, new SavedView { Name = " mine ", Query = "filter=a" }, Cancel);
        await views.SaveAsync(experiment, new SavedView { Name = "mine", Query = "filter=b", Account = "ana" }, Cancel);

        Assert.Equal([new SavedView { Name = "mine", Query = "filter=b", Account = "ana" }], await views.ListAsync(experiment, Cancel));
        await Assert.ThrowsAsync<RefusedException>(() => views.SaveAsync(experiment, new SavedView { Name = " ", Query = "" }, Cancel));
        await views.DeleteAsync(experiment, "mine", Cancel);
        Assert.Empty(await views.ListAsync(experiment, Cancel));
    }

    // Three runs: auc ends at 0.75 and 0.85 in group a, at 0.6 in group b.
    private async Task<(Server Server, long Experiment, List<string> Runs)> FilledAsync(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await server.NewExperimentAsync();
        var runs = new List<string>();
        foreach (var (group, last) in ((string, string)[])[("a", "0.75"), ("a", "0.85"), ("b", "0.6")])
        {
            var run = (await server.PostAsync("runs/create", $$"""{"experiment_id": "{{experiment}}", "start_time": {{1000 + runs.Count}}, "tags": [{"key": "team", "value": "red"}]}""")).Ok()["run.info.run_id"].GetString()!;
            (await server.PostAsync("runs/log-batch",
                $$"""
                {"run_id": "{{run}}", "params": [{"key": "group", "value": "{{group}}"}, {"key": "other", "value": "{{runs.Count}}"}],
                 "metrics": [{"key": "auc", "value": 0.5, "timestamp": 1, "step": 0}, {"key": "auc", "value": 0.9, "timestamp": 2, "step": 1}, {"key": "auc", "value": {{last}}, "timestamp": 3, "step": 2}]}
                """)).Ok();
            runs.Add(run);
        }

        return (server, long.Parse(experiment, null), runs);
    }
}
