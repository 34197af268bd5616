namespace Airworthy.Core.Observations;

/// <summary>How old the rows of the table are by <c>data.time</c>, on a day.</summary>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Timed">Rows with a time.</param>
/// <param name="Older">Rows older than <c>data.privacy.retention_days</c>; 0 when that is not written.</param>
/// <param name="Today">The day it was looked at.</param>
/// <param name="Oldest">The day of the oldest row; null when none has a time.</param>
public sealed record OldRows(long Rows, long Timed, long Older, DateOnly Today, DateOnly? Oldest = null) : Observation
{
    /// <summary>Age of the oldest row in days; 0 when none has a time.</summary>
    public int OldestDays => Oldest is { } day ? Math.Max(0, Today.DayNumber - day.DayNumber) : 0;
}
