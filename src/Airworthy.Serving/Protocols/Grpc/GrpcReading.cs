using System.Text;

using Airworthy.Serving.Models;
using Airworthy.Serving.Protocols.Grpc.Wire;

using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Airworthy.Serving.Protocols.Grpc;

/// <summary>Reads an inference request of the Open Inference Protocol v2 over gRPC: all inputs as bytes, or all by the field of their type.</summary>
internal static class GrpcReading
{
    private const int MostTensors = 1000;

    private const long LongestMicroseconds = 3_600_000_000;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="left">What is left of the caller's deadline; null where it set none.</param>
    /// <param name="anything">The model looks at no value, so any inputs will do.</param>
    /// <exception cref="InferenceRefusedException">What is wrong with it.</exception>
    public static InferRequest Read(ModelInferRequest asked, TimeSpan? left, Signature signature, bool anything)
    {
        Need(asked.Inputs.Count > 0, "The request has no inputs.");
        Need(asked.Inputs.Count <= MostTensors && asked.Outputs.Count <= MostTensors, $"More than {MostTensors} inputs or outputs.");
        var isRaw = asked.RawInputContents.Count > 0;
        Need(!isRaw || asked.Inputs.All(i => i.Contents is null), "raw_input_contents and contents may not be mixed: send all inputs the one way or the other.");
        Need(!isRaw || asked.RawInputContents.Count == asked.Inputs.Count, $"raw_input_contents has {asked.RawInputContents.Count} entries for {asked.Inputs.Count} inputs; expected one for each, in their order.");
        var inputs = new Tensor[asked.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = Input(asked.Inputs[i], $"inputs[{i}]", isRaw ? asked.RawInputContents[i] : null);
        }

        var timeout = Timeout(asked.Parameters);
        return new InferRequest(
            asked.Id is { Length: > 0 } id ? id : null,
            anything ? inputs : InferChecks.Ordered(inputs, signature),
            InferChecks.Wanted(asked.Outputs.Count == 0 ? null : [.. asked.Outputs.Select(o => new WantedOutput(o.Name, isRaw))], signature),
            AllBinary: isRaw,
            Affinity(asked.Parameters),
            left is { } l && (timeout is null || l < timeout) ? l : timeout)
        { Subjects = Subject(asked.Parameters) };
    }

    private static Tensor Input(ModelInferRequest.Types.InferInputTensor input, string where, ByteString? raw)
    {
        Need(input.Name.Length is > 0 and <= 4000, $"{where} has no name, or one above 4000 characters.");
        var type = InferChecks.Type(input.Datatype, where);
        Need(input.Shape.Count <= TensorReading.MostLengths && input.Shape.All(l => l >= 0), $"{where}.shape is no list of up to {TensorReading.MostLengths} lengths.");
        long[] shape = [.. input.Shape];
        Array? values;
        if (raw is not null)
        {
            var count = TensorReading.Count(shape, raw.Length);
            values = count < 0 ? null : Elements.Of(type).FromBytes(raw.Span, count);
            Need(values is not null, $"{where}: {raw.Length} bytes of raw_input_contents are not the {type.Name()} of shape {TensorSpec.Text(shape)}.");
        }
        else
        {
            Need(type != DataType.Fp16, $"{where} is FP16, for which contents has no field; send raw_input_contents.");
            Need(input.Contents is not null, $"{where} has neither contents nor raw_input_contents.");
            var (field, held) = Field(type, input.Contents!);
            Need(held == Sum(input.Contents!), $"{where}: contents holds values beside {field}, which is the field of {type.Name()}.");
            Need(held == TensorReading.Count(shape, held), $"{where}: {field} holds {held} values, which are not those of shape {TensorSpec.Text(shape)}.");
            values = Typed(type, input.Contents!);
            Need(values is not null, $"{where}: a value of {field} is no {type.Name()}.");
        }

        return new Tensor(input.Name, type, shape, values!);
    }

    private static (string Name, int Held) Field(DataType type, InferTensorContents contents) => type switch
    {
        DataType.Bool => ("bool_contents", contents.BoolContents.Count),
        DataType.Int8 or DataType.Int16 or DataType.Int32 => ("int_contents", contents.IntContents.Count),
        DataType.Int64 => ("int64_contents", contents.Int64Contents.Count),
        DataType.UInt8 or DataType.UInt16 or DataType.UInt32 => ("uint_contents", contents.UintContents.Count),
        DataType.UInt64 => ("uint64_contents", contents.Uint64Contents.Count),
        DataType.Fp32 => ("fp32_contents", contents.Fp32Contents.Count),
        DataType.Fp64 => ("fp64_contents", contents.Fp64Contents.Count),
        _ => ("bytes_contents", contents.BytesContents.Count),
    };

    private static int Sum(InferTensorContents c) =>
        c.BoolContents.Count + c.IntContents.Count + c.Int64Contents.Count + c.UintContents.Count + c.Uint64Contents.Count + c.Fp32Contents.Count + c.Fp64Contents.Count + c.BytesContents.Count;

    /// <returns>Null: a value is beyond its type, or no valid UTF-8.</returns>
    private static Array? Typed(DataType type, InferTensorContents contents)
    {
        try
        {
            return type switch
            {
                DataType.Bool => contents.BoolContents.ToArray(),
                DataType.Int8 => Narrow(contents.IntContents, v => checked((sbyte)v)),
                DataType.Int16 => Narrow(contents.IntContents, v => checked((short)v)),
                DataType.Int32 => contents.IntContents.ToArray(),
                DataType.Int64 => contents.Int64Contents.ToArray(),
                DataType.UInt8 => Narrow(contents.UintContents, v => checked((byte)v)),
                DataType.UInt16 => Narrow(contents.UintContents, v => checked((ushort)v)),
                DataType.UInt32 => contents.UintContents.ToArray(),
                DataType.UInt64 => contents.Uint64Contents.ToArray(),
                DataType.Fp32 => contents.Fp32Contents.ToArray(),
                DataType.Fp64 => contents.Fp64Contents.ToArray(),
                _ => Narrow(contents.BytesContents, v => s_strict.GetString(v.Span)),
            };
        }
        catch (Exception e) when (e is OverflowException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static TTo[] Narrow<TFrom, TTo>(RepeatedField<TFrom> values, Func<TFrom, TTo> to)
    {
        var narrow = new TTo[values.Count];
        for (var i = 0; i < narrow.Length; i++)
        {
            narrow[i] = to(values[i]);
        }

        return narrow;
    }

    private static TimeSpan? Timeout(MapField<string, InferParameter> parameters)
    {
        if (!parameters.TryGetValue("timeout", out var given))
        {
            return null;
        }

        var microseconds = given.ParameterChoiceCase switch
        {
            InferParameter.ParameterChoiceOneofCase.Int64Param => given.Int64Param,
            InferParameter.ParameterChoiceOneofCase.Uint64Param when given.Uint64Param <= long.MaxValue => (long)given.Uint64Param,
            _ => -1,
        };
        Need(microseconds is >= 0 and <= LongestMicroseconds, $"parameters.timeout is no whole number from 0 to {LongestMicroseconds}.");
        return microseconds == 0 ? null : TimeSpan.FromMicroseconds(microseconds);
    }

    private static string[]? Subject(MapField<string, InferParameter> parameters)
    {
        if (!parameters.TryGetValue("subject", out var given))
        {
            return null;
        }

        Need(given.HasStringParam, "parameters.subject is no text.");
        return [Subjects.Checked(given.StringParam, "parameters.subject")];
    }

    private static string? Affinity(MapField<string, InferParameter> parameters)
    {
        if (!parameters.TryGetValue("affinity", out var given))
        {
            return null;
        }

        Need(given.HasStringParam && given.StringParam.Length <= 512, "parameters.affinity is no text of up to 512 bytes.");
        return given.StringParam;
    }

    private static void Need(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw InferenceRefusedException.Invalid(otherwise);
        }
    }
}
