using Airworthy.Models.Onnx;
using Airworthy.Serving.Models;

namespace Airworthy.Serving.Tests.Models;

/// <summary>Values are used again from one request to the next: nothing of one may be seen in another.</summary>
public sealed class BoundRunTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_callers_at_once_each_get_the_answer_to_their_own_row()
    {
        using var model = new OnnxModel(TestModels.Matrix(), null);
        await Parallel.ForAsync(0, 8, Cancel, async (caller, cancel) =>
        {
            for (var i = 0; i < 300; i++)
            {
                float[] row = [caller, i, (caller * 1000) + i];
                Assert.Equal(row.Select(v => v * 2), await Ask(model, row, cancel));
            }
        });
    }

    [Fact]
    public async Task An_answer_stays_as_it_was_given()
    {
        using var model = new OnnxModel(TestModels.Matrix(), null);
        await Ask(model, [0, 0, 0], Cancel);
        var first = await Ask(model, [1, 2, 3], Cancel);
        await Ask(model, [7, 8, 9], Cancel);
        Assert.Equal(new[] { 2f, 4f, 6f }, first);
    }

    [Fact]
    public async Task Requests_of_one_row_and_of_several_take_turns()
    {
        using var model = new OnnxModel(TestModels.Matrix(), null);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(new[] { 2f, 4f, 6f }, await Ask(model, [1, 2, 3], Cancel));
            Assert.Equal(new[] { 2f, 4f, 6f, 8f, 10f, 12f }, await Ask(model, [1, 2, 3, 4, 5, 6], Cancel));
        }
    }

    [Fact]
    public async Task Outputs_whose_length_depends_on_the_values_are_whole_every_time()
    {
        var graph = new OnnxGraph();
        graph.Name(graph.Node("Compress", [graph.Input("x", ElementType.Float, 3), graph.Node("Greater", [graph.Node("Reshape", ["x", graph.Constant([-1L], 1)]), graph.Constant([0f], 1)])]), "some");
        graph.Output("some", ElementType.Float, 1);
        using var model = new OnnxModel(graph.ToBytes([]), null);
        foreach (var (row, expected) in new (float[], float[])[] { ([1, 2, 3], [1, 2, 3]), ([4, 5, 6], [4, 5, 6]), ([0, 5, 0], [5]), ([7, 0, 9], [7, 9]), ([1, 2, 3], [1, 2, 3]) })
        {
            Assert.Equal(expected, await Ask(model, row, Cancel));
        }
    }

    [Fact]
    public async Task Texts_are_never_mistaken()
    {
        using var model = new OnnxModel(TestModels.Columns(), null);
        using var again = new OnnxModel(TestModels.Columns(), null);
        foreach (var origin in new[] { "ORD", "DFW", "ORD", "nowhere", "DFW" })
        {
            Assert.Equal(((float[])(await again.AnswerAsync(Row(origin), Cancel))[0].Values)[0], ((float[])(await model.AnswerAsync(Row(origin), Cancel))[0].Values)[0]);
        }

        static Tensor[] Row(string origin) => [new("age", DataType.Fp32, [1, 1], new[] { 30f }), new("origin", DataType.Bytes, [1, 1], new[] { origin }), new("at", DataType.Fp64, [1, 1], new[] { 0.0 })];
    }

    [Fact]
    public async Task One_that_was_told_to_end_spoils_none_behind_it()
    {
        using var model = new OnnxModel(TestModels.Slow(), null);
        var whole = await Age(Cancel);
        for (var i = 0; i < 2; i++)
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Age(soon.Token));
        }

        Assert.Equal(whole, await Age(Cancel));

        async Task<float> Age(CancellationToken cancel) => ((float[])(await model.AnswerAsync([new Tensor("age", DataType.Fp32, [1, 1], new[] { 1f })], cancel))[0].Values)[0];
    }

    private static async Task<float[]> Ask(OnnxModel model, float[] values, CancellationToken cancel) =>
        (float[])(await model.AnswerAsync([new Tensor("x", DataType.Fp32, [values.Length / 3, 3], values)], cancel))[0].Values;
}
