using System.Buffers;

using Airworthy.Serving.Models;
using Airworthy.Serving.Protocols.Grpc.Wire;
using Airworthy.Serving.Routing;

using Google.Protobuf;

namespace Airworthy.Serving.Protocols.Grpc;

/// <summary>Writes answers of the Open Inference Protocol v2 over gRPC: as bytes where the request came so, or where an output is FP16, which has no field.</summary>
internal static class GrpcWriting
{
    public static ModelInferResponse Write(InferRequest request, Answered answered)
    {
        var response = new ModelInferResponse { ModelName = answered.Endpoint, ModelVersion = answered.Version, Id = answered.Id };
        response.Parameters.Add("arm", Text(answered.Arm));
        response.Parameters.Add("generation", new InferParameter { Int64Param = answered.Generation });
        response.Parameters.Add("served_by", Text(answered.ServedBy));
        response.Parameters.Add("degraded", new InferParameter { BoolParam = answered.Degraded is not null });
        if (answered.Degraded is { } reason)
        {
            response.Parameters.Add("fallback_reason", Text(reason));
        }

        List<Tensor> told = [.. answered.Outputs.Where(o => request.Outputs is null || answered.Degraded is not null || request.Outputs.Any(w => w.Name == o.Name))];
        var isRaw = request.AllBinary || told.Any(o => o.Type == DataType.Fp16);
        foreach (var output in told)
        {
            var tensor = new ModelInferResponse.Types.InferOutputTensor { Name = output.Name, Datatype = output.Type.Name() };
            tensor.Shape.AddRange(output.Shape);
            if (isRaw)
            {
                var bytes = new ArrayBufferWriter<byte>();
                Elements.Of(output.Type).ToBytes(output.Values, bytes);
                response.RawOutputContents.Add(ByteString.CopyFrom(bytes.WrittenSpan));
            }
            else
            {
                tensor.Contents = Typed(output.Values);
            }

            response.Outputs.Add(tensor);
        }

        return response;
    }

    public static ModelMetadataResponse.Types.TensorMetadata Described(TensorSpec spec)
    {
        var described = new ModelMetadataResponse.Types.TensorMetadata { Name = spec.Name, Datatype = spec.Type.Name() };
        described.Shape.AddRange(spec.Shape);
        return described;
    }

    private static InferTensorContents Typed(Array values)
    {
        var contents = new InferTensorContents();
        switch (values)
        {
            case bool[] truths:
                contents.BoolContents.AddRange(truths);
                break;
            case sbyte[] or short[]:
                contents.IntContents.AddRange(values.Cast<IConvertible>().Select(v => v.ToInt32(null)));
                break;
            case int[] whole:
                contents.IntContents.AddRange(whole);
                break;
            case long[] whole:
                contents.Int64Contents.AddRange(whole);
                break;
            case byte[] or ushort[]:
                contents.UintContents.AddRange(values.Cast<IConvertible>().Select(v => v.ToUInt32(null)));
                break;
            case uint[] whole:
                contents.UintContents.AddRange(whole);
                break;
            case ulong[] whole:
                contents.Uint64Contents.AddRange(whole);
                break;
            case float[] numbers:
                contents.Fp32Contents.AddRange(numbers);
                break;
            case double[] numbers:
                contents.Fp64Contents.AddRange(numbers);
                break;
            case string[] texts:
                contents.BytesContents.AddRange(texts.Select(ByteString.CopyFromUtf8));
                break;
            default:
                throw new System.Diagnostics.UnreachableException(values.GetType().Name);
        }

        return contents;
    }

    private static InferParameter Text(string value) => new() { StringParam = value };

    public static ModelStatistics Told(VersionStats version) => new()
    {
        Name = version.Endpoint,
        Version = version.Version,
        LastInference = (ulong)version.LastInference,
        InferenceCount = (ulong)version.Runs.Rows,
        ExecutionCount = (ulong)version.Runs.Succeeded,
        InferenceStats = new()
        {
            Success = Took(version.Success),
            Fail = Took(version.Fail),
            Queue = Took(version.Queue),
            ComputeInput = Took(default),
            ComputeInfer = Took(version.ComputeInfer),
            ComputeOutput = Took(default),
            CacheHit = Took(default),
        },
    };

    private static StatisticDuration Took(VersionStats.Duration duration) => new() { Count = (ulong)duration.Count, Ns = (ulong)duration.Ns };
}
