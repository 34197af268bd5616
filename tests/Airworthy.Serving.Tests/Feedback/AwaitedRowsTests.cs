using Airworthy.Serving.Feedback;

namespace Airworthy.Serving.Tests.Feedback;

public sealed class AwaitedRowsTests
{
    [Fact]
    public void TheOldestIsForgottenAndTheFirstTruthCounts()
    {
        var rows = new AwaitedRows<string>(most: 3);
        foreach (var (id, row, known) in new[] { ("a", 0, "one"), ("a", 1, "two"), ("a", 1, "another"), ("b", 0, "three"), ("c", 0, "four") })
        {
            rows.Add(id, row, known);
        }

        Assert.False(rows.TryTake("a", 0, out _));
        Assert.True(rows.TryTake("a", 1, out var two));
        Assert.Equal("two", two);
        Assert.False(rows.TryTake("a", 1, out _));
        Assert.True(rows.TryTake("b", 0, out var three));
        Assert.Equal("three", three);
    }
}
