using System.Globalization;

namespace Airworthy.Core.Contracts;

/// <summary>The score from which the answer is yes, as the contract says it.</summary>
/// <param name="From">A score in [0, 1].</param>
/// <param name="How">Where it comes from, in words.</param>
public readonly record struct DecisionThreshold(double From, string How)
{
    /// <summary>The declared number, the one with the least cost, or one half.</summary>
    /// <remarks>
    /// For calibrated scores the least cost is at τ = (c_FP − c_TN) ⁄ (c_FP − c_TN + c_FN − c_TP).
    /// <para>Source: Elkan (2001), IJCAI 17, 973–978, The Foundations of Cost-Sensitive Learning.</para>
    /// </remarks>
    public static DecisionThreshold Of(ProjectContract contract)
    {
        var declared = contract.ErrorCosts?.Threshold;
        return double.TryParse(declared, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new DecisionThreshold(number, "error_costs.threshold")
            : declared == "cost-optimal" && Costs(contract.ErrorCosts!.Matrix) is { } c && c.FalseYes - c.TrueNo + c.FalseNo - c.TrueYes is > 0 and var all && c.FalseYes > c.TrueNo
                ? new DecisionThreshold(Math.Clamp((c.FalseYes - c.TrueNo) / all, 0, 1), "the least cost by error_costs.matrix")
                : new DecisionThreshold(0.5, "one half");
    }

    /// <summary>The four costs of two classes by the names of their cells: <c>false_x</c> goes with <c>true_x</c>.</summary>
    private static (double TrueYes, double TrueNo, double FalseYes, double FalseNo)? Costs(IReadOnlyDictionary<string, double>? cells)
    {
        if (cells is not { Count: 4 })
        {
            return null;
        }

        double? Of(string name) => cells.TryGetValue(name, out var cost) ? cost : null;
        if (Of("tp") is { } tp && Of("tn") is { } tn && Of("fp") is { } fp && Of("fn") is { } fn)
        {
            return (tp, tn, fp, fn);
        }

        var yes = cells.Keys.FirstOrDefault(k => k.StartsWith("true_", StringComparison.Ordinal) && cells.ContainsKey("false_" + k[5..]));
        var no = cells.Keys.FirstOrDefault(k => k.StartsWith("true_", StringComparison.Ordinal) && k != yes);
        var missed = cells.Keys.FirstOrDefault(k => k != yes && k != no && k != "false_" + yes?[5..]);
        return yes is null || no is null || missed is null ? null : (cells[yes], cells[no], cells["false_" + yes[5..]], cells[missed]);
    }
}
