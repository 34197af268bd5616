using System.Globalization;
using System.Text;

using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Guards;
using Airworthy.Models.Onnx;
using Airworthy.Serving.Guards;

namespace ServingBench;

/// <summary>A small network: 30 numbers, layers of 64 and 32, two classes.</summary>
internal static class SmallModel
{
    private static readonly string[] s_columns = [.. Enumerable.Range(0, 30).Select(n => $"x{n}")];

    public static byte[] Bytes()
    {
        var random = new Random(1);
        var graph = new OnnxGraph();
        var value = graph.Input("x", ElementType.Float, 30);
        foreach (var (from, to) in ((int, int)[])[(30, 64), (64, 32), (32, 2)])
        {
            var weights = graph.Constant(Enumerable.Range(0, from * to).Select(_ => (float)((random.NextDouble() - 0.5) / Math.Sqrt(from))).ToArray(), from, to);
            value = graph.Node("Add", [graph.Node("MatMul", [value, weights]), graph.Constant(new float[to], to)]);
            value = to == 2 ? graph.Node("Softmax", [value]) : graph.Node("Relu", [value]);
        }

        graph.Name(value, "probabilities");
        graph.Output("probabilities", ElementType.Float, 2);
        return graph.ToBytes([]);
    }

    /// <summary>The names of its columns, as the file <c>MLmodel</c> has them.</summary>
    public static byte[] Descriptor => Encoding.UTF8.GetBytes($"signature:\n  inputs: '[{string.Join(", ", s_columns.Select(c => $$"""{"name": "{{c}}", "type": "double"}"""))}]'\n");

    /// <summary>A range for each column, a distance that one row in 200 like those of training exceeds, sets that hold the truth in 90 of 100 rows, and a band of confidence.</summary>
    public static (GuardTerms Terms, FittedGuards Fitted) Guards()
    {
        var random = new Random(3);
        var schema = new InputSchema(s_columns.ToDictionary(c => c, _ => new InputColumn(Required: true, Low: 0, High: 1)));
        var distance = DistanceFit.Fit([.. s_columns.Select(c => new DistanceColumn(c, null))], Rows(10_000), Rows(10_000), 0.005);
        var coverage = ConformalProfile.Fit([.. Enumerable.Range(0, 10_000).Select(_ => random.NextDouble())], 0.1);
        var fitted = new FittedGuards("trial", "1", "sha256:", DateTimeOffset.UnixEpoch, AnswerKind.Classes, new FittedOn("train", 10_000, "sha256:"), new FittedOn("dev", 10_000, "sha256:"), new GuardProfile(coverage, distance));
        return (new GuardTerms(["schema_error", "missing_required", "out_of_range", "ood", "non_finite", "low_confidence"], 0.5, schema), fitted);

        FloatMatrix Rows(int n) => new(n, s_columns.Length, [.. Enumerable.Range(0, n * s_columns.Length).Select(_ => random.NextSingle())]);
    }

    /// <summary>A request of one row, as a client of the Open Inference Protocol writes it.</summary>
    public static string Request(int no)
    {
        var random = new Random(no);
        var row = string.Join(',', Enumerable.Range(0, 30).Select(_ => random.NextDouble().ToString("0.####", CultureInfo.InvariantCulture)));
        return $$"""{"inputs":[{"name":"x","shape":[1,30],"datatype":"FP32","data":[{{row}}]}]}""";
    }
}
