namespace Airworthy.Tracking.Runs;

// Rows as the queries give them.
public sealed partial class RunTableStore
{
    private sealed record TextRow
    {
        public long Run { get; init; }

        public string Key { get; init; } = "";

        public string Value { get; init; } = "";
    }

    private sealed record LatestRow
    {
        public long Run { get; init; }

        public long Key { get; init; }

        public long Step { get; init; }

        public double Value { get; init; }

        public long IsNan { get; init; }
    }

    private sealed record ChildrenRow
    {
        public string Parent { get; init; } = "";

        public long Children { get; init; }
    }

    private sealed record SpanRow
    {
        public long Run { get; init; }

        public long Key { get; init; }

        public double Low { get; init; }

        public double High { get; init; }

        public double Mean { get; init; }

        public long Points { get; init; }

        public long LowStep { get; init; }

        public long HighStep { get; init; }
    }

    private sealed record BandRow
    {
        public string? Name { get; init; }

        public long Count { get; init; }

        public double Mean { get; init; }

        public double Squares { get; init; }

        public double Low { get; init; }

        public double High { get; init; }

        // Rounding can make the difference of equal numbers negative.
        public Band Band => new(Count, Mean, Count < 2 ? null : Math.Sqrt(Math.Max(0, Squares - (Mean * Mean)) * Count / (Count - 1)), Low, High);
    }
}
