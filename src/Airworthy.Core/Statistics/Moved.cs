using Airworthy.Core.Observations;

namespace Airworthy.Core.Statistics;

/// <summary>How much a shift matters: too little to speak of, worth a note, a concern, or so much that dev and test are not the same.</summary>
public enum ShiftSize { None, Note, Concern, Large }

/// <summary>A column's shift and what it is measured by.</summary>
/// <param name="Wasserstein">Mean distance that values moved, in standard deviations; null for categories.</param>
/// <param name="Adjusted">The p-value among those of all columns compared.</param>
public sealed record Moved(BinnedColumn Column, Shift Shift, double? Wasserstein, double Adjusted = 1)
{
    /// <summary>Share of false alarms that is accepted over all columns compared.</summary>
    public const double FalseAlarms = 0.01;

    /// <summary>Gates for numbers: D, W₁ in standard deviations, corrected index. A shift by a quarter of a standard deviation has D = 0.1, by a half 0.2.</summary>
    public static readonly (double Note, double Concern, double Large) Distance = (0.04, 0.1, 0.2);

    /// <inheritdoc cref="Distance"/>
    public static readonly (double Concern, double Large) Deviations = (0.25, 0.5);

    /// <inheritdoc cref="Distance"/>
    public static readonly (double Concern, double Large) Index = (0.1, 0.25);

    /// <summary>Gates for the share that one category won or lost.</summary>
    public static readonly (double Note, double Concern, double Large) Share = (0.02, 0.05, 0.15);

    public bool IsOrdered => Column.IsOrdered;

    /// <summary>How much it matters, whatever chance says.</summary>
    public ShiftSize Effect =>
        IsOrdered
            ? Shift.Distance > Distance.Large || Wasserstein > Deviations.Large || Shift.Psi > Index.Large ? ShiftSize.Large
            : Shift.Distance > Distance.Concern || Wasserstein > Deviations.Concern || Shift.Psi > Index.Concern ? ShiftSize.Concern
            : Shift.Distance > Distance.Note ? ShiftSize.Note : ShiftSize.None
        : AtLeast(Share.Large) || Shift.Psi > Index.Large ? ShiftSize.Large
        : AtLeast(Share.Concern) || Shift.Psi > Index.Concern ? ShiftSize.Concern
        : Shift.Distance > Share.Note ? ShiftSize.Note : ShiftSize.None;

    /// <summary>How much it matters if it is more than chance.</summary>
    public ShiftSize Size => Adjusted <= FalseAlarms ? Effect : ShiftSize.None;

    /// <summary>The largest of its measures in parts of the gate it would break; 1 is at the gate.</summary>
    public double OfGate => Math.Max(Shift.Psi / Index.Large, IsOrdered
        ? Math.Max(Shift.Distance / Distance.Large, (Wasserstein ?? 0) / Deviations.Large)
        : Shift.Distance / Share.Large);

    /// <summary>Judges columns together. In the order given.</summary>
    public static IReadOnlyList<Moved> Of(IReadOnlyList<BinnedColumn> columns)
    {
        List<Moved> moved = [.. columns.Select(Of)];
        var adjusted = Shift.Adjusted([.. moved.Select(m => m.Shift.P)]);
        return [.. moved.Select((m, i) => m with { Adjusted = adjusted[i] })];
    }

    private static Moved Of(BinnedColumn column)
    {
        long[] dev = [.. column.Dev], test = [.. column.Test];
        if (!column.IsOrdered)
        {
            return new Moved(column, Shift.OfCategories(dev, test), null);
        }

        var spread = Statistics.Wasserstein.Spread(column.DevSd, column.TestSd);
        var distance = Statistics.Wasserstein.OfBins(column.Bounds!, dev.AsSpan(1), test.AsSpan(1));
        return new Moved(column, Shift.OfOrdered(dev, test, hasMissing: true), spread > 0 ? distance / spread : 0);
    }

    // What counts in whole rows may miss a round gate by the last digit.
    private bool AtLeast(double gate) => Shift.Distance >= gate - 1e-12;
}
