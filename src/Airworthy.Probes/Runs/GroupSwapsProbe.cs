using Airworthy.Core.Observations;

namespace Airworthy.Probes.Runs;

/// <summary>Reads from the champion's run what became of its decisions with other groups in the rows.</summary>
public sealed class GroupSwapsProbe : IProbe<GroupSwaps>
{
    public bool IsCostly => true;

    public async Task<Sighting<GroupSwaps>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.Responsibility?.Fairness?.Groups is not { Count: > 0 })
        {
            return new Sighting<GroupSwaps>.NotSeen("responsibility.fairness.groups is missing.", "Write into responsibility.fairness.groups the columns that name groups of people.");
        }

        var (found, because, next) = await MeasuredFeatures.FindAsync(around, cancel);
        return found is not { Kept: var kept, Measured: var measured } ? new Sighting<GroupSwaps>.NotSeen(because, next)
            : new GroupSwaps(kept.Model, kept.Version, kept.Split, TrackedRunsProbe.DaysAgo(around, measured.At), [.. measured.Swaps.Select(s => new SwappedColumn(s.Column, s.Rows, s.Flipped, s.Groups, s.WhyNot))]);
    }
}
