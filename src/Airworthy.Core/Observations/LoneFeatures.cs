using Airworthy.Core.Checklist;

namespace Airworthy.Core.Observations;

/// <summary>How a label is read: as classes, or as a number.</summary>
public enum LabelScale { Classes, Number }

/// <summary>What each feature alone says of the label, by its value and by being empty.</summary>
/// <param name="Label">The label's name.</param>
/// <param name="Rows">Rows with a label.</param>
/// <param name="Values">Different values of the label.</param>
/// <param name="Rarest">Rows of the class that has fewest, or all rows for a number.</param>
/// <param name="Features">Strongest first.</param>
/// <param name="Together">What the numeric columns say together in a straight line; null for classes.</param>
/// <param name="Examples">The strongest feature's values with the label beside them.</param>
/// <param name="NotTried">Columns that could not be tried alone: too many values, or a kind that has no values to group.</param>
public sealed record LoneFeatures(string Label, LabelScale Scale, long Rows, long Values, long Rarest, IReadOnlyList<LoneFeature> Features,
    LinearTogether? Together = null, Shown? Examples = null, IReadOnlyList<string>? NotTried = null) : Observation
{
    /// <summary>What strength is measured in: <c>AUC</c>, or <c>R²</c> for a number.</summary>
    public string Unit => Scale == LabelScale.Classes ? "AUC" : "R²";
}

/// <param name="Column">The feature.</param>
/// <param name="OfNull">Whether it is the fact of being empty that speaks, not the value.</param>
/// <param name="Strength">AUC in [0.5, 1], of the best class against the rest; for a number R² in [0, 1].</param>
/// <param name="Low">Lower end of the 95 % interval of an AUC; 0 when there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="Class">The class it tells from the rest, when there are more than two.</param>
public sealed record LoneFeature(string Column, double Strength, bool OfNull = false, double Low = 0, double High = 0, string? Class = null)
{
    public string Name => OfNull ? $"{Column} being empty" : Column;
}

/// <param name="R2">R² of the straight-line fit, in [0, 1].</param>
/// <param name="Columns">Those that carry it.</param>
public sealed record LinearTogether(double R2, IReadOnlyList<string> Columns);
