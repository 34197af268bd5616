using Airworthy.Models.Onnx;

namespace ServingBench;

/// <summary>A small network: 30 numbers, layers of 64 and 32, two classes.</summary>
internal static class SmallModel
{
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

    /// <summary>A request of one row, as a client of the Open Inference Protocol writes it.</summary>
    public static string Request(int no)
    {
        var random = new Random(no);
        var row = string.Join(',', Enumerable.Range(0, 30).Select(_ => random.NextDouble().ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)));
        return $$"""{"inputs":[{"name":"x","shape":[1,30],"datatype":"FP32","data":[{{row}}]}]}""";
    }
}
