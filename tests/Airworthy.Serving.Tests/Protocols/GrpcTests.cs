using System.Net;
using System.Text.Json.Nodes;

using Airworthy.Serving.Protocols.Grpc;
using Airworthy.Serving.Routing;
using Airworthy.Serving.Tests.Protocols.Wire;

using Google.Protobuf;

using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;

using Microsoft.Extensions.DependencyInjection;

using Server = Airworthy.Serving.Protocols.Grpc.Wire;

namespace Airworthy.Serving.Tests.Protocols;

/// <summary>The Open Inference Protocol over gRPC, spoken by a client made from a copy of its definition.</summary>
public sealed class GrpcTests(ServedModels served) : IClassFixture<ServedModels>
{
    private readonly GatewayHost _host = served.Host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private GRPCInferenceService.GRPCInferenceServiceClient Client => new(Channel);

    private GrpcChannel Channel => GrpcChannel.ForAddress(_host.Grpc);

    [Fact]
    public async Task The_server_and_its_models_say_what_they_are()
    {
        await _host.LookAsync();
        var client = Client;

        Assert.True((await client.ServerLiveAsync(new(), cancellationToken: Cancel)).Live);
        Assert.True((await client.ServerReadyAsync(new(), cancellationToken: Cancel)).Ready);
        Assert.Equal(("airworthy", "0.1.0"), await client.ServerMetadataAsync(new(), cancellationToken: Cancel) is var server ? (server.Name, server.Version) : default);
        Assert.True((await client.ModelReadyAsync(new() { Name = "late", Version = "1" }, cancellationToken: Cancel)).Ready);
        Assert.Equal(
            """{ "name": "late", "versions": [ "1" ], "platform": "onnxruntime_onnx", "inputs": [ { "name": "age", "datatype": "FP32", "shape": [ "-1", "1" ] }, { "name": "origin", "datatype": "BYTES", "shape": [ "-1", "1" ] }, { "name": "at", "datatype": "FP64", "shape": [ "-1", "1" ] } ], "outputs": [ { "name": "score", "datatype": "FP32", "shape": [ "-1", "1" ] } ] }""",
            (await client.ModelMetadataAsync(new() { Name = "late" }, cancellationToken: Cancel)).ToString());
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await new Health.HealthClient(Channel).CheckAsync(new() { Service = "inference.GRPCInferenceService" }, cancellationToken: Cancel)).Status);
    }

    [Fact]
    public async Task Values_by_type_and_as_bytes_get_the_digits_that_HTTP_gives()
    {
        const string Tensors = """{"inputs":[{"name":"age","shape":[2,1],"datatype":"FP32","data":[41,33.1]},{"name":"origin","shape":[2,1],"datatype":"BYTES","data":["ORD",""]},{"name":"at","shape":[2,1],"datatype":"FP64","data":[991398600,991398601]}]}""";
        var expected = JsonNode.Parse((await _host.PostAsync("/v2/models/late/infer", Tensors)).Body)!["outputs"]![0]!["data"]!.AsArray().Select(n => (float)n!).ToArray();

        var typed = await Client.ModelInferAsync(Typed(), cancellationToken: Cancel);
        Assert.Equal(expected, typed.Outputs.Single().Contents.Fp32Contents);
        Assert.Empty(typed.RawOutputContents);

        var asked = Typed();
        asked.RawInputContents.Add(ByteString.CopyFrom([.. BitConverter.GetBytes(41f), .. BitConverter.GetBytes(33.1f)]));
        asked.RawInputContents.Add(ByteString.CopyFrom([3, 0, 0, 0, .. "ORD"u8, 0, 0, 0, 0]));
        asked.RawInputContents.Add(ByteString.CopyFrom([.. BitConverter.GetBytes(991398600d), .. BitConverter.GetBytes(991398601d)]));
        foreach (var input in asked.Inputs)
        {
            input.Contents = null;
        }

        var raw = await Client.ModelInferAsync(asked, cancellationToken: Cancel);
        Assert.Null(raw.Outputs.Single().Contents);
        Assert.Equal(expected.SelectMany(BitConverter.GetBytes), raw.RawOutputContents.Single());
    }

    [Fact]
    public async Task An_answer_names_its_request_and_who_gave_it()
    {
        var asked = Typed();
        asked.Id = "q7";
        asked.Parameters.Add("affinity", new InferParameter { StringParam = "someone" });
        asked.Parameters.Add("timeout", new InferParameter { Int64Param = 5_000_000 });
        asked.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "score" });

        var answer = await Client.ModelInferAsync(asked, cancellationToken: Cancel);

        Assert.Equal(("late", "1", "q7"), (answer.ModelName, answer.ModelVersion, answer.Id));
        Assert.Equal(("models:/late/1", "live", 1, false), (answer.Parameters["served_by"].StringParam, answer.Parameters["arm"].StringParam, answer.Parameters["generation"].Int64Param, answer.Parameters["degraded"].BoolParam));
        Assert.NotEmpty((await Client.ModelInferAsync(Typed(), cancellationToken: Cancel)).Id);
    }

    public static TheoryData<string, Func<ModelInferRequest, ModelInferRequest>, StatusCode, string> Wrong => new()
    {
        { "model", r => With(r, q => q.ModelName = "nobody"), StatusCode.NotFound, "No endpoint is called nobody" },
        { "version", r => With(r, q => q.ModelVersion = "9"), StatusCode.NotFound, "has no version 9 loaded; it has 1" },
        { "mixed", r => With(r, q => q.RawInputContents.Add(ByteString.CopyFrom(new byte[8]))), StatusCode.InvalidArgument, "may not be mixed" },
        { "entries", r => With(r, q => { q.RawInputContents.Add(ByteString.CopyFrom(new byte[8])); Untyped(q); }), StatusCode.InvalidArgument, "raw_input_contents has 1 entries for 3 inputs" },
        { "size", r => With(r, q => { q.RawInputContents.AddRange([ByteString.CopyFrom(new byte[7]), ByteString.Empty, ByteString.Empty]); Untyped(q); }), StatusCode.InvalidArgument, "7 bytes of raw_input_contents are not the FP32 of shape [2, 1]" },
        { "no contents", r => With(r, Untyped), StatusCode.InvalidArgument, "inputs[0] has neither contents nor raw_input_contents" },
        { "other field", r => With(r, q => q.Inputs[0].Contents.Fp64Contents.Add(1)), StatusCode.InvalidArgument, "contents holds values beside fp32_contents" },
        { "too few", r => With(r, q => q.Inputs[0].Contents.Fp32Contents.RemoveAt(0)), StatusCode.InvalidArgument, "fp32_contents holds 1 values, which are not those of shape [2, 1]" },
        { "shape", r => With(r, q => { q.Inputs[0].Shape[0] = long.MaxValue; q.Inputs[0].Shape[1] = 3; }), StatusCode.InvalidArgument, "which are not those of shape" },
        { "half", r => With(r, q => q.Inputs[0].Datatype = "FP16"), StatusCode.InvalidArgument, "FP16, for which contents has no field" },
        { "type", r => With(r, q => q.Inputs[0].Datatype = "FLOAT"), StatusCode.InvalidArgument, "FLOAT is no datatype" },
        { "range", r => With(r, q => { q.Inputs[0].Datatype = "INT8"; q.Inputs[0].Contents = new() { IntContents = { 1, 300 } }; }), StatusCode.InvalidArgument, "a value of int_contents is no INT8" },
        { "signature", r => With(r, q => q.Inputs.RemoveAt(0)), StatusCode.InvalidArgument, "age is missing" },
        { "output", r => With(r, q => q.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "rate" })), StatusCode.InvalidArgument, "rate is no output of this model; it gives score" },
        { "timeout", r => With(r, q => q.Parameters.Add("timeout", new InferParameter { StringParam = "1" })), StatusCode.InvalidArgument, "parameters.timeout is no whole number" },
        { "nothing", _ => new ModelInferRequest { ModelName = "late" }, StatusCode.InvalidArgument, "has no inputs" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_said_by_its_status(string what, Func<ModelInferRequest, ModelInferRequest> spoil, StatusCode status, string says)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Client.ModelInferAsync(spoil(Typed()), cancellationToken: Cancel));

        Assert.True(status == refused.StatusCode, $"{what}: {refused.Status}");
        Assert.Contains(says, refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deadline_that_is_over_gets_no_answer()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Client.ModelInferAsync(Typed(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(-1), cancellationToken: Cancel));
        Assert.Equal(StatusCode.DeadlineExceeded, refused.StatusCode);

        // By the header itself, since a client would not send what is over already: one microsecond.
        using var http = new HttpClient { BaseAddress = new Uri(_host.Grpc) };
        byte[] message = Typed().ToByteArray();
        using var content = new ByteArrayContent([0, .. BitConverter.GetBytes(IPAddress.HostToNetworkOrder(message.Length)), .. message]);
        content.Headers.ContentType = new("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/inference.GRPCInferenceService/ModelInfer") { Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("grpc-timeout", "1u");
        request.Headers.Add("TE", "trailers");
        using var response = await http.SendAsync(request, Cancel);
        _ = await response.Content.ReadAsByteArrayAsync(Cancel);
        Assert.True(response.Headers.TryGetValues("grpc-status", out var status) || response.TrailingHeaders.TryGetValues("grpc-status", out status), $"{response} {response.TrailingHeaders}");
        Assert.Equal("4", status.Single());
    }

    [Fact]
    public async Task A_message_may_be_as_large_as_a_body_and_no_larger()
    {
        static ModelInferRequest Rows(int rows)
        {
            var asked = new ModelInferRequest { ModelName = "twice", Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "FP32", Shape = { rows, 3 } } } };
            asked.RawInputContents.Add(UnsafeByteOperations.UnsafeWrap(new byte[rows * 12]));
            return asked;
        }

        using var channel = GrpcChannel.ForAddress(_host.Grpc, new() { MaxReceiveMessageSize = null });
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        Assert.Equal(2_700_000, (await client.ModelInferAsync(Rows(2_700_000), cancellationToken: Cancel)).Outputs.Single().Shape[0]);
        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(Rows(2_800_000), cancellationToken: Cancel))).StatusCode);
    }

    [Fact]
    public void The_shorter_of_deadline_and_parameter_is_the_limit()
    {
        var model = _host.Things.GetRequiredService<Gateway>().RouteOf("late").Live.Model.Signature;
        var asked = new Server.ModelInferRequest();
        asked.MergeFrom(Typed().ToByteArray());
        asked.Parameters.Add("timeout", new Server.InferParameter { Int64Param = 2_000_000 });

        Assert.Equal(TimeSpan.FromSeconds(1), GrpcReading.Read(asked, TimeSpan.FromSeconds(1), model, anything: false).Timeout);
        Assert.Equal(TimeSpan.FromSeconds(2), GrpcReading.Read(asked, TimeSpan.FromSeconds(3), model, anything: false).Timeout);
        Assert.Equal(TimeSpan.FromSeconds(2), GrpcReading.Read(asked, left: null, model, anything: false).Timeout);
    }

    [Fact]
    public async Task Its_calls_can_be_asked_for_and_its_port_answers_nothing_else()
    {
        using var channel = Channel;
        using var asking = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(cancellationToken: Cancel);
        await asking.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Cancel);
        Assert.True(await asking.ResponseStream.MoveNext(Cancel));
        Assert.Contains("inference.GRPCInferenceService", asking.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name));
        await asking.RequestStream.CompleteAsync();

        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await http.GetAsync(_host.Grpc + "/api/2.0/mlflow/experiments/get?experiment_id=0", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Who_asks_more_than_the_quota_is_told_when_to_come_again()
    {
        await using var small = await GatewayHost.StartAsync(options: new() { Quota = 1 });
        using var channel = GrpcChannel.ForAddress(small.Grpc);
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(Typed(), cancellationToken: Cancel))).StatusCode);

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(Typed(), cancellationToken: Cancel));
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Contains("More than 1 requests for predictions per second", refused.Status.Detail, StringComparison.Ordinal);
    }

    private static ModelInferRequest Typed() => new()
    {
        ModelName = "late",
        Inputs =
        {
            new ModelInferRequest.Types.InferInputTensor { Name = "age", Datatype = "FP32", Shape = { 2, 1 }, Contents = new() { Fp32Contents = { 41f, 33.1f } } },
            new ModelInferRequest.Types.InferInputTensor { Name = "origin", Datatype = "BYTES", Shape = { 2, 1 }, Contents = new() { BytesContents = { ByteString.CopyFromUtf8("ORD"), ByteString.Empty } } },
            new ModelInferRequest.Types.InferInputTensor { Name = "at", Datatype = "FP64", Shape = { 2, 1 }, Contents = new() { Fp64Contents = { 991398600d, 991398601d } } },
        },
    };

    private static ModelInferRequest With(ModelInferRequest request, Action<ModelInferRequest> change)
    {
        change(request);
        return request;
    }

    private static void Untyped(ModelInferRequest request)
    {
        foreach (var input in request.Inputs)
        {
            input.Contents = null;
        }
    }
}
