using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.Data;

/// <summary>What the parts of the item share.</summary>
public static partial class DevTestSameDistribution
{
    /// <summary>Rows that each side needs before anything is said.</summary>
    public const long Least = 500;


    /// <summary>Raises the first numeric feature above all its values in a share of the test rows.</summary>
    internal static Defect Raising(Func<DefectSize, double> share) => Defect.Planting(size => $"""
        alter table data alter $feature type double;
        update data set $feature = bounds.most + 0.5 * ($feature - bounds.least)
        from (select max($feature) as most, min($feature) as least from data) as bounds
        where __split = 'test' and hash(data.rowid) % 1000 < {share(size) * 1000:0}
        """);

    private static Verdict? TooFew(long dev, long test, string rows = "rows") => dev >= Least && test >= Least
        ? null
        : Verdict.Unknown($"Dev has {dev:N0} {rows} and test {test:N0}; with fewer than {Least} on a side no difference that matters can be told from chance.", "Make dev and test larger.");

    /// <summary>Whether the contract says that a column is known to move.</summary>
    private static bool IsKnown(ProjectContract contract, string column) => contract.Data?.Split?.KnownShift?.Contains(column) == true;

    /// <summary>The sizes of a shift in words.</summary>
    private static string Measures(Moved moved) =>
        (moved.IsOrdered
            ? $"D = {moved.Shift.Distance:0.000}, W₁ = {moved.Wasserstein:0.00} sd"
            : $"one value moved by {100 * moved.Shift.Distance:0.0} points") + $", PSI {moved.Shift.Psi:0.000}";

    private static string Chance(double p) => p < 1e-6 ? "p < 0.000001" : $"p = {p:0.######}";
}
