using System.Globalization;

using Airworthy.Core.Contracts;

namespace Airworthy.Pipelines.Training;

/// <summary>The days to learn from and to answer, as variables of a command's environment: first and last day as <c>YYYY-MM-DD</c>, both included.</summary>
/// <remarks>Days of test are never told: no training needs them.</remarks>
public static class SplitDays
{
    /// <summary>The variables of a split by time; empty for other splits, none for an end that is open.</summary>
    public static IReadOnlyDictionary<string, string?> Of(Split? split) => split is not { Method: SplitMethod.ByTime } ? new Dictionary<string, string?>() : Of(split.Train, split.Dev);

    /// <summary>The variables of two windows.</summary>
    public static IReadOnlyDictionary<string, string?> Of(Window? train, Window? dev) => new (string Name, DateOnly? Day)[]
    {
        ("AIRWORTHY_TRAIN_FROM", train?.From), ("AIRWORTHY_TRAIN_UNTIL", train?.Until), ("AIRWORTHY_DEV_FROM", dev?.From), ("AIRWORTHY_DEV_UNTIL", dev?.Until),
    }.Where(v => v.Day is not null).ToDictionary(v => v.Name, v => (string?)v.Day!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
