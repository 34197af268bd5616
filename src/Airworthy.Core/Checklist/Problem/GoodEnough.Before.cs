using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class GoodEnough
{
    public sealed class Before : ICheck<BarHistory, RankedRuns>
    {
        /// <summary>Days after a run that missed the bar in which nobody lowers it alone.</summary>
        public const int Days = 30;

        private const double Planted = 0.001;

        /// <summary>A bar that was set long after every run.</summary>
        public Defect Defect => new Defect.Seen("a copy has no runs, and the history of the project is not written anew", new BarHistory([new BarChange("d411d411", "nobody", new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero), Planted)]))
        {
            Fields = Defect.Promising(("metric.good_enough", "0.001"), ("metric.direction", "up"), ("metric.target", "0.9")).Fields,
        };

        public Verdict Judge(ProjectContract contract, BarHistory first, RankedRuns second)
        {
            if (Promised.Lacks(contract, "metric.name", "metric.direction", "metric.good_enough") is { } lacks)
            {
                return lacks;
            }

            var (bar, isDown) = (contract.Metric!.GoodEnough!.Value, contract.Metric.Direction == Direction.Down);
            if (first.Changes is not [var set, ..] || first.Changes[^1].Value != bar)
            {
                return Verdict.Unknown(first.Changes is [.., var newest] ? $"The bar is {bar:0.0###} here and {newest.Value:0.0###} in the newest commit." : $"No commit holds the bar of {second.Metric}.", "Commit airworthy.yaml before the next run.");
            }

            bool Reaches(double value, double of) => isDown ? value <= of : value >= of;
            var reached = second.Runs.FirstOrDefault(r => Reaches(r.Value, bar));
            // A bar that came late is mended by one that no run has reached yet.
            var late = reached is null || first.Changes[^1].At < reached.At ? null : second.Runs.FirstOrDefault(r => r.At < set.At && Reaches(r.Value, set.Value));
            var lowered = first.Changes.Zip(first.Changes.Skip(1)).Where(c => c.First.Value != c.Second.Value && Reaches(c.First.Value, c.Second.Value)).ToList();
            var alone = lowered.Where(c => c.First.Value != bar && Reaches(c.First.Value, bar)).Select(c => (c.First, c.Second, Missed: Missed(c.First, c.Second)))
                .FirstOrDefault(c => c.Missed is not null && c.Second.Reviewer is null);
            var said = $"The bar ({second.Metric} {bar:0.0###} on {second.Split}) was set on {set.At:yyyy-MM-dd} ({set.Commit} by {set.By}{(first.Changes.Count > 1 ? $", then at {set.Value:0.0###}" : "")})";
            var verdict = late is not null && first.IsShallow
                ? Verdict.Unknown($"The clone holds only the newest commits, and the oldest of them is younger than the run {late.Name} of {late.At:yyyy-MM-dd}.", "Fetch the whole history: `git fetch --unshallow`.")
                : late is not null
                ? Verdict.Unmet($"{said}, after the run {late.Name} of {late.At:yyyy-MM-dd} had reached it ({late.Value:0.0###}).", "Derive a bar that no run has reached yet from what mistakes cost, from people or from the business, and commit it.")
                : alone.Missed is { } missed
                ? Verdict.Unmet($"The bar was lowered from {alone.First.Value:0.0###} to {alone.Second.Value:0.0###} on {alone.Second.At:yyyy-MM-dd} ({alone.Second.Commit} by {alone.Second.By}), within {Days} days of the run {missed.Name} that had missed it ({missed.Value:0.0###}), and nobody else approved it.", "Set it back, or have somebody else approve the change: a merged review, or a `Reviewed-by:` line.")
                : second.HasMore && reached is null
                ? Verdict.Unknown($"{said}; there are more runs than are read, and the oldest were not.", "Delete or archive runs that nobody needs.")
                : Verdict.Met(reached is null ? $"{said}, and none of {second.Runs.Count:N0} runs has reached it yet." : $"{said}, before the run {reached.Name} of {reached.At:yyyy-MM-dd} reached it first ({reached.Value:0.0###}).");
            return lowered.Aggregate(verdict.With(("bar", bar), ("changes", first.Changes.Count), ("lowered", lowered.Count), ("runs", second.Runs.Count)),
                (v, c) => v.Concern($"It was lowered from {c.First.Value:0.0###} to {c.Second.Value:0.0###} on {c.Second.At:yyyy-MM-dd}, {(c.Second.Reviewer is { } by ? $"approved by {by}" : "approved by nobody else")}.")) with
            {
                At = contract.Source.At("metric.good_enough"),
                Blind = "Runs that were not tracked, and dates that were written into commits by hand.",
            };

            // The newest run of the days before a change that missed the old bar, while none had reached it.
            RankedRun? Missed(BarChange from, BarChange to)
            {
                var earlier = second.Runs.Where(r => r.At < to.At).ToList();
                return earlier.Exists(r => Reaches(r.Value, from.Value)) ? null : earlier.LastOrDefault(r => r.At >= to.At.AddDays(-Days));
            }
        }
    }
}
