namespace Airworthy.Core.Evaluations;

/// <summary>An evaluation as lines for a terminal.</summary>
public static class EvaluationText
{
    private static readonly string[] s_tooFew = ["–", "–", "too few"];

    public static IEnumerable<string> Of(ModelEvaluation e)
    {
        yield return $"{e.Target} on {e.Split}: {Printed.Count(e.Rows)} rows{(e.Drawn is { } drawn ? $", {Printed.Count(drawn)} of them drawn" : "")}{Classes(e)}";
        if (e.Metrics.FirstOrDefault(m => m.Block is not null) is { } blocked)
        {
            yield return blocked.Block == "query" ? $"Each of the {Printed.Count((long)blocked.Units)} queries counts once." : $"Rows of one {blocked.Block} count as one where they resemble each other ({Printed.Count((long)blocked.Units)} of them).";
        }

        yield return "";
        foreach (var line in Printed.Columns([["metric", "value", $"{Printed.Percent(e.Confidence)} from", "to"], .. e.Metrics.Select(m => (string[])[m.Metric, Printed.Of(m.Value), Printed.Of(m.Low), Printed.Of(m.High)])]))
        {
            yield return line;
        }

        if (e.Claimed is { } claimed)
        {
            yield return "";
            yield return claimed.IsSame
                ? $"The run logged {claimed.Key} {Printed.Of(claimed.Logged)}: its predictions give the same."
                : $"The run logged {claimed.Key} {claimed.Logged.ToString("G7", System.Globalization.CultureInfo.InvariantCulture)}, but its predictions give {claimed.Recomputed.ToString("G7", System.Globalization.CultureInfo.InvariantCulture)}. The logged number is no evidence.";
        }

        foreach (var line in Confusion(e).Concat(Calibration(e)).Concat(Costs(e)).Concat(Slices(e)).Concat(Groups(e)))
        {
            yield return line;
        }

        if (e.Risk is { } risk)
        {
            yield return "";
            yield return $"Surest first: wrong on {Printed.Percent(At(risk, 0.5))} of the surer half, {Printed.Percent(At(risk, 0.9))} of the surest nine tenths, {Printed.Percent(risk.Curve[^1].Risk)} of all.";
        }

        if (e.Residuals is { } residuals)
        {
            yield return "";
            yield return $"Label less prediction: half of the rows between {Printed.Of(residuals.Quantiles.Single(q => q.Share == 0.25).Residual)} and {Printed.Of(residuals.Quantiles.Single(q => q.Share == 0.75).Residual)}, nine tenths between {Printed.Of(residuals.Quantiles.Single(q => q.Share == 0.05).Residual)} and {Printed.Of(residuals.Quantiles.Single(q => q.Share == 0.95).Residual)}.";
        }

        foreach (var note in e.Notes)
        {
            yield return "";
            yield return note;
        }
    }

    public static IEnumerable<string> Of(ModelComparison c)
    {
        yield return $"{c.Answer}: {c.Says}";
        yield return $"Comparison {c.Look} on these rows; its interval has the level {Printed.Percent(c.Gain.Level)}, so that all comparisons together keep the promise of one.";
        if (c.IsWornOut)
        {
            yield return $"More than {ModelComparison.MostLooks} comparisons were made on these rows of {c.Split}: take fresh rows, or let test decide once.";
        }

        if (c.Decisions is { } d)
        {
            yield return $"Decisions: only {c.Before} is right on {Printed.Count(d.OnlyBefore)} rows, only {c.After} on {Printed.Count(d.OnlyAfter)}; so uneven by chance with probability {Printed.Of(d.P)} (McNemar, mid-p).";
        }

        yield return "";
        foreach (var line in Printed.Columns([["metric", c.Before, c.After, "better by", "from", "to"],
            .. c.Others.Select(o => (string[])[o.Metric, Printed.Of(o.Gain.Before), Printed.Of(o.Gain.After), Printed.Of(o.Gain.Gain), Printed.Of(o.Gain.Low), Printed.Of(o.Gain.High)])]))
        {
            yield return line;
        }
    }

    private static string Classes(ModelEvaluation e) => e.Positives is { } positives ? $", {Printed.Percent((double)positives / Math.Max(1, e.Drawn ?? e.Rows))} of them {e.Classes[1]}" : "";

    private static double At(Statistics.Curves.RiskCoverage risk, double coverage) => risk.Curve.First(p => p.Coverage >= coverage).Risk;

    private static IEnumerable<string> Confusion(ModelEvaluation e)
    {
        if (e.Confusion.Count == 0)
        {
            yield break;
        }

        yield return "";
        yield return e.Threshold is { } threshold ? $"Decided at a score of {Printed.Of(threshold)} ({e.ThresholdFrom}); rows are labels, columns answers:" : "Rows are labels, columns answers:";
        foreach (var line in Printed.Columns([["", .. e.Classes], .. e.Confusion.Select((row, i) => (string[])[e.Classes[i], .. row.Select(Printed.Count)])]))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Calibration(ModelEvaluation e)
    {
        if (e.Calibration is not { } c)
        {
            yield break;
        }

        yield return "";
        yield return $"Calibration: the error is {Printed.Of(c.Error)}; right probabilities would give {Printed.Of(c.NullMean)}, and stay below {Printed.Of(c.Null95)} 95 times in 100. Slope {Printed.Of(c.Slope)} (1 is right, less is too sure), Spiegelhalter p {Printed.Of(c.P)}.";
    }

    private static IEnumerable<string> Costs(ModelEvaluation e)
    {
        if (e.Costs is not { } costs)
        {
            yield break;
        }

        yield return "";
        yield return $"1,000 decisions cost {Printed.Of(costs.PerThousand)} {costs.Unit} ({Printed.Of(costs.Within.Low)} to {Printed.Of(costs.Within.High)}){(costs.Fixed is { } nothing ? $"; {costs.FixedAnswer} costs {Printed.Of(nothing)}" : "")}.";
        if (costs.Curve is { } curve)
        {
            yield return $"Cheapest threshold on these rows: {Printed.Of(curve.Cheapest)} ({Printed.Of(curve.CheapestWithin.Low)} to {Printed.Of(curve.CheapestWithin.High)}), {Printed.Of(1000 * curve.Least)} {costs.Unit}; by the costs alone {(costs.Elkan is { } elkan ? Printed.Of(elkan) : "one answer is always cheaper")}. In use: {Printed.Of(curve.InUse)}.";
        }

        foreach (var other in costs.Sensitivity)
        {
            yield return $"  if a miss cost {Printed.Of(other.Times)} times that: cheapest at {Printed.Of(other.Threshold)}, and the threshold in use costs {Printed.Percent(other.Excess)} more";
        }

        if (costs.BreakEvenFalseAlarm is { } alarm)
        {
            yield return $"  the model is worth asking while a false alarm costs less than {Printed.Of(alarm)}{(costs.BreakEvenMiss is { } miss ? $" and a miss less than {Printed.Of(miss)}" : "")} {costs.Unit}";
        }
    }

    private static IEnumerable<string> Slices(ModelEvaluation e)
    {
        if (e.Slices.Count > 0)
        {
            yield return "";
            yield return "Slices of the contract:";
            foreach (var line in Printed.Columns([["slice", "rows", e.Metrics[0].Metric, "from", "to", "bar"],
                .. e.Slices.Select(s => (string[])[s.Name, Printed.Count(s.Rows), .. s.Metric is { } m ? [Printed.Of(m.Value), Printed.Of(m.Low), Printed.Of(m.High), s.Min is { } min ? Printed.Of(min) : "–"] : new[] { "–", "–", "–", s.WhyNot ?? "" }])]))
            {
                yield return line;
            }
        }

        if (e.Hunt is not { } hunt)
        {
            yield break;
        }

        yield return "";
        yield return hunt.Found.Count == 0
            ? $"Searched {Printed.Count(hunt.Tested)} slices along {hunt.Columns} columns: none is worse than the rest by more than chance."
            : $"Searched {Printed.Count(hunt.Tested)} slices along {hunt.Columns} columns by {hunt.Loss}; found on one half of the rows, numbers from the other:";
        if (hunt.Found.Count > 0)
        {
            foreach (var line in Printed.Columns([["slice", "rows", "loss", "elsewhere", "effect", ""],
                .. hunt.Found.Select(f => (string[])[f.Says, Printed.Count(f.Rows), Printed.Of(f.Loss), Printed.Of(f.Elsewhere), Printed.Of(f.Effect), f.IsConfirmed ? "confirmed" : "not confirmed"])]))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Groups(ModelEvaluation e)
    {
        foreach (var column in e.Groups)
        {
            yield return "";
            yield return column.Gap is { } gap
                ? $"{column.Metric} by {column.Column}: {gap.Best} and {gap.Worst} are {Printed.Of(gap.Gap)} apart ({Printed.Of(gap.Low)} to {Printed.Of(gap.High)})."
                : $"{column.Metric} by {column.Column}: fewer than two groups have rows enough.";
            foreach (var line in Printed.Columns([["group", "rows", column.Metric, "from", "to"],
                .. column.Levels.Select(l => (string[])[l.Group, Printed.Count(l.Rows), .. l.Metric is { } m ? [Printed.Of(m.Value), Printed.Of(m.Low), Printed.Of(m.High)] : s_tooFew])]))
            {
                yield return line;
            }
        }
    }
}
