using System.Diagnostics;

using Airworthy.Serving.Models;
using Airworthy.Serving.Monitoring;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Routing;
using Airworthy.Serving.Shadow;
using Airworthy.Serving.Trial;

namespace Airworthy.Serving.Tests.Routing;

public sealed class LoadedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Between taking hold of a version and asking it, another one may have come into force.</summary>
    [Fact]
    public async Task Whoever_holds_a_version_is_answered_after_it_was_replaced()
    {
        var loaded = new Loaded(new Slot("models:/late/1", "sha256:1"), new OnnxModel(TestModels.Matrix(), null), TimeProvider.System);
        Assert.True(loaded.Model.TryHold());
        loaded.Dispose();
        for (var i = 0; i < 3; i++)
        {
            var attempt = await loaded.AskAsync([new Tensor("x", DataType.Fp32, [1, 3], new[] { 1f, 2f, 3f })], TimeSpan.FromSeconds(5), Cancel);
            Assert.Equal((Failure.None, null), (attempt.Failure, attempt.Says));
            Assert.Equal(new[] { 2f, 4f, 6f }, attempt.Outputs![0].Values);
        }

        loaded.Model.Release();
        Assert.False(loaded.Model.TryHold());
    }

    /// <summary>One caller whose values are missing takes the model from nobody else.</summary>
    [Fact]
    public async Task NaN_out_of_NaN_does_not_open_the_circuit_and_NaN_out_of_numbers_does()
    {
        using var loaded = new Loaded(new Slot("models:/late/1", "sha256:1"), new OnnxModel(TestModels.Matrix(), null), TimeProvider.System);
        await AskAsync(float.NaN, Failure.NonFinite, times: 40);
        await AskAsync(1, Failure.None, times: 1);

        using var broken = new Loaded(new Slot("models:/late/2", "sha256:2"), new FaultyModel(new OnnxModel(TestModels.Matrix(), null), Fault.NotFinite), TimeProvider.System);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(Failure.NonFinite, (await broken.AskAsync(Row(1), TimeSpan.FromSeconds(5), Cancel)).Failure);
        }

        Assert.Equal(Failure.Open, (await broken.AskAsync(Row(1), TimeSpan.FromSeconds(5), Cancel)).Failure);

        async Task AskAsync(float first, Failure expected, int times)
        {
            for (var i = 0; i < times; i++)
            {
                Assert.Equal(expected, (await loaded.AskAsync(Row(first), TimeSpan.FromSeconds(5), Cancel)).Failure);
            }
        }

        static IReadOnlyList<Tensor> Row(float first) => [new Tensor("x", DataType.Fp32, [1, 3], new[] { first, 2f, 3f })];
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public async Task Of_those_who_wait_the_first_has_the_next_turn_or_the_newest_where_it_was_said_so(bool newestFirst, int next)
    {
        var model = new HeldModel();
        using var loaded = new Loaded(new Slot("held", null), model, TimeProvider.System, newestFirst);
        var asking = Enumerable.Range(0, Loaded.AtOnce + 3).Select(i => loaded.AskAsync(HeldModel.Row(i), TimeSpan.FromMinutes(5), Cancel).AsTask()).ToList();
        await model.AskedAsync(Loaded.AtOnce);
        Assert.Equal(3, loaded.Waiting);
        model.Go(1);
        await model.AskedAsync(Loaded.AtOnce + 1);
        Assert.Equal(Loaded.AtOnce + next, model.Asked[^1]);
        model.Go(asking.Count);
        Assert.All(await Task.WhenAll(asking), a => Assert.Equal(Failure.None, a.Failure));
    }

    [Fact]
    public async Task A_shadow_leaves_the_cores_to_callers_who_wait_but_for_one_copy_a_second()
    {
        var model = new HeldModel();
        using var live = new Loaded(new Slot("held", null), model, TimeProvider.System);
        using var shadow = new Loaded(new Slot("constant:0.4", null), new ConstantModel(0.4f, null), TimeProvider.System);
        await using var queue = new ShadowQueue(new RequestLog(null, TimeProvider.System));
        var asking = Enumerable.Range(0, Loaded.AtOnce + 1).Select(i => live.AskAsync(HeldModel.Row(i), TimeSpan.FromMinutes(5), Cancel).AsTask()).ToList();
        await model.AskedAsync(Loaded.AtOnce);

        var (tally, began) = (new Tally(), Stopwatch.GetTimestamp());
        queue.Offer(new Copy(new RouteTable("late", 1, live.Slot, "blue"), "r1", shadow, HeldModel.Row(0), new Attempt(null, Failure.None, TimeSpan.Zero), 0.5, TimeSpan.FromMinutes(1), null, tally, Beside: live));
        while (tally[Event.Requests] == 0)
        {
            await Task.Delay(5, Cancel);
        }

        Assert.True(Stopwatch.GetElapsedTime(began).TotalSeconds > 0.95);
        model.Go(asking.Count);
        await Task.WhenAll(asking);
    }

    /// <summary>Keeps whoever asks until it is told to let one go.</summary>
    private sealed class HeldModel : ServedModel
    {
        private readonly SemaphoreSlim _go = new(0);
        private readonly List<int> _asked = [];

        public override Signature Signature { get; } = new([], [], []);

        public override string Platform => "held";

        public IReadOnlyList<int> Asked
        {
            get
            {
                lock (_asked)
                {
                    return [.. _asked];
                }
            }
        }

        public static IReadOnlyList<Tensor> Row(int number) => [new Tensor("x", DataType.Fp32, [1, 1], new[] { (float)number })];

        public void Go(int callers) => _go.Release(callers);

        public async Task AskedAsync(int callers)
        {
            while (Asked.Count < callers)
            {
                await Task.Delay(2, Cancel);
            }
        }

        public override async ValueTask<IReadOnlyList<Tensor>> AnswerAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancel)
        {
            lock (_asked)
            {
                _asked.Add((int)((float[])inputs[0].Values)[0]);
            }

            await _go.WaitAsync(cancel);
            return inputs;
        }

        protected override void Unload() => _go.Dispose();
    }
}
