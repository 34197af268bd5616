namespace Airworthy.Serving.Monitoring;

/// <summary>What the runs of a version took, since this process began. Times are ticks of 100 ns.</summary>
/// <param name="Rows">Of the runs that gave an answer that counts.</param>
/// <param name="SucceededTicks">Of these runs, from their coming to their answer.</param>
/// <param name="InsideTicks">Of these runs, in the model alone.</param>
/// <param name="Last">When the newest one ended, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> tells; 0: none did.</param>
internal readonly record struct Runs(long Rows, long Succeeded, long SucceededTicks, long InsideTicks, long Failed, long FailedTicks, long Last)
{
    public static Runs operator +(Runs a, Runs b) =>
        new(a.Rows + b.Rows, a.Succeeded + b.Succeeded, a.SucceededTicks + b.SucceededTicks, a.InsideTicks + b.InsideTicks, a.Failed + b.Failed, a.FailedTicks + b.FailedTicks, Math.Max(a.Last, b.Last));
}
