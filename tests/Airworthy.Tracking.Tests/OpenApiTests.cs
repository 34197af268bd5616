namespace Airworthy.Tracking.Tests;

public sealed class OpenApiTests(Engines engines)
{
    [Fact]
    public async Task The_document_describes_every_call_with_its_fields()
    {
        var server = await engines.OnAsync("sqlite");
        var document = (await server.GetAsync("/openapi.json")).Ok();

        Assert.Equal("3.1.0", document["openapi"].GetString());
        var search = document.Json.GetProperty("paths").GetProperty("/api/2.0/mlflow/runs/search").GetProperty("post");
        Assert.True(search.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("properties").TryGetProperty("experiment_ids", out _));
        Assert.True(search.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("properties").TryGetProperty("next_page_token", out _));
        var get = document.Json.GetProperty("paths").GetProperty("/api/2.0/mlflow/metrics/get-history").GetProperty("get");
        Assert.Contains("metric_key", get.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.True(document.Json.GetProperty("paths").EnumerateObject().Count() >= 60);
    }

    [Fact]
    public async Task Every_call_in_the_document_is_answered_in_the_form_of_the_protocol()
    {
        var server = await engines.OnAsync("sqlite");
        var document = (await server.GetAsync("/openapi.json")).Ok();
        foreach (var path in document.Json.GetProperty("paths").EnumerateObject().Where(p => p.Name.StartsWith("/api/2.0/mlflow/", StringComparison.Ordinal)))
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var reply = await server.SendAsync(operation.Name.ToUpperInvariant(), path.Name.Replace("{", "").Replace("}", ""), operation.Name == "get" ? null : "{}");
                Assert.True(reply.Status == 200 || reply.Has("error_code"), $"{operation.Name} {path.Name}: {reply.Status} {reply.Text}");
                Assert.NotEqual(500, reply.Status);
            }
        }
    }
}
