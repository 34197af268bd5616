using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;

namespace Airworthy.Serving.Tests;

/// <summary>Small ONNX models, written by the project's own writer.</summary>
internal static class TestModels
{
    /// <summary>Takes age FP32, origin BYTES, at FP64 (a time), each [-1, 1]; gives score FP32 [-1, 1], a probability.</summary>
    /// <param name="bias">Of the sum below the sigmoid.</param>
    public static byte[] Columns(double bias = -2) => OnnxWriter.Write(
        new Encoder([new Encoding.AsItIs("age"), new Encoding.Rates("origin", new Dictionary<string, float[]> { ["ORD"] = [0.3f], ["DFW"] = [0.1f] }, [0.2f]), new Encoding.HourAndWeekday("at")]),
        new Formula.Linear([0, 0, 0, 0], [1, 1, 1, 1], [[0.03, 2, 0.05, 0.01]], [bias], Link.Sigmoid), 1, []);

    /// <summary>Takes what <see cref="Columns"/> takes, and answers NaN from an age of 1000 on.</summary>
    public static byte[] Broken()
    {
        var graph = new OnnxGraph();
        var age = graph.Input("age", ElementType.Float);
        graph.Input("origin", ElementType.String);
        graph.Input("at", ElementType.Double);
        var negative = graph.Node("Sub", [graph.Constant([1000f], 1), age]);
        graph.Name(graph.Node("Mul", [graph.Node("Log", [negative]), graph.Constant([0.01f], 1)]), "score");
        graph.Output("score", ElementType.Float, 1);
        return graph.ToBytes([]);
    }

    /// <summary>Takes x FP32 [-1, 3] and gives its double.</summary>
    public static byte[] Matrix()
    {
        var graph = new OnnxGraph();
        var x = graph.Input("x", ElementType.Float, 3);
        graph.Name(graph.Node("Add", [x, x]), "twice");
        graph.Output("twice", ElementType.Float, 3);
        return graph.ToBytes([]);
    }

    /// <summary>Takes x FP32 [-1, 3] and gives it again, with 60 MB of numbers beside it that it needs for nothing.</summary>
    public static byte[] Large()
    {
        const int Numbers = 15_000_000;
        var graph = new OnnxGraph();
        var x = graph.Input("x", ElementType.Float, 3);
        var many = graph.Constant(Enumerable.Range(0, Numbers).Select(i => i * 1e-9f).ToArray(), Numbers / 3, 3);
        graph.Name(graph.Node("Add", [x, graph.Node("Mul", [graph.Node("ReduceMean", [graph.Node("Mul", [many, graph.Node("ReduceMean", [x])])]), graph.Constant([0f], 1)])]), "twice");
        graph.Output("twice", ElementType.Float, 3);
        return graph.ToBytes([]);
    }

    /// <summary>Takes age FP32 [-1, 1] and gives a probability after a second or more of work in many nodes.</summary>
    public static byte[] Slow()
    {
        const int Side = 700, Nodes = 120;
        var graph = new OnnxGraph();
        var age = graph.Input("age", ElementType.Float);
        var weights = graph.Constant(Enumerable.Repeat(1f / Side, Side * Side).ToArray(), Side, Side);
        var sum = graph.Node("Add", [weights, graph.Node("ReduceMean", [age])]);
        for (var i = 0; i < Nodes; i++)
        {
            sum = graph.Node("MatMul", [sum, weights]);
        }

        graph.Name(graph.Node("Sigmoid", [graph.Node("Add", [age, graph.Node("Mul", [graph.Node("ReduceMean", [sum]), graph.Constant([0f], 1)])])]), "score");
        graph.Output("score", ElementType.Float, 1);
        return graph.ToBytes([]);
    }
}
