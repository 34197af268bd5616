using Airworthy.Core.Statistics;

namespace Airworthy.Pipelines.Load;

/// <summary>How a server answered a load.</summary>
/// <param name="Rate">Requests per second that were sent.</param>
/// <param name="Milliseconds">Of each answered request, from when it was due until its answer was whole.</param>
/// <param name="Failed">Requests without an answer of success.</param>
/// <param name="Why">Of the first of them.</param>
/// <param name="Took">The whole load.</param>
public sealed record LoadResult(double Rate, IReadOnlyList<double> Milliseconds, int Failed, string? Why, TimeSpan Took)
{
    /// <summary>Half of all answers came within this time; NaN without any.</summary>
    public double P50 { get; } = Milliseconds.Count == 0 ? double.NaN : Milliseconds.Order().ElementAt(Milliseconds.Count / 2);

    /// <summary>With its interval of 95 %; null without any answer.</summary>
    public TailTime? P99 { get; } = Milliseconds.Count == 0 ? null : TailTime.Of([.. Milliseconds], 0.95);

    /// <summary>Answers per second.</summary>
    public double Answered => Milliseconds.Count / Took.TotalSeconds;
}
