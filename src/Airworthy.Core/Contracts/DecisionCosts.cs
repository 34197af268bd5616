namespace Airworthy.Core.Contracts;

/// <summary>What the four outcomes of a yes or no cost, in the unit of <c>error_costs</c>.</summary>
/// <param name="TrueYes">Yes, and it was so.</param>
/// <param name="TrueNo">No, and it was not so.</param>
/// <param name="FalseYes">Yes, and it was not so: a false alarm.</param>
/// <param name="FalseNo">No, and it was so: a miss.</param>
public readonly record struct DecisionCosts(double TrueYes, double TrueNo, double FalseYes, double FalseNo)
{
    /// <summary>The score from which yes is cheaper than no, for calibrated scores: (c_FP − c_TN) ⁄ (c_FP − c_TN + c_FN − c_TP); null where one answer is always cheaper.</summary>
    /// <remarks>Source: Elkan (2001), IJCAI 17, 973–978, The Foundations of Cost-Sensitive Learning.</remarks>
    public double? Optimal => FalseYes > TrueNo && FalseYes - TrueNo + FalseNo - TrueYes is > 0 and var all ? Math.Clamp((FalseYes - TrueNo) / all, 0, 1) : null;

    /// <summary>What one answer costs.</summary>
    public double Of(bool isSo, bool yes) => isSo ? (yes ? TrueYes : FalseNo) : yes ? FalseYes : TrueNo;

    /// <summary>The four costs by the names of their cells: <c>false_x</c> goes with <c>true_x</c>, and <c>tp</c>, <c>tn</c>, <c>fp</c>, <c>fn</c> will do; null when they are not four such.</summary>
    public static DecisionCosts? Of(IReadOnlyDictionary<string, double>? cells)
    {
        if (cells is not { Count: 4 })
        {
            return null;
        }

        double? Cell(string name) => cells.TryGetValue(name, out var cost) ? cost : null;
        if (Cell("tp") is { } tp && Cell("tn") is { } tn && Cell("fp") is { } fp && Cell("fn") is { } fn)
        {
            return new DecisionCosts(tp, tn, fp, fn);
        }

        var yes = cells.Keys.FirstOrDefault(k => k.StartsWith("true_", StringComparison.Ordinal) && cells.ContainsKey("false_" + k[5..]));
        var no = cells.Keys.FirstOrDefault(k => k.StartsWith("true_", StringComparison.Ordinal) && k != yes);
        var missed = cells.Keys.FirstOrDefault(k => k != yes && k != no && k != "false_" + yes?[5..]);
        return yes is null || no is null || missed is null ? null : new DecisionCosts(cells[yes], cells[no], cells["false_" + yes[5..]], cells[missed]);
    }
}
