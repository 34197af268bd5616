using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Costs;
using Airworthy.Core.Statistics.Curves;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Core.Evaluations;

/// <summary>All that predictions and labels of one split tell of a model.</summary>
/// <param name="Target">Whose predictions: a run, a model version, a baseline, a file.</param>
/// <param name="Split">The split.</param>
/// <param name="Rows">Labelled rows of it.</param>
/// <param name="Scale">What the label is.</param>
/// <param name="Classes">Its classes in order; of two the later is the positive one. Empty for numbers.</param>
/// <param name="Confidence">Of all intervals, a share.</param>
/// <param name="Metrics">The contract's metric first, then the usual others that these predictions allow.</param>
public sealed record ModelEvaluation(string Target, string Split, long Rows, MetricScale Scale, IReadOnlyList<string> Classes, double Confidence, IReadOnlyList<Estimate> Metrics)
{
    /// <summary>Rows that were read, where not all were.</summary>
    public long? Drawn { get; init; }

    /// <summary>Rows of the positive class, where there are two.</summary>
    public long? Positives { get; init; }

    /// <summary>From which score on the answer is yes, and where that comes from; null where nothing is decided by it.</summary>
    public double? Threshold { get; init; }

    public string? ThresholdFrom { get; init; }

    /// <summary>What the run said of its metric; null when it is no run, or said nothing.</summary>
    public ClaimedMetric? Claimed { get; init; }

    /// <summary>Rows by label (outer) and answer, in the order of the classes.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Confusion { get; init; } = [];

    public Calibration? Calibration { get; init; }

    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];

    public RiskCoverage? Risk { get; init; }

    public Residuals? Residuals { get; init; }

    public CostResult? Costs { get; init; }

    /// <summary>What <c>metric.limits</c> bounds.</summary>
    public IReadOnlyList<LimitResult> Limits { get; init; } = [];

    /// <summary>The contract's slices.</summary>
    public IReadOnlyList<SliceResult> Slices { get; init; } = [];

    public SliceHunt? Hunt { get; init; }

    /// <summary>Groups whose treatment is compared, by column.</summary>
    public IReadOnlyList<GroupResult> Groups { get; init; } = [];

    /// <summary>What could not be told, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>What was logged and what the predictions give.</summary>
/// <param name="Key">The metric's name in the run.</param>
public sealed record ClaimedMetric(string Key, double Logged, double Recomputed)
{
    /// <summary>Relative difference that is no difference.</summary>
    public const double Tolerated = 1e-6;

    public bool IsSame => Math.Abs(Logged - Recomputed) <= Tolerated * Math.Max(Math.Abs(Logged), Math.Abs(Recomputed));
}

/// <summary>The metric on a slice of the contract.</summary>
/// <param name="Min">Its bar, where the contract has one.</param>
/// <param name="MinRows">Fewer rows are not judged.</param>
/// <param name="WhyNot">Why there is no number.</param>
public sealed record SliceResult(string Name, long Rows, Estimate? Metric, double? Min, int? MinRows, string? WhyNot = null);

/// <summary>The search for slices.</summary>
/// <param name="Loss">What was compared, in words.</param>
/// <param name="Tested">Slices that were tested.</param>
/// <param name="Columns">Columns and times that were combined.</param>
/// <param name="Found">Those that stand out, worst first.</param>
public sealed record SliceHunt(string Loss, int Tested, int Columns, IReadOnlyList<HuntedSlice> Found);

/// <param name="Says">The slice in words.</param>
/// <param name="Where">As SQL, to be declared in the contract.</param>
/// <param name="Loss">Mean loss on it, and elsewhere, on the half of the rows that did not suggest it.</param>
/// <param name="Effect">Cohen's d there.</param>
/// <param name="P">Holm's.</param>
/// <param name="IsConfirmed">Whether it shows there.</param>
/// <param name="IsUnsaid">Whether the loss is larger than the model's own probabilities say; null where they say nothing.</param>
public sealed record HuntedSlice(string Says, string Where, long Rows, double Loss, double Elsewhere, double Effect, double P, bool IsConfirmed, bool? IsUnsaid);

/// <summary>A metric by the groups of one column.</summary>
/// <param name="Gap">Largest difference between two groups with enough rows; null with fewer than two.</param>
public sealed record GroupResult(string Column, string Metric, IReadOnlyList<GroupLevel> Levels, GroupGap? Gap);

/// <param name="Metric">Null where the group has too few rows.</param>
public sealed record GroupLevel(string Group, long Rows, Estimate? Metric);

/// <param name="Low">Lower end of the gap, corrected for the number of pairs that could have been the largest; not below 0.</param>
public sealed record GroupGap(string Best, string Worst, double Gap, double Low, double High);

/// <summary>What the decisions cost.</summary>
/// <param name="Unit">The contract's.</param>
/// <param name="PerThousand">Of 1,000 decisions, with its interval.</param>
public sealed record CostResult(string Unit, double PerThousand, Interval Within)
{
    /// <summary>Of two classes: over all thresholds.</summary>
    public CostCurve? Curve { get; init; }

    /// <summary>The threshold that the costs alone give, for calibrated scores.</summary>
    public double? Elkan { get; init; }

    /// <summary>What the cheapest fixed answer costs per 1,000.</summary>
    public double? Fixed { get; init; }

    /// <summary>What asking the model saves against that answer per 1,000, row by row; below 0 it is dearer.</summary>
    public Interval SavedWithin { get; init; }

    /// <summary>Which it is, in words.</summary>
    public string? FixedAnswer { get; init; }

    /// <summary>What a false alarm, or a miss, would have to cost for the model to be no cheaper than a fixed answer.</summary>
    public double? BreakEvenFalseAlarm { get; init; }

    public double? BreakEvenMiss { get; init; }

    /// <summary>If the cost of a miss were so many times what is said: the threshold by the costs, and what keeping the one in use would cost more, as a share.</summary>
    public IReadOnlyList<CostIf> Sensitivity { get; init; } = [];
}

/// <param name="Times">How many times the cost of a miss.</param>
/// <param name="Threshold">The cheapest one then, on these rows.</param>
/// <param name="Excess">What the threshold in use costs more then, as a share of the least.</param>
public sealed record CostIf(double Times, double Threshold, double Excess);
