using Airworthy.Core.Statistics;

namespace Airworthy.Core.Evaluations;

/// <summary>What features are worth, as lines for a terminal.</summary>
public static class FeatureValuationText
{
    /// <param name="keep">The smallest gain for which a group is kept (<c>features.keep_if_gain</c>); null where nobody says.</param>
    public static IEnumerable<string> Of(FeatureValuation v, double? keep)
    {
        yield return $"{v.Target} on {v.Split}: {Printed.Count(v.Rows)} rows{(v.Of is { } all ? $", drawn from {Printed.Count(all)}" : "")}, {v.Metric} {Printed.Of(v.Value)} ({v.How}).";
        yield return $"Shuffled: what is lost when the group is dealt out anew among the rows, {v.Repeats} times.{(v.Learnt is { } learnt ? $" Kept: what is gained against the same without it ({learnt}; with all {v.Metric} {Printed.Of(v.LearntValue ?? double.NaN)})." : "")}";
        yield return $"Intervals at {Printed.Percent(v.Confidence)}. Columns whose ranks go together (above {Printed.Of(FeatureGroups.Together)}) are one group.";
        yield return "";
        var hasTimes = v.Groups.Any(g => g.Time is not null);
        var hasSources = v.Groups.Any(g => g.Sources.Count > 0);
        string[] Row(string name, string shuffled, string from, string to, string kept, string keptFrom, string keptTo, string time, string sources) =>
            [name, shuffled, from, to, .. v.Learnt is null ? (string[])[] : [kept, keptFrom, keptTo], .. hasTimes ? (string[])[time] : [], .. hasSources ? (string[])[sources] : []];
        foreach (var line in Printed.Columns([Row("features", "shuffled", "from", "to", "kept", "from", "to", "p99 ms", "source"), .. v.Groups.Select(g => Row(g.Name,
            Printed.Of(g.Shuffled.Gain), Printed.Of(g.Shuffled.Low), Printed.Of(g.Shuffled.High), Printed.Of(g.Kept?.Gain ?? double.NaN), Printed.Of(g.Kept?.Low ?? double.NaN), Printed.Of(g.Kept?.High ?? double.NaN),
            Printed.Of(g.Time?.P99 ?? double.NaN), g.Sources.Count == 0 ? "–" : string.Join(", ", g.Sources)))]))
        {
            yield return line;
        }

        foreach (var line in Judged(v, keep).Concat(v.Notes))
        {
            yield return "";
            yield return line;
        }
    }

    private static IEnumerable<string> Judged(FeatureValuation v, double? keep)
    {
        if (v.Clock is { } clock)
        {
            var times = v.Groups.Select(g => g.Time).OfType<TailTime>().ToList();
            yield return $"{(times.Count > 0 ? $"All groups together {Printed.Of(times.Sum(t => t.P99))} ms at p99. " : "")}{(v.Whole is { } whole ? $"The whole answer to one row {Printed.Of(whole.P99)} ms. " : "")}{clock}";
        }

        if (v.WhyNotLearnt is { } why)
        {
            yield return $"It was not learnt again without its features: {why}.";
        }

        foreach (var swap in v.Swaps)
        {
            yield return swap.WhyNot is { } whyNot ? $"{swap.Column} was not swapped: {whyNot}."
                : $"With another {swap.Column} in the row ({string.Join(", ", swap.Groups ?? [])}) and all else as it is, {Printed.Count(swap.Flipped)} of {Printed.Count(swap.Rows)} decisions are others.";
        }

        if (v.Groups.Where(g => g.Shuffled.Low <= 0).Select(g => g.Name).ToList() is { Count: > 0 } unseen)
        {
            yield return $"Not shown useful by shuffling: {string.Join(", ", unseen)}.";
        }

        var kept = v.Groups.Where(g => g.Kept is not null).ToList();
        if (keep is { } least && kept.Count > 0)
        {
            var below = kept.Where(g => g.Kept!.High < least).Select(g => g.Name).ToList();
            yield return below.Count > 0 ? $"Surely worth less than features.keep_if_gain ({Printed.Of(least)}): {string.Join(", ", below)}." : $"None is surely worth less than features.keep_if_gain ({Printed.Of(least)}).";
        }
        else if (kept.Count > 0)
        {
            yield return "features.keep_if_gain is not set, so nothing is named as too little.";
        }
    }
}
