using Airworthy.Core.Checklist.Problem;
using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Monitoring;

public static partial class ComputeRegression
{
    public sealed class Jump : ICheck<LoadTests>
    {
        /// <summary>Load tests before this one: at most so many are compared with, and fewer than the least say nothing.</summary>
        private const int Most = 5, Least = 3;

        /// <summary>By how much a piece of work may take longer or shorter than around the tests before for the machine to count as the same.</summary>
        private const double Alike = 1.15;

        /// <summary>What is compared; of all but the rate, more is worse. Of memory it is no matter what else the machine does.</summary>
        private static readonly (string Name, string Word, Func<LoadReport, double> Of, bool MoreIsBetter, bool IsTime)[] s_series =
        [
            ("p50_ms", "half of the answers", r => r.P50Ms, false, true), ("p99_ms", "99 of 100 answers", r => r.P99LowMs, false, true), ("processor_us", "processor per request", r => r.ProcessorUs, false, true),
            ("peak_mb", "memory", r => r.PeakMb, false, false), ("sustained_rps", "sustained rate", r => r.SustainedRps, true, true),
        ];

        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere,
            new LoadTests("drill", "3", new LoadTest(LoadTested.Sample with { PeakMb = 1e6 }, 1), [.. Enumerable.Range(2, Most).Select(d => new LoadTest(LoadTested.Sample, d))]));

        public Verdict Judge(ProjectContract contract, LoadTests seen)
        {
            if (Promised.Lacks(contract, ["monitoring.compute.max_jump"]) is { } lacks)
            {
                return lacks;
            }

            if (LoadTested.Lacks(seen, null) is { } open)
            {
                return open;
            }

            var (now, most) = (seen.Newest!.Report, contract.Monitoring!.Compute!.MaxJump!.Value);
            var earlier = (seen.Earlier ?? []).Select(e => e.Report).ToList();
            var before = earlier.Where(e => e.Machine == now.Machine && Math.Abs(e.Rate - now.Rate) <= 0.01 * now.Rate).Take(Most).ToList();
            if (before.Count < Least)
            {
                return Verdict.Unknown($"{(before.Count == 0 ? "No load test" : $"Only {before.Count} load tests")} at {now.Rate:G6} requests per second on the same machine ({now.Machine}) came before this one, of {earlier.Count} in all; {Least} are needed.", $"Run `airworthy bench` for every version, on the same machine and at the same rate.");
            }

            var jumps = s_series.Select(s =>
            {
                var (usual, value) = (Middle(before.Select(s.Of)), s.Of(now));
                return (s.Name, s.Word, s.IsTime, Usual: usual, Value: value, Jump: usual <= 0 || value <= 0 ? 0 : (s.MoreIsBetter ? usual / value : value / usual) - 1);
            }).ToList();
            var paces = before.Select(b => b.YardstickUs).OfType<double>().Where(y => y > 0).ToList();
            double? pace = now.YardstickUs is > 0 && paces.Count >= Least ? now.YardstickUs / Middle(paces) : null;

            // What is above the limit whatever the machine did decides; else what is only because of it, or hides behind it.
            var worst = jumps.MaxBy(j => (j.Jump > most && (!j.IsTime || pace is >= 1 / Alike and <= Alike), j.Jump));
            var says = $"Against the median of the last {before.Count} load tests on the same machine, version {seen.Version} changed most in {worst.Word}: {worst.Jump:+0.0%;-0.0%;0.0%} for the worse ({worst.Usual:G4} before, {worst.Value:G4} now); {most:P0} is allowed.";
            const string Again = "Measure again where nothing else runs: `airworthy bench`.";
            var verdict = !jumps.Any(j => j.Jump > most)
                ? pace < 1 / Alike && jumps.Where(j => j.IsTime).Max(j => ((1 + j.Jump) / pace) - 1) is var hidden && hidden > most
                    ? Verdict.Undecided(FormattableString.Invariant($"{says} The machine had less to do for others than then (a fixed piece of work took {pace:0.00} times as long), and beside that a time grew by {hidden:0.0%}."), Again)
                    : Verdict.Met(says)
                : !worst.IsTime || pace is >= 1 / Alike and <= Alike ? Verdict.Unmet(says, "Find the change between the two versions that costs it, or accept it with `airworthy waive compute-regression`.")
                : pace is { } then ? Verdict.Undecided(FormattableString.Invariant($"{says} The machine was not as it was: a fixed piece of work took {then:0.00} times as long around this test."), Again)
                : Verdict.Undecided($"{says} Whether the machine had more to do for others is not known: {(now.YardstickUs is null ? "this test" : "those before")} measured no fixed piece of work beside it.", Again);
            return verdict.With([.. jumps.Select(j => ($"{j.Name}_jump", j.Jump)), ("limit", most), ("compared", before.Count), .. pace is { } known ? [("machine_pace", known)] : Array.Empty<(string, double)>()]) with
            {
                Blind = "What caused it, and times of training: runs do not tell on which machine they ran.",
            };
        }

        private static double Middle(IEnumerable<double> values) => values.Order().ToList() is var all && all.Count % 2 == 1 ? all[all.Count / 2] : (all[(all.Count / 2) - 1] + all[all.Count / 2]) / 2;
    }
}
