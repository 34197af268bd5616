namespace Airworthy.Core.Observations;

/// <summary>What each group of features was seen to be worth to the champion, and what it costs, by <c>airworthy evaluate --importance</c>.</summary>
/// <param name="Model">The registered model.</param>
/// <param name="Version">The version that carries the alias champion.</param>
/// <param name="Metric">What gains are measured in.</param>
/// <param name="Split">The rows they were measured on.</param>
/// <param name="DaysAgo">When.</param>
/// <param name="Groups">Columns that carry the same information are one group.</param>
/// <param name="WhyNotKept">Why the model was not learnt again without some group; null where it was.</param>
/// <param name="WholeMs">Milliseconds of a whole answer to one row at p99; null where they were not measured.</param>
public sealed record FeatureWorth(string Model, string Version, string Metric, string Split, int DaysAgo, IReadOnlyList<WorthOfGroup> Groups, string? WhyNotKept = null, TimeWithin? WholeMs = null) : Observation;

/// <param name="Columns">Of the table.</param>
/// <param name="Shuffled">What is lost when the group is dealt out anew among the rows, in points of the metric.</param>
/// <param name="Kept">What is gained against the same model learnt without the group; null where that was not tried.</param>
/// <param name="Ms">Milliseconds to make the group's numbers for one row at p99; null where they were not measured apart.</param>
/// <param name="Sources">Where the columns come from, by the schema.</param>
public sealed record WorthOfGroup(IReadOnlyList<string> Columns, WorthWithin Shuffled, WorthWithin? Kept = null, TimeWithin? Ms = null, IReadOnlyList<string>? Sources = null)
{
    /// <summary>The columns as one text.</summary>
    public string Name => string.Join(" + ", Columns);
}

/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
public sealed record WorthWithin(double Gain, double Low, double High);

/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
public sealed record TimeWithin(double P99, double Low, double High);
