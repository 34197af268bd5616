using Airworthy.Core.Statistics.Sequential;

namespace Airworthy.Core.Tests.Statistics.Sequential;

/// <summary>Two arms that go wrong at steady rates, each on its own; the pairs on which they are alike are leapt over, because nothing happens there.</summary>
internal sealed class Arms(double candidate, double live, Random random)
{
    private readonly double _differ = (candidate * (1 - live)) + (live * (1 - candidate));
    private readonly double _candidateOnly = candidate * (1 - live) / ((candidate * (1 - live)) + (live * (1 - candidate)));

    /// <summary>The counts just before and just after each pair that differs, up to a number of pairs.</summary>
    public IEnumerable<(PairCounts Before, PairCounts After)> Until(long pairs)
    {
        var counts = PairCounts.None;
        while (true)
        {
            var leap = _differ >= 1 ? 0 : (long)(Math.Log(1 - random.NextDouble()) / Math.Log(1 - _differ));
            if (counts.Pairs + leap + 1 > pairs)
            {
                var rest = new PairCounts(pairs, counts.CandidateOnly, counts.LiveOnly);
                yield return (rest, rest);
                yield break;
            }

            var before = new PairCounts(counts.Pairs + leap, counts.CandidateOnly, counts.LiveOnly);
            var isCandidate = random.NextDouble() < _candidateOnly;
            counts = before.With(isCandidate, !isCandidate);
            yield return (before, counts);
        }
    }
}
