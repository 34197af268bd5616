using System.Globalization;

using Airworthy.Core.Contracts;

namespace Airworthy.Core.Evaluations;

/// <summary>What age costs, as lines for a terminal.</summary>
public static class StalenessText
{
    /// <param name="freshness">What the contract allows; null where it does not say.</param>
    public static IEnumerable<string> Of(MeasuredStaleness s, Freshness? freshness)
    {
        yield return $"{s.Target}: trained at {s.Trainings.Count} past cut-offs on the {s.TrainDays} days before each ({s.Learner}), and asked for later windows of {s.WindowDays} {(s.WindowDays == 1 ? "day" : "days")}; {Printed.Count(s.Rows)} rows.";
        yield return "";
        // A triangle: each training from its cut-off on, and at the foot of each column the one that was fresh there.
        yield return $"{s.Metric} of each training on each window, by the window's first day; the lowest number of a column is the fresh model's:";
        foreach (var line in Printed.Columns([["learnt until", .. FirstDays(s).Select(Day)],
            .. s.Trainings.Index().Select(t => (string[])[Day(t.Item.Until), .. Enumerable.Repeat("", t.Index), Printed.Of(t.Item.Fresh), .. FirstDays(s).Skip(t.Index + 1).Select(d => Printed.Of(t.Item.Later.FirstOrDefault(w => w.From == d)?.Old ?? double.NaN))])]))
        {
            yield return line;
        }

        yield return "";
        yield return $"Points of {s.Metric} lost against a fresh model on the same rows, with intervals that hold at 95 % for all ages together:";
        foreach (var line in Printed.Columns([["age in days", "lost", "from", "to", "windows"],
            .. s.Ages.Select(a => (string[])[a.Days.ToString("0.#", CultureInfo.InvariantCulture), Printed.Of(a.Gap), Printed.Of(a.Low), Printed.Of(a.High), a.Pairs.ToString(CultureInfo.InvariantCulture)])]))
        {
            yield return line;
        }

        yield return $"That is {Printed.Of(s.Slope)} per 30 days.";
        yield return "";
        foreach (var line in Advice(s, freshness))
        {
            yield return line;
        }
    }

    /// <summary>How often to train again.</summary>
    private static IEnumerable<string> Advice(MeasuredStaleness s, Freshness? freshness)
    {
        if (freshness?.ToleratedLoss is not { } tolerated)
        {
            yield return "freshness.tolerated_loss is not set, so nobody knows which loss is too much. Set it, and this tells how often to train again.";
            yield break;
        }

        var (kept, lost, oldest, allowed) = (s.Kept(tolerated), s.Lost(tolerated), s.Ages[^1], s.AllowedDays(tolerated));
        yield return lost is not null ? $"More than {Printed.Of(tolerated)} is surely lost at {Days(lost.Days)}: train again at least every {Days(allowed)}{(lost == s.Ages[0] ? ", if not more often: no shorter age was seen" : "")}."
            : kept == oldest ? $"No more than {Printed.Of(tolerated)} is lost up to {Days(oldest.Days)}, the oldest age that history shows: there is no need to train more often than that."
            : $"Nowhere is more than {Printed.Of(tolerated)} surely lost up to {Days(oldest.Days)}, the oldest age that history shows; {(kept is null ? "at no age is it sure that less is lost" : $"that less is lost is sure up to {Days(kept.Days)}")}. More history would tell more.";
        foreach (var (field, days) in new[] { ("freshness.retrain_every_days", freshness.RetrainEveryDays), ("freshness.max_age_days", freshness.MaxAgeDays) })
        {
            if (lost is not null && days > allowed)
            {
                yield return $"{field} is {days.Value.ToString("0.##", CultureInfo.InvariantCulture)}: lower it to {Days(allowed)}, or tolerate more.";
            }
        }
    }

    /// <summary>The first day of each window behind the first cut-off.</summary>
    private static IEnumerable<DateOnly> FirstDays(MeasuredStaleness s) => Enumerable.Range(0, s.Trainings.Count).Select(w => s.Trainings[0].From.AddDays(s.TrainDays + (w * s.WindowDays)));

    private static string Days(double days) => $"{days.ToString("0.#", CultureInfo.InvariantCulture)} {(days == 1 ? "day" : "days")}";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
