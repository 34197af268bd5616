using Airworthy.Core.Checklist;

namespace Airworthy.Core.Observations;

/// <summary>By what rows were held out together, so that neighbours never stand on both sides of learning.</summary>
public enum BlockedBy { Nothing, Time, Group }

/// <summary>How well a classifier tells test rows from dev rows that it has not learnt from.</summary>
/// <param name="Sides">Rows there and drawn on each side.</param>
/// <param name="Told">The area it reached.</param>
/// <param name="Placebo">The area it reaches on a question without an answer: odd against even blocks of both splits.</param>
/// <param name="By">What the blocks are made of.</param>
/// <param name="Blocks">Blocks on each side.</param>
/// <param name="Features">What it told them by, strongest first.</param>
/// <param name="Curve">Share of test rows found at 0, 1⁄20, …, 1 of dev rows taken for one.</param>
/// <param name="LeftOut">Columns that it was not shown because their shift is known, or because they cannot be numbers.</param>
/// <param name="Examples">Test rows that it is surest of.</param>
public sealed record SplitClassifier(DrawnSides Sides, AreaFound Told, AreaFound Placebo, BlockedBy By, int Blocks, IReadOnlyList<FeatureGain> Features,
    IReadOnlyList<double>? Curve = null, IReadOnlyList<string>? LeftOut = null, Shown? Examples = null) : Observation;

/// <summary>Rows that each side has, and how many of them were drawn.</summary>
public sealed record DrawnSides(long Dev, long Test, int DevDrawn, int TestDrawn);

/// <param name="Auc">In [0, 1].</param>
/// <param name="Error">Standard error.</param>
public sealed record AreaFound(double Auc, double Error)
{
    /// <summary>The area lies above this 99 times in 100.</summary>
    public double Lower99 => new Statistics.ClusteredArea(Auc, Error).Lower99;
}

/// <param name="Share">Of what all splits gained together, in [0, 1].</param>
public sealed record FeatureGain(string Column, double Share);
