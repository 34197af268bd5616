using Microsoft.OpenApi;

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
    public async Task The_document_is_OpenAPI_3_1_in_the_eyes_of_the_library_that_others_read_it_with()
    {
        var server = await engines.OnAsync("sqlite");
        var read = OpenApiDocument.Parse((await server.GetAsync("/openapi.json")).Ok().Text, "json");

        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic!.SpecificationVersion);
        Assert.Empty(read.Diagnostic.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Empty(read.Document!.Validate(ValidationRuleSet.GetDefaultRuleSet()));
        var operations = read.Document!.Paths.SelectMany(p => p.Value.Operations!.Values.Select(o => (Path: p.Key, o.OperationId, Parameters: o.Parameters?.ToList() ?? []))).ToList();
        Assert.Equal(operations.Count, operations.Select(o => o.OperationId).Distinct(StringComparer.Ordinal).Count());
        // What stands in braces is what is described, no more and no less: the library does not look.
        Assert.All(operations, o => Assert.Equal(
            o.Path.Split('{').Skip(1).Select(p => p.Split('}')[0]),
            o.Parameters.Where(p => p.In == ParameterLocation.Path).Select(p => p.Name!)));
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
