using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Airworthy.Serving.Tests.Protocols;

/// <summary>What clients of other servers send and rely on, beside the tensors themselves.</summary>
public sealed class CallersTests(ServedModels served) : IClassFixture<ServedModels>
{
    private readonly GatewayHost _host = served.Host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}],"id":"q7"}""", 400, "q7")]
    [InlineData("/v2/models/twice/infer", """{"inputs":[],"id":7}""", 400, "from-the-header")]
    [InlineData("/v2/models/twice/infer", "{", 400, "from-the-header")]
    [InlineData("/v2/models/nobody/infer", "{}", 404, "from-the-header")]
    [InlineData("/models/twice/predict", """{"rows":[{"a":1}],"id":"q8"}""", 400, "q8")]
    [InlineData("/endpoints/twice/invocations", """{"instances":[[1,2]]}""", 400, "from-the-header")]
    public async Task A_request_that_is_refused_gets_its_id_back(string path, string body, int status, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Request-Id", "from-the-header");
        using var refused = await _host.Http.SendAsync(request, Cancel);

        Assert.Equal((status, id), ((int)refused.StatusCode, refused.Headers.GetValues("X-Request-Id").Single()));
    }

    [Fact]
    public async Task A_refused_request_without_an_id_gets_one()
    {
        using var content = new StringContent("{", Encoding.UTF8, "application/json");
        using var refused = await _host.Http.PostAsync("/models/twice/predict", content, Cancel);

        Assert.Matches("^[0-9a-f]{32}$", refused.Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task What_is_refused_before_a_model_is_asked_has_its_error_where_the_inference_protocol_has_it_too()
    {
        var (status, answer) = await _host.PostAsync("/models/twice/feedback", "{}");

        Assert.Equal((400, "INVALID_PARAMETER_VALUE"), (status, JsonNode.Parse(answer)!["error_code"]!.ToString()));
        Assert.Equal(JsonNode.Parse(answer)!["message"]!.ToString(), JsonNode.Parse(answer)!["error"]!.ToString());
    }

    [Fact]
    public async Task What_a_client_leaves_out_may_be_written_as_null()
    {
        var (status, answer) = await _host.PostAsync("/v2/models/twice/infer",
            """{"id":null,"parameters":null,"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","parameters":null,"data":[1,2,3]}],"outputs":null}""");
        var (named, of) = await _host.PostAsync("/v2/models/twice/infer",
            """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}],"outputs":[{"name":"twice","parameters":null}]}""");

        Assert.True((status, named) == (200, 200), answer + of);
        Assert.Equal("[2,4,6]", JsonNode.Parse(answer)!["outputs"]![0]!["data"]!.ToJsonString());
        Assert.Equal("[2,4,6]", JsonNode.Parse(of)!["outputs"]![0]!["data"]!.ToJsonString());
    }

    [Fact]
    public async Task What_holds_values_without_names_is_called_as_the_caller_called_it()
    {
        var (status, answer) = await _host.PostAsync("/endpoints/late/invocations", """{"inputs":[[1,2,3]]}""");

        Assert.Equal((400, true), (status, answer.Contains("inputs holds values without names", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("deflate", "deflate")]
    [InlineData("br, gzip;q=0.5, deflate;q=0.8", "deflate")]
    [InlineData("gzip;q=0", null)]
    [InlineData("br", null)]
    public async Task Large_answers_go_compressed_to_whoever_takes_that(string accepted, string? encoding)
    {
        const int Rows = 2000;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/twice/infer")
        {
            Content = new StringContent($$"""{"inputs":[{"name":"x","shape":[{{Rows}},3],"datatype":"FP32","data":{{Ones(Rows)}} }],"parameters":{"binary_data_output":true} }"""),
        };
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        using var response = await _host.Http.SendAsync(request, Cancel);
        var body = await response.Content.ReadAsStreamAsync(Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        using var plain = new MemoryStream();
        await (encoding switch { "gzip" => new GZipStream(body, CompressionMode.Decompress), "deflate" => new ZLibStream(body, CompressionMode.Decompress), _ => body }).CopyToAsync(plain, Cancel);
        var json = int.Parse(response.Headers.GetValues("Inference-Header-Content-Length").Single(), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(json + (Rows * 3 * sizeof(float)), plain.Length);
        Assert.Equal(2f, BitConverter.ToSingle(plain.ToArray(), json));
    }

    [Fact]
    public async Task Small_answers_and_those_kept_for_a_key_go_as_they_are()
    {
        foreach (var (rows, key) in ((int, string?)[])[(1, null), (2000, "a-key-of-its-own")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/twice/infer")
            {
                Content = new StringContent($$"""{"inputs":[{"name":"x","shape":[{{rows}},3],"datatype":"FP32","data":{{Ones(rows)}} }]}"""),
            };
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            using var response = await _host.Http.SendAsync(request, Cancel);

            Assert.Equal((200, 0), ((int)response.StatusCode, response.Content.Headers.ContentEncoding.Count));
            Assert.Equal(rows * 3, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["outputs"]![0]!["data"]!.AsArray().Count);
        }
    }

    private static string Ones(int rows) => $"[{string.Join(',', Enumerable.Repeat("1", rows * 3))}]";

    [Fact]
    public async Task Metrics_say_where_the_time_went_and_who_waits()
    {
        await _host.PostAsync("/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}""");
        var metrics = (await _host.Http.GetStringAsync("/metrics", Cancel)).Split('\n');

        double Of(string name) => double.Parse(metrics.Single(l => l.StartsWith(name + "{endpoint=\"twice\",model=\"models:/twice/1\"", StringComparison.Ordinal) && !l.Contains("arm=\"named\"", StringComparison.Ordinal)).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(Of("airworthy_model_seconds_total") > 0);
        Assert.True(Of("airworthy_queue_seconds_total") >= 0);
        Assert.Equal(0, Of("airworthy_waiting"));
    }
}
