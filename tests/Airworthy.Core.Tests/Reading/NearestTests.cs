using Airworthy.Core.Reading;

namespace Airworthy.Core.Tests.Reading;

public sealed class NearestTests
{
    [Theory]
    [InlineData("latencey_ms", "latency_ms")]
    [InlineData("lable", "label")]
    [InlineData("quarterly", null)]
    public void A_slip_finds_the_word_that_was_meant(string written, string? meant) =>
        Assert.Equal(meant, Nearest.To(written, ["latency_ms", "label", "memory_mb"]));
}
