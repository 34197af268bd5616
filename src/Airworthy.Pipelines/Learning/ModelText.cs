using System.Globalization;
using System.Text.Json.Nodes;

using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;

namespace Airworthy.Pipelines.Learning;

/// <summary>What is written about a model beside it and in it.</summary>
public static class ModelText
{
    /// <summary>Kept inside the model's file.</summary>
    public static IEnumerable<KeyValuePair<string, string>> About(string project, string name, LearningTask task) =>
    [
        new("project", project), new("name", name), new("scale", task.Scale.ToString()), new("classes", new JsonArray([.. task.Classes.Select(c => (JsonNode)c)]).ToJsonString()),
    ];

    /// <summary>The file <c>MLmodel</c>: which columns the model takes, and what it answers.</summary>
    /// <remarks>Source: the MLflow documentation, "MLflow Models", storage format and signature.</remarks>
    public static string Descriptor(ExportedModel model, LearningTask task, string runId, DateTimeOffset at)
    {
        static JsonNode Column(string name, string type) => new JsonObject { ["type"] = type, ["name"] = name, ["required"] = true };
        var inputs = new JsonArray([.. model.Encoder.Encodings.Select(e => Column(e.Column, e switch { Encoding.Rates => "string", Encoding.HourAndWeekday => "double", _ => "float" }))]);
        var outputs = new JsonArray(new JsonObject
        {
            ["type"] = "tensor",
            ["tensor-spec"] = new JsonObject { ["dtype"] = "float32", ["shape"] = new JsonArray(-1, task.AnswerColumns.Count) },
            ["name"] = model.Output,
        });
        return string.Create(CultureInfo.InvariantCulture, $"""
            flavors:
              onnx:
                data: model.onnx
                onnx_version: 1.12.0
                providers:
                - CPUExecutionProvider
            metadata:
              airworthy: {Quoted(new JsonObject { ["scale"] = task.Scale.ToString(), ["classes"] = new JsonArray([.. task.Classes.Select(c => (JsonNode)c)]) })}
            model_size_bytes: {model.Bytes.Length}
            run_id: {runId}
            signature:
              inputs: {Quoted(inputs)}
              outputs: {Quoted(outputs)}
            utc_time_created: '{at.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'

            """);
    }

    /// <summary>As a text in YAML, in which a single quote stands twice.</summary>
    private static string Quoted(JsonNode node) => $"'{node.ToJsonString().Replace("'", "''", StringComparison.Ordinal)}'";
}
