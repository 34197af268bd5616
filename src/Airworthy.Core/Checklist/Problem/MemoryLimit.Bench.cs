using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class MemoryLimit
{
    public sealed class Bench : ICheck<LoadTests>
    {
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new LoadTests("drill", "3", new LoadTest(LoadTested.Sample with { PeakMb = 1e8 }, 1)));

        public Verdict Judge(ProjectContract contract, LoadTests seen)
        {
            if (Promised.Lacks(contract, ["serving.memory_mb"]) is { } lacks)
            {
                return lacks;
            }

            var serving = contract.Serving!;
            if (LoadTested.Lacks(seen, serving.ThroughputRps / (serving.Instances ?? 1)) is { } open)
            {
                return open;
            }

            var (test, report, limit) = (seen.Newest!, seen.Newest!.Report, serving.MemoryMb!.Value);
            var says = $"A gateway with version {seen.Version} alone took {report.PeakMb:N0} MB at its peak, at {report.Rate:G6} requests per second, {LoadTested.Days(test)}; {limit:N0} MB are allowed.";
            return (report.PeakMb > limit ? Verdict.Unmet(says, "Make the model smaller, or agree on a higher limit and write it down.") : Verdict.Met(says))
                .With(("peak_mb", report.PeakMb), ("limit_mb", limit), ("rps", report.Rate)).Concern(LoadTested.Elsewhere(report, contract)) with
            {
                Blind = "Memory of an accelerator, and under requests that were never sent.",
            };
        }
    }
}
