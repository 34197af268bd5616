using System.Text.Json;

namespace Airworthy.Tracking.Tests;

/// <summary>The grammar of run searches, on four runs that differ in everything.</summary>
public sealed class RunSearchTests(Engines engines)
{
    private static readonly Dictionary<string, Task<string>> s_experiments = [];

    public static TheoryData<string, string, string> Filters()
    {
        (string Filter, string Found)[] cases =
        [
            ("", "dcba"),
            ("metrics.auc > 0.7", "cb"),
            ("metrics.auc >= 0.7", "cba"),
            ("metric.auc = 0.7", "a"),
            ("metrics.auc != 0.7", "dcb"),
            ("metrics.auc < 0.75 and metrics.auc > 0.6", "a"),
            ("metrics.\"val/loss x\" < 1", "a"),
            ("metrics.`val/loss x` < 1e0", "a"),
            ("metrics.nobody > 0", ""),
            ("params.model = 'tree'", "ba"),
            ("params.model != 'tree'", "c"),
            ("parameter.model LIKE 'Li%'", ""),
            ("params.model LIKE 'li%'", "c"),
            ("params.model ILIKE 'LI%'", "c"),
            ("params.model LIKE '_ree'", "ba"),
            ("params.model IS NULL", "d"),
            ("params.model IS NOT NULL", "cba"),
            ("tags.team = 'red'", "ca"),
            ("tag.team is null", "db"),
            ("tags.`odd key` = 'it''s'", "b"),
            ("tags.\"odd key\" = \"it's\"", "b"),
            ("status = 'FINISHED'", "ba"),
            ("attributes.status != 'FINISHED'", "dc"),
            ("attr.run_name = 'run a'", "a"),
            ("`Run name` = 'run a'", "a"),
            ("run.`run name` like 'run %'", "dcba"),
            ("start_time > 2 and start_time <= 4", "dc"),
            ("created = 1", "a"),
            ("end_time > 0", "ba"),
            ("user_id = 'ben'", "d"),
            ("metrics.auc > 0.7 AND params.model = 'tree' AND tags.team IS NULL", "b"),
            ("params.model = 'tree' or params.model = 'linear'", "cba"),
            ("(params.model = 'tree' or user_id = 'ben') and not_there.x = 1", "!Invalid entity type 'not_there'"),
            ("params.model = 'tree' and (tags.team = 'red' or metrics.auc >= 0.8)", "ba"),
            ("params.model = 'tree' or user_id = 'ben' and metrics.auc > 5", "ba"),
            ("params.long = '" + new string('x', 100) + "y'", "a"),
            ("params.model = 5", "!Expected a quoted string value for param (e.g. 'my-value'). Got value 5"),
            ("metrics.auc = 'x'", "!Expected numeric value type for metric. Found 'x'"),
            ("foo = 'x'", "!Invalid attribute key 'foo' specified. Valid keys are '{'run_id'"),
            ("metrics.auc LIKE 'x'", "!Invalid comparator 'LIKE'"),
            ("params.model > 'x'", "!Invalid comparator '>'"),
            ("metrics.auc >", "!Invalid clause(s) in filter string: the end at character 14. Expected a number, or a text in quotes."),
            ("metrics.auc > 1 params.x = 'y'", "!Invalid clause(s) in filter string: 'params.x = 'y'' at character 17. Expected AND, OR or the end."),
            ("params.model = 'tree", "!Expected a closing '"),
            ("(metrics.auc > 1", "!Expected ')'"),
            ("status IN ('FINISHED')", "!Invalid comparator 'IN'"),
            ("'; drop table runs; --", "!Invalid clause(s) in filter string"),
            ("params.model = '''; drop table runs; --'", ""),
        ];
        var data = new TheoryData<string, string, string>();
        foreach (var (filter, found) in cases)
        {
            data.Add("sqlite", filter, found);
            data.Add("postgresql", filter, found);
        }

        return data;
    }

    [Theory, MemberData(nameof(Filters))]
    public async Task A_filter_finds(string engine, string filter, string found)
    {
        var reply = await SearchAsync(engine, new { filter });
        if (found.StartsWith('!'))
        {
            reply.Refused(400, "INVALID_PARAMETER_VALUE", found[1..]);
        }
        else
        {
            Assert.Equal(found, Letters(reply.Ok()));
        }
    }

    [Theory]
    [InlineData("metrics.auc", "abcd")]
    [InlineData("metrics.auc DESC", "cbad")]
    [InlineData("metrics.`val/loss x` desc", "badc")]
    [InlineData("params.model", "cbad")]
    [InlineData("params.model DESC", "bacd")]
    [InlineData("tags.team", "cadb")]
    [InlineData("start_time", "abcd")]
    [InlineData("attributes.end_time DESC", "badc")]
    [InlineData("run_name desc", "dcba")]
    [InlineData("metrics.auc sideways", "!Invalid order_by clause 'metrics.auc sideways'")]
    [InlineData("foo", "!Invalid attribute key 'foo'")]
    public async Task An_order_puts_what_is_missing_last(string order, string found)
    {
        foreach (var engine in new[] { "sqlite", "postgresql" })
        {
            var reply = await SearchAsync(engine, new { order_by = new[] { order } });
            if (found.StartsWith('!'))
            {
                reply.Refused(400, "INVALID_PARAMETER_VALUE", found[1..]);
            }
            else
            {
                Assert.Equal(found, Letters(reply.Ok()));
            }
        }
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Pages_follow_each_other_without_gap_or_overlap(string engine)
    {
        var first = (await SearchAsync(engine, new { max_results = 3 })).Ok();
        var second = (await SearchAsync(engine, new { max_results = 3, page_token = first["next_page_token"].GetString() })).Ok();

        Assert.Equal(("dcb", "a", false), (Letters(first), Letters(second), second.Has("next_page_token")));
        (await SearchAsync(engine, new { page_token = "!" })).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid page token, could not base64-decode");
        (await SearchAsync(engine, new { max_results = 50_001 })).Refused(400, "INVALID_PARAMETER_VALUE", "50000");
        (await SearchAsync(engine, new { order_by = new[] { "start_time", "created" } })).Refused(400, "INVALID_PARAMETER_VALUE", "duplicate fields");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Lists_of_ids_and_views(string engine)
    {
        var server = await engines.OnAsync(engine);
        var all = (await SearchAsync(engine, new { })).Ok()["runs"].EnumerateArray().Select(r => r.GetProperty("info").GetProperty("run_id").GetString()).ToList();

        Assert.Equal("db", Letters((await SearchAsync(engine, new { filter = $"run_id IN ('{all[0]}', '{all[2]}')" })).Ok()));
        Assert.Equal("ca", Letters((await SearchAsync(engine, new { filter = $"attributes.run_id NOT IN ('{all[0]}', '{all[2]}')" })).Ok()));

        var experiment = await server.NewExperimentAsync();
        var gone = await server.NewRunAsync(experiment);
        await server.NewRunAsync(experiment);
        (await server.PostAsync("runs/delete", $$"""{"run_id": "{{gone}}"}""")).Ok();
        foreach (var (view, count) in new[] { ("ACTIVE_ONLY", 1), ("DELETED_ONLY", 1), ("ALL", 2) })
        {
            Assert.Equal(count, (await server.PostAsync("runs/search", $$"""{"experiment_ids": ["{{experiment}}"], "run_view_type": "{{view}}"}""")).Ok()["runs"].GetArrayLength());
        }

        Assert.Equal("{}", (await server.PostAsync("runs/search", "{}")).Ok().Text);
        (await server.PostAsync("runs/search", """{"run_view_type": "SOME"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "SOME");
    }

    [Fact]
    public async Task Hostile_filters_are_refused_quickly()
    {
        (await SearchAsync("sqlite", new { filter = new string('(', 10_000) })).Refused(400, "INVALID_PARAMETER_VALUE", "deep");
        (await SearchAsync("sqlite", new { filter = string.Join(" and ", Enumerable.Repeat("metrics.a > 1", 600)) })).Refused(400, "INVALID_PARAMETER_VALUE", "500 comparisons");
        (await SearchAsync("sqlite", new { filter = new string('a', 200_000) })).Refused(400, "INVALID_PARAMETER_VALUE", "characters");
    }

    private async Task<Reply> SearchAsync(string engine, object ask)
    {
        var server = await engines.OnAsync(engine);
        Task<string> experiment;
        lock (s_experiments)
        {
            experiment = s_experiments.TryGetValue(engine, out var there) ? there : s_experiments[engine] = FillAsync(server);
        }

        var body = JsonSerializer.SerializeToNode(ask)!.AsObject();
        body["experiment_ids"] = new System.Text.Json.Nodes.JsonArray(await experiment);
        return await server.PostAsync("runs/search", body.ToJsonString());
    }

    private static string Letters(Reply reply) =>
        reply.Has("runs") ? string.Concat(reply["runs"].EnumerateArray().Select(r => r.GetProperty("info").GetProperty("run_name").GetString()![^1])) : "";

    private static async Task<string> FillAsync(Server server)
    {
        var experiment = await server.NewExperimentAsync();
        await RunAsync("a", 1, "ana", """{"key": "auc", "value": 0.7, "timestamp": 1}, {"key": "val/loss x", "value": 0.5, "timestamp": 1}""", $$"""{"key": "model", "value": "tree"}, {"key": "long", "value": "{{new string('x', 100)}}y"}""", """{"key": "team", "value": "red"}""", ended: true);
        await RunAsync("b", 2, "ana", """{"key": "auc", "value": 0.2, "timestamp": 1}, {"key": "auc", "value": 0.8, "timestamp": 2}, {"key": "val/loss x", "value": 1.5, "timestamp": 1}""", """{"key": "model", "value": "tree"}""", """{"key": "odd key", "value": "it's"}""", ended: true);
        await RunAsync("c", 3, "ana", """{"key": "auc", "value": 0.9, "timestamp": 1}""", """{"key": "model", "value": "linear"}""", """{"key": "team", "value": "red"}""", ended: false);
        await RunAsync("d", 4, "ben", """{"key": "auc", "value": "NaN", "timestamp": 1}""", "", "", ended: false);
        return experiment;

        async Task RunAsync(string letter, int start, string user, string metrics, string parameters, string tags, bool ended)
        {
            var id = (await server.PostAsync("runs/create", $$"""{"experiment_id": "{{experiment}}", "start_time": {{start}}, "user_id": "{{user}}", "run_name": "run {{letter}}"}""")).Ok()["run.info.run_id"].GetString();
            (await server.PostAsync("runs/log-batch", $$"""{"run_id": "{{id}}", "metrics": [{{metrics}}], "params": [{{parameters}}], "tags": [{{tags}}]}""")).Ok();
            if (ended)
            {
                (await server.PostAsync("runs/update", $$"""{"run_id": "{{id}}", "status": "FINISHED", "end_time": {{start + 10}}}""")).Ok();
            }
        }
    }
}
