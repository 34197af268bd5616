using System.Text.Json;
using System.Text.Json.Nodes;

namespace Airworthy.Tracking.Tests;

/// <summary>Values that no honest client sends: each is refused in the form of the protocol or taken, and none makes the server fail.</summary>
public sealed class OddValueTests(Engines engines)
{
    // As they travel: some of them cannot be written down as a text of C#.
    private static readonly string[] s_odd =
    [
        "null", "[null]", "[null, null]", "[[]]", "[{}]", "{}", "true", "-1", "1.5", "9223372036854775808", "1e308", "\"NaN\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"a\\udc00\"", "\"99999999999999999999\"",
        "\"eyJvZmZzZXQiOiAtMX0=\"", "[\"\\u0000\"]", "[{\"key\": null}]", "[{\"key\": \"\\u0000\"}]",
    ];

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task No_field_of_any_call_makes_the_server_fail(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await server.NewExperimentAsync();
        var run = (await server.PostAsync("runs/create", $$"""{"experiment_id": "{{experiment}}"}""")).Ok()["run.info.run_id"].GetString()!;
        var good = new Dictionary<string, string>
        {
            ["experiment_id"] = experiment, ["run_id"] = run, ["run_uuid"] = run, ["name"] = Guid.NewGuid().ToString(), ["key"] = "k", ["value"] = "1", ["timestamp"] = "1", ["metric_key"] = "m", ["version"] = "1",
        };
        var failed = new List<string>();
        var calls = 0;
        foreach (var (path, method, fields) in Calls((await server.GetAsync("/openapi.json")).Ok().Json))
        {
            foreach (var (odd, field) in fields.SelectMany(f => s_odd.Select(o => (o, f))))
            {
                var others = string.Concat(fields.Where(f => f != field && good.ContainsKey(f)).Select(f => $", \"{f}\": \"{good[f]}\""));
                var reply = await server.SendAsync(method, path, $"{{\"{field}\": {odd}{others}}}");
                calls++;
                if (!(reply.Status == 200 || (reply.Status is >= 400 and not 500 && reply.Has("error_code"))))
                {
                    failed.Add($"{method} {path} {field}={odd}: {reply.Status} {reply.Text}");
                }
            }
        }

        Assert.Empty(failed);
        Assert.True(calls > 1500, $"{calls} calls were tried only.");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task The_character_that_cannot_be_kept_is_named(string engine)
    {
        var server = await engines.OnAsync(engine);

        (await server.PostAsync("experiments/create", """{"name": "a\u0000b"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "parameter 'name' supplied: it holds the character U+0000");
        (await server.GetAsync("runs/get?run_id=a%00")).Refused(400, "INVALID_PARAMETER_VALUE", "'run_id'");
        (await server.GetAsync("/get-artifact?path=x&run_uuid=a%00")).Refused(400, "INVALID_PARAMETER_VALUE", "'run_uuid'");
        // A backslash before it: six characters, not one.
        (await server.PostAsync("experiments/create", $$"""{"name": "{{Guid.NewGuid()}} \\u0000"}""")).Ok();
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Nothing_is_compared_with_NaN(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = await server.NewExperimentAsync();
        foreach (var filter in (string[])["metrics.auc = NaN", "start_time > nan", "metrics.auc != -NaN"])
        {
            (await server.PostAsync("runs/search", $$"""{"experiment_ids": ["{{experiment}}"], "filter": "{{filter}}"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "Expected a number");
        }

        (await server.PostAsync("logged-models/search", $$"""{"experiment_ids": ["{{experiment}}"], "filter": "metrics.auc = NaN"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "Expected a number");
        (await server.GetAsync("model-versions/search?filter=version_number+%3D+NaN")).Refused(400, "INVALID_PARAMETER_VALUE");
        (await server.PostAsync("runs/search", $$"""{"experiment_ids": ["{{experiment}}"], "order_by": [null]}""")).Refused(400, "INVALID_PARAMETER_VALUE", "order_by");
        (await server.PostAsync("runs/search", $$"""{"experiment_ids": ["{{experiment}}"], "filter": "metrics.auc < Infinity"}""")).Ok("{}");
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_is_told_so_beside_what_is_missing_then() =>
        (await (await engines.OnAsync("sqlite")).PostAsync("runs/log-metric", """{"run_id": "a", "key": "m", "value": NaN}"""))
            .Refused(400, "INVALID_PARAMETER_VALUE", "'run_id'").Refused(400, "INVALID_PARAMETER_VALUE", "The body is no JSON, and counts as empty: line 1, byte 38");

    private static IEnumerable<(string Path, string Method, List<string> Fields)> Calls(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        where path.Name.StartsWith("/api/2.0/mlflow/", StringComparison.Ordinal)
        from operation in path.Value.EnumerateObject()
        where operation.Value.TryGetProperty("requestBody", out _)
        let schema = JsonNode.Parse(operation.Value.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetRawText())
        select (path.Name.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal), operation.Name.ToUpperInvariant(), schema["properties"]!.AsObject().Select(p => p.Key).ToList());
}
