using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class HyperparametersTuned
{
    public sealed class Edge : ICheck<TuningTrials>
    {
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, Seen(new TunedParameter("max_depth", 5, 8, 2, 8)))
        {
            Turns = Answer.Met,
            Fields = Named,
        };

        public Verdict Judge(ProjectContract contract, TuningTrials seen)
        {
            if (Lacks(contract) is { } lacks)
            {
                return lacks;
            }

            if (seen.Best is null)
            {
                return Verdict.Unknown(seen.Trials == 0 ? "No trial is tracked whose data and commit are told." : $"None of {seen.Trials:N0} trials logged the metric that ranks them.", Next);
            }

            var ranges = seen.Parameters.Where(p => p is { Best: not null, Lowest: not null, Highest: not null } && p.Lowest < p.Highest).ToList();
            if (ranges.Count == 0)
            {
                return Verdict.Unknown("No named parameter was searched over a range of numbers, so no best value can lie at an edge.", "Search numbers over a range; a choice among names has no edge.");
            }

            var edges = ranges.Where(p => p.Best <= p.Lowest || p.Best >= p.Highest).ToList();
            var verdict = Verdict.Met(edges.Count == 0
                ? $"In the best of {seen.Trials:N0} trials, {seen.Best}, none of {ranges.Count} searched values lies at the end of its range."
                : $"In the best of {seen.Trials:N0} trials, {seen.Best}, {ranges.Count - edges.Count} of {ranges.Count} searched values lie inside their range.");
            foreach (var p in edges)
            {
                verdict = verdict.Concern(string.Create(CultureInfo.InvariantCulture, $"The best {p.Name}, {p.Best:0.######}, lies at the end of what was searched, {p.Lowest:0.######} to {p.Highest:0.######}: search further out."));
            }

            return verdict.With(("ranges", ranges.Count), ("at_edge", edges.Count));
        }
    }
}
