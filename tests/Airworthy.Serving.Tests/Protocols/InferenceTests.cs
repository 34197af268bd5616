using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Airworthy.Serving.Tests.Protocols;

/// <summary>One gateway with a model by columns, one by a matrix, and a constant.</summary>
public sealed class ServedModels : IAsyncLifetime
{
    public GatewayHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await GatewayHost.StartAsync();
        await Host.ReleaseAsync("late", $"models:/late/{await Host.RegisterAsync("late", TestModels.Columns())}");
        await Host.ReleaseAsync("twice", $"models:/twice/{await Host.RegisterAsync("twice", TestModels.Matrix(), descriptor: """
            signature:
              inputs: '[{"type": "float", "name": "a"}, {"type": "float", "name": "b"}, {"type": "float", "name": "c"}]'
            """)}");
        await Host.ReleaseAsync("usual", "constant:0.2");
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>Requests and answers as the Open Inference Protocol v2, its binary extension and MLflow's scoring protocol print them.</summary>
public sealed class InferenceTests(ServedModels served) : IClassFixture<ServedModels>
{
    private const string Two = """{"inputs":[{"name":"age","shape":[2,1],"datatype":"FP32","data":[41,33.1]},{"name":"origin","shape":[2,1],"datatype":"BYTES","data":["ORD",""]},{"name":"at","shape":[2,1],"datatype":"FP64","data":[991398600,991398601]}]}""";

    private readonly GatewayHost _host = served.Host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metadata_says_what_is_taken_and_given()
    {
        Assert.Equal("""{"name":"airworthy","version":"0.1.0","extensions":["binary_tensor_data","statistics"]}""", await _host.Http.GetStringAsync("/v2", Cancel));
        Assert.Equal("""{"live":true}""", await _host.Http.GetStringAsync("/v2/health/live", Cancel));
        await _host.LookAsync();
        Assert.Equal("""{"ready":true}""", await _host.Http.GetStringAsync("/v2/health/ready", Cancel));
        Assert.Equal(
            """{"name":"late","versions":["1"],"platform":"onnxruntime_onnx","inputs":[{"name":"age","datatype":"FP32","shape":[-1,1]},{"name":"origin","datatype":"BYTES","shape":[-1,1]},{"name":"at","datatype":"FP64","shape":[-1,1]}],"outputs":[{"name":"score","datatype":"FP32","shape":[-1,1]}]}""",
            await _host.Http.GetStringAsync("/v2/models/late/versions/1", Cancel));
        Assert.Equal("""{"name":"late","ready":true}""", await _host.Http.GetStringAsync("/v2/models/late/ready", Cancel));
    }

    [Fact]
    public async Task One_batch_in_six_forms_gets_the_same_predictions_to_the_last_digit()
    {
        var (_, tensors) = await _host.PostAsync("/v2/models/late/infer", Two);
        var expected = JsonNode.Parse(tensors)!["outputs"]![0]!["data"]!.ToJsonString();
        Assert.Equal(2, JsonNode.Parse(expected)!.AsArray().Count);

        const string Rows = """[{"age":41,"origin":"ORD","at":"2001-06-01T12:30:00"},{"at":991398601,"origin":null,"age":33.1}]""";
        foreach (var (path, body, type) in ((string, string, string)[])
        [
            ("/models/late/predict", $$"""{"rows":{{Rows}}}""", "application/json"),
            ("/endpoints/late/invocations", $$"""{"dataframe_records":{{Rows}}}""", "application/json"),
            ("/endpoints/late/invocations", """{"dataframe_split":{"data":[[991398600,41,"ORD"],[991398601,33.1,null]],"columns":["at","age","origin"]}}""", "application/json; charset=utf-8"),
            ("/endpoints/late/invocations", """{"inputs":{"age":[41,33.1],"origin":["ORD",""],"at":[991398600,991398601]}}""", "application/json"),
            ("/endpoints/late/invocations", $$"""{"instances":{{Rows}}}""", "application/json"),
            ("/endpoints/late/invocations", "origin,age,at\nORD,41,2001-06-01T12:30:00\n\"\",33.1,991398601\n", "text/csv"),
        ])
        {
            var (status, answer) = await _host.PostAsync(path, body, type);
            Assert.True(status == 200, answer);
            Assert.Equal(expected, JsonNode.Parse(answer)!["predictions"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Data_may_be_nested_and_stand_before_its_shape()
    {
        var (status, answer) = await _host.PostAsync("/v2/models/twice/versions/1/infer", """{"id":"q1","inputs":[{"data":[[1,2,3],[4,5,6]],"name":"x","datatype":"FP32","shape":[2,3]}],"outputs":[{"name":"twice"}]}""");

        Assert.Equal(200, status);
        Assert.Equal("""{"model_name":"twice","model_version":"1","id":"q1","parameters":{"arm":"named","generation":1,"served_by":"models:/twice/1","degraded":false},"outputs":[{"name":"twice","datatype":"FP32","shape":[2,3],"data":[2,4,6,8,10,12]}]}""", answer);
    }

    [Fact]
    public async Task Tensors_travel_as_bytes_both_ways()
    {
        const string Json = """{"id":"b","parameters":{"binary_data_output":true},"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","parameters":{"binary_data_size":12}}]}""";
        byte[] body = [.. Encoding.UTF8.GetBytes(Json), .. Floats(1, 2, 0.5f)];
        using var content = new ByteArrayContent(body);
        content.Headers.Add("Inference-Header-Content-Length", Encoding.UTF8.GetByteCount(Json).ToString());
        using var response = await _host.Http.PostAsync("/v2/models/twice/infer", content, Cancel);
        var answer = await response.Content.ReadAsByteArrayAsync(Cancel);
        var length = int.Parse(response.Headers.GetValues("Inference-Header-Content-Length").Single());

        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(12, (int)JsonNode.Parse(answer.AsSpan(0, length))!["outputs"]![0]!["parameters"]!["binary_data_size"]!);
        Assert.Equal(Floats(2, 4, 1), answer[length..]);
    }

    [Fact]
    public async Task A_body_without_JSON_is_the_only_tensor()
    {
        using var content = new ByteArrayContent(Floats(1, 2, 3, 4, 5, 6));
        content.Headers.Add("Inference-Header-Content-Length", "0");
        using var response = await _host.Http.PostAsync("/v2/models/twice/infer", content, Cancel);
        var answer = await response.Content.ReadAsByteArrayAsync(Cancel);

        Assert.Equal(Floats(2, 4, 6, 8, 10, 12), answer[int.Parse(response.Headers.GetValues("Inference-Header-Content-Length").Single())..]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Bodies_may_be_compressed(string encoding)
    {
        using var content = new ByteArrayContent(Compressed(encoding, Encoding.UTF8.GetBytes("""{"rows":[{"a":1,"b":2,"c":3}]}""")));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(encoding);
        using var response = await _host.Http.PostAsync("/models/twice/predict", content, Cancel);

        Assert.Contains("\"predictions\":[[2,4,6]]", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_body_that_inflates_to_a_large_one_is_refused()
    {
        using var content = new ByteArrayContent(Compressed("gzip", new byte[40 * 1024 * 1024]));
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await _host.Http.PostAsync("/v2/models/twice/infer", content, Cancel);

        Assert.Equal(413, (int)response.StatusCode);
        Assert.StartsWith("""{"error":"The body has more than 32 MiB""", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    /// <summary>Path, body, status, and what the message must hold.</summary>
    public static TheoryData<string, string, int, string> Wrong => new()
    {
        { "/v2/models/none/infer", "{}", 404, "No endpoint is called none." },
        { "/v2/models/late/versions/9/infer", Two, 404, "no version 9 loaded; it has 1" },
        { "/v2/models/late/infer", "", 400, "no JSON" },
        { "/v2/models/late/infer", "[]", 400, "no JSON object" },
        { "/v2/models/late/infer", "{}", 400, "no inputs" },
        { "/v2/models/late/infer", """{"inputs":[]}""", 400, "age is missing; expected FP32 [-1, 1]. origin is missing; expected BYTES [-1, 1]. at is missing" },
        { "/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32"}]}""", 400, "inputs[0] has no data." },
        { "/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2]}]}""", 400, "data holds 2 values, but its shape [1, 3] holds 3" },
        { "/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3,4]}]}""", 400, "more values than its shape" },
        { "/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[2,3],"datatype":"FP32","data":[[1,2,3,4],[5,6]]}]}""", 400, "neither flat nor nested" },
        { "/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP64","data":[1,2,3]}]}""", 400, "x is FP64 [1, 3]; expected FP32 [-1, 3]" },
        { "/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP99","data":[1,2,3]}]}""", 400, "FP99 is no datatype" },
        { "/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,1e400]}]}""", 400, "value 2 of data is no FP32" },
        { "/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[0,3],"datatype":"FP32","data":[]}]}""", 400, "no rows" },
        { "/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[9223372036854775807,3],"datatype":"FP32","data":[1]}]}""", 400, "larger than any request" },
        { "/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,NaN]}]}""", 400, "JSON has no NaN" },
        { "/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2""", 400, "ends before it is complete" },
        { "/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}],"outputs":[{"name":"thrice"}]}""", 400, "thrice is no output of this model; it gives twice" },
        { "/v2/models/twice/infer", """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","parameters":{"binary_data_size":12}}]}""", 400, "binary_data_size is 12, but 0 bytes are left" },
        { "/models/late/predict", """{"rows":[{"age":"forty","orgin":"ORD","at":1}]}""", 400, "Row 0: age is not a number. Row 0: orgin is no feature of this model. Did you mean origin? Row 0: origin is missing; expected a text, or null where it is not known." },
        { "/models/late/predict", """{"rows":[]}""", 400, "no rows" },
        { "/models/late/predict", """{"instances":[]}""", 400, "a field instances; expected an object with rows" },
        { "/models/usual/predict", """{"rows":[]}""", 400, "no rows" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_said(string path, string body, int status, string says)
    {
        var (code, answer) = await _host.PostAsync(path, body);

        Assert.Equal(status, code);
        Assert.Contains(says, (string)JsonNode.Parse(answer)!["error"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("forty", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/v2/models/twice/infer", 405, "POST")]
    [InlineData("PUT", "/v2/models/twice/versions/1/infer", 405, "POST")]
    [InlineData("DELETE", "/v2/models/twice", 405, "GET")]
    [InlineData("GET", "/invocations", 405, "POST")]
    [InlineData("GET", "/models/twice/predict", 405, "POST")]
    [InlineData("GET", "/v2/models/twice/config", 404, null)]
    public async Task Another_method_and_another_path_are_refused_in_the_protocols_own_form(string method, string path, int status, string? allowed)
    {
        using var response = await _host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);

        Assert.Equal((status, allowed), ((int)response.StatusCode, response.Content.Headers.Allow.SingleOrDefault()));
        Assert.NotEmpty((string)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error"]!);
    }

    [Theory]
    [InlineData("""{"instances":[[1,2,3]],"inputs":[[1,2,3]]}""", "application/json", 400, "both instances and inputs")]
    [InlineData("""{"instances":[[1,2]]}""", "application/json", 400, "nested as [1, 2]; expected FP32 [-1, 3]")]
    [InlineData("a,b,d\n1,2,3", "text/csv", 400, "d is no feature of this model")]
    [InlineData("a,b,c\n1,2", "text/csv", 400, "Line 2 has 2 values, but 3 columns were named")]
    [InlineData("<x/>", "application/xml", 415, "expected application/json or text/csv")]
    [InlineData("{}", "application/json; charset=latin1", 415, "in UTF-8")]
    public async Task Invocations_refuse_as_MLflow_does(string body, string type, int status, string says)
    {
        var (code, answer) = await _host.PostAsync("/endpoints/twice/invocations", body, type);

        Assert.Equal(status, code);
        Assert.Equal("BAD_REQUEST", (string)JsonNode.Parse(answer)!["error_code"]!);
        Assert.Contains(says, (string)JsonNode.Parse(answer)!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_forms_of_other_servers_are_taken()
    {
        foreach (var body in (string[])["""{"instances":[[1,2,3]]}""", """{"inputs":[[1,2,3]]}""", """{"inputs":{"x":[[1,2,3]]}}""", """{"instances":[{"a":1,"b":2,"c":3}],"params":{"x":1}}"""])
        {
            Assert.Equal((200, """{"predictions":[[2,4,6]]}"""), await _host.PostAsync("/endpoints/twice/invocations", body));
        }

        Assert.Equal((200, """{"predictions":[0.2,0.2]}"""), await _host.PostAsync("/endpoints/usual/invocations", """{"dataframe_records":[{"anything":1},{"anything":2}]}"""));
        Assert.Equal(404, (await _host.PostAsync("/invocations", """{"inputs":[[1,2,3]]}""")).Status);
    }

    /// <summary>Whatever comes, it is answered or refused in the protocol's words; nothing fails inside.</summary>
    [Fact]
    public async Task Damaged_requests_are_refused_and_break_nothing()
    {
        var random = new Random(20261127);
        for (var i = 0; i < 400; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Two);
            for (var times = random.Next(1, 5); times > 0; times--)
            {
                switch (random.Next(4))
                {
                    case 0:
                        bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes = bytes[..random.Next(1, bytes.Length)];
                        break;
                    case 2:
                        var (from, to) = (random.Next(bytes.Length), random.Next(bytes.Length));
                        bytes = [.. bytes[..Math.Min(from, to)], .. bytes[Math.Max(from, to)..], (byte)'}'];
                        break;
                    default:
                        bytes[random.Next(bytes.Length)] = (byte)"[]{}\",:0-"[random.Next(9)];
                        break;
                }
            }

            using var content = new ByteArrayContent(bytes);
            if (random.Next(3) == 0)
            {
                content.Headers.Add("Inference-Header-Content-Length", random.Next(bytes.Length + 2).ToString());
            }

            using var response = await _host.Http.PostAsync("/v2/models/late/infer", content, Cancel);
            var answer = await response.Content.ReadAsStringAsync(Cancel);
            Assert.True((int)response.StatusCode is 200 or 400, $"{(int)response.StatusCode} to {Encoding.UTF8.GetString(bytes)}: {answer}");
        }

        Assert.Equal(200, (await _host.PostAsync("/v2/models/late/infer", Two)).Status);
    }

    private static byte[] Floats(params float[] values)
    {
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), values[i]);
        }

        return bytes;
    }

    private static byte[] Compressed(string encoding, byte[] bytes)
    {
        using var into = new MemoryStream();
        using (Stream packed = encoding == "gzip" ? new GZipStream(into, CompressionLevel.Optimal, leaveOpen: true) : new ZLibStream(into, CompressionLevel.Optimal, leaveOpen: true))
        {
            packed.Write(bytes);
        }

        return into.ToArray();
    }
}
