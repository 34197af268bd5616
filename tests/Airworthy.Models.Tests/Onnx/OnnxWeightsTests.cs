using Airworthy.Models.Onnx;

namespace Airworthy.Models.Tests.Onnx;

public sealed class OnnxWeightsTests
{
    [Theory]
    [InlineData(1f, 0, 0)]
    [InlineData(float.NaN, 1, 0)]
    [InlineData(float.PositiveInfinity, 1, 0)]
    [InlineData(0f, 0, 1)]
    public void Every_number_of_a_model_is_looked_at(float last, long odd, long dead)
    {
        var graph = new OnnxGraph();
        var x = graph.Input("x", ElementType.Float, 2);
        graph.Name(graph.Node("MatMul", [x, graph.Constant([0.5f, 0f, -3f, last], 2, 2)]), "score");
        graph.Output("score", ElementType.Float, 2);

        var seen = OnnxWeights.Of(graph.ToBytes([]))!;

        Assert.Equal((4, odd, 3.0, dead, 2), (seen.Count, seen.NotFinite, seen.MostAbs, seen.Dead, seen.Units));
        Assert.Equal(odd > 0, seen.First is not null);
    }

    [Fact]
    public void What_is_no_ONNX_has_none() => Assert.Null(OnnxWeights.Of([1, 2, 3]));
}
