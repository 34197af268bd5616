using System.Text.Json.Nodes;

using NJsonSchema;

namespace Airworthy.Serving.Tests.Protocols;

/// <summary>What the OpenAPI document says of predictions, against what is asked and answered.</summary>
public sealed class DescribedBodiesTests(ServedModels served) : IClassFixture<ServedModels>
{
    private const string Rows = """[{"age":41,"origin":"ORD","at":"2001-06-01T12:30:00"},{"at":991398601,"origin":null,"age":33.1}]""";

    [Theory]
    [InlineData("/v2/models/{model}/infer", "/v2/models/late/infer", """{"id":"a","parameters":{"timeout":1000000},"inputs":[{"name":"age","shape":[1,1],"datatype":"FP32","data":[41]},{"name":"origin","shape":[1,1],"datatype":"BYTES","data":["ORD"]},{"name":"at","shape":[1,1],"datatype":"FP64","data":[991398600]}],"outputs":[{"name":"score"}]}""")]
    [InlineData("/models/{model}/predict", "/models/late/predict", $$"""{"rows":{{Rows}}}""")]
    [InlineData("/endpoints/{model}/invocations", "/endpoints/late/invocations", $$"""{"dataframe_records":{{Rows}}}""")]
    [InlineData("/endpoints/{model}/invocations", "/endpoints/late/invocations", """{"inputs":{"age":[41],"origin":["ORD"],"at":[991398600]}}""")]
    public async Task Requests_and_answers_are_as_described(string path, string address, string body)
    {
        var call = await CallAsync(path, "post");
        var (status, answer) = await served.Host.PostAsync(address, body);

        Assert.True(status == 200, answer);
        await AssertDescribedAsync(call["requestBody"]!, body);
        await AssertDescribedAsync(call["responses"]!["200"]!, answer);
    }

    [Theory]
    [InlineData("/v2", "/v2")]
    [InlineData("/v2/models/{model}", "/v2/models/late")]
    [InlineData("/v2/models/{model}/versions/{version}/ready", "/v2/models/late/versions/1/ready")]
    [InlineData("/v2/models/{model}/stats", "/v2/models/late/stats")]
    public async Task What_is_told_is_as_described(string path, string address) =>
        await AssertDescribedAsync((await CallAsync(path, "get"))["responses"]!["200"]!, await served.Host.Http.GetStringAsync(address, TestContext.Current.CancellationToken));

    private async Task<JsonNode> CallAsync(string path, string method) =>
        JsonNode.Parse(await served.Host.Http.GetStringAsync("/openapi.json", TestContext.Current.CancellationToken))!["paths"]![path]![method]!;

    private static async Task AssertDescribedAsync(JsonNode described, string json)
    {
        var schema = described["content"]!["application/json"]!["schema"]!;
        Assert.Empty((await JsonSchema.FromJsonAsync(schema.ToJsonString(), TestContext.Current.CancellationToken)).Validate(json));
        AssertNamed(schema, JsonNode.Parse(json)!);
    }

    /// <summary>A schema allows what it does not name: every field that is there is named.</summary>
    private static void AssertNamed(JsonNode schema, JsonNode? value)
    {
        if (value is JsonObject map && schema["properties"] is JsonObject properties)
        {
            Assert.All(map, field => Assert.Contains(field.Key, properties.Select(p => p.Key)));
            Assert.All(map, field => AssertNamed(properties[field.Key]!, field.Value));
        }
        else if (value is JsonArray list && schema["items"] is { } items)
        {
            Assert.All(list, one => AssertNamed(items, one));
        }
    }
}
