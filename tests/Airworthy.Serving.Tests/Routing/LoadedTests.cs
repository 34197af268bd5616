using Airworthy.Serving.Models;
using Airworthy.Serving.Routing;

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
}
