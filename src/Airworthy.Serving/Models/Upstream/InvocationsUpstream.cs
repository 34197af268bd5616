using System.Text.Json;

namespace Airworthy.Serving.Models.Upstream;

/// <summary>A model behind <c>/invocations</c>, as MLflow's scoring server and SageMaker's containers have it. It takes and gives what a version of the registry does.</summary>
/// <remarks>Source: MLflow, deployment to a REST endpoint: <c>dataframe_split</c> and <c>predictions</c>.</remarks>
internal sealed class InvocationsUpstream(UpstreamHttp http, Uri address, Signature like) : UpstreamModel(http, address, like)
{
    /// <exception cref="NotServableException">That version's rows cannot be sent so.</exception>
    public static void Check(Signature like, string version)
    {
        if (like.Features is null || like.Outputs is not [{ Shape: [-1] or [-1, > 0] }])
        {
            throw new NotServableException($"/invocations takes rows of named features and gives one output per row; {version} does not.");
        }
    }

    protected override ReadOnlyMemory<byte> Ask(Utf8JsonWriter json, IReadOnlyList<Tensor> inputs)
    {
        json.WriteStartObject();
        json.WriteStartObject("dataframe_split");
        json.WriteStartArray("columns");
        foreach (var feature in Signature.Features!)
        {
            json.WriteStringValue(feature.Name);
        }

        json.WriteEndArray();
        json.WriteStartArray("data");
        for (var row = 0; row < inputs[0].Rows; row++)
        {
            json.WriteStartArray();
            foreach (var input in inputs)
            {
                for (var k = 0; k < input.Width; k++)
                {
                    Value(json, input, (row * input.Width) + k);
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        return default;
    }

    protected override IReadOnlyList<Tensor> Read(JsonElement answer, ReadOnlyMemory<byte> raw, int rows)
    {
        var spec = Signature.Outputs[0];
        return [Values(spec, spec.Shape is [_, var width] ? [rows, width] : [rows], answer.GetProperty("predictions"), rows)];
    }
}
