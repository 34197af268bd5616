using System.Globalization;

namespace Airworthy.Core.Contracts;

/// <summary>The score from which the answer is yes, as the contract says it.</summary>
/// <param name="From">A score in [0, 1].</param>
/// <param name="How">Where it comes from, in words.</param>
public readonly record struct DecisionThreshold(double From, string How)
{
    /// <summary>The declared number, the one with the least cost (<see cref="DecisionCosts.Optimal"/>), or one half.</summary>
    public static DecisionThreshold Of(ProjectContract contract)
    {
        var declared = contract.ErrorCosts?.Threshold;
        return double.TryParse(declared, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new DecisionThreshold(number, "error_costs.threshold")
            : declared == "cost-optimal" && DecisionCosts.Of(contract.ErrorCosts!.Matrix)?.Optimal is { } optimal
                ? new DecisionThreshold(optimal, "the least cost by error_costs.matrix")
                : new DecisionThreshold(0.5, "one half");
    }
}
