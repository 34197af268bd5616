namespace Airworthy.Cli;

/// <summary>A clock that says what <c>--now</c> says; its stopwatch runs on.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
