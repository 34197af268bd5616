using Airworthy.Core.Contracts;

namespace Airworthy.Data.Splits;

/// <summary>Cuts days into windows that follow each other with a gap.</summary>
public static class SplitWindows
{
    /// <summary>Two or three windows whose rows come as close to the shares as whole days allow.</summary>
    /// <param name="days">Days with rows, ascending, and how many.</param>
    /// <param name="shares">Of train, dev and test, or of train and one more; they sum to 1. Train has its share of all rows, the others share what the gaps leave.</param>
    /// <param name="gap">Whole days without rows between two windows, ≥ 0.</param>
    /// <param name="from">The first day that counts; open when it is null.</param>
    /// <param name="until">The last day that counts, which ends the last window; the last day with rows when it is null, so that later rows never slip in.</param>
    /// <exception cref="TableException">No windows leave each split a row.</exception>
    public static IReadOnlyList<Window> Propose(IReadOnlyList<(DateOnly Day, long Rows)> days, IReadOnlyList<double> shares, int gap, DateOnly? from, DateOnly? until)
    {
        var used = days.Where(d => !(d.Day < from) && !(d.Day > until)).ToList();
        var last = until ?? (used.Count == 0 ? default : used[^1].Day);
        var starts = used.Select(d => d.Day).ToList();
        var before = new long[used.Count + 1];
        for (var i = 0; i < used.Count; i++)
        {
            before[i + 1] = before[i] + used[i].Rows;
        }

        // Rows before a day.
        long Before(DateOnly day) => before[starts.BinarySearch(day) is var at && at < 0 ? ~at : at];
        var total = before[^1];
        var cut = starts.Skip(1).OrderBy(d => Math.Abs(Before(d) - (shares[0] * total))).ThenBy(d => d).Cast<DateOnly?>().FirstOrDefault();
        var second = cut?.AddDays(gap);
        Window train = new() { From = from, Until = cut?.AddDays(-1) };
        if (shares.Count == 2 && second is { } begins && total - Before(begins) > 0)
        {
            return [train, new Window { From = begins, Until = last }];
        }

        if (shares.Count == 3 && second is { } dev)
        {
            var share = shares[1] / (shares[1] + shares[2]);
            var best = starts.Where(d => d > dev)
                .Select(d => (Day: d, Dev: Before(d) - Before(dev), Test: total - Before(d.AddDays(gap))))
                .Where(c => c is { Dev: > 0, Test: > 0 })
                .OrderBy(c => Math.Abs(c.Dev - (share * (c.Dev + c.Test)))).ThenBy(c => c.Day)
                .Select(c => (DateOnly?)c.Day).FirstOrDefault();
            if (best is { } ends)
            {
                return [train, new Window { From = dev, Until = ends.AddDays(-1) }, new Window { From = ends.AddDays(gap), Until = last }];
            }
        }

        throw new TableException(
            used.Count == 0 ? "No row lies between the first and the last day." : $"The {used.Count:N0} days with rows from {used[0].Day:yyyy-MM-dd} to {used[^1].Day:yyyy-MM-dd} leave no row for a split when {gap:N0} days lie between two of them.",
            "Make the gap shorter, or the shares more even.");
    }
}
