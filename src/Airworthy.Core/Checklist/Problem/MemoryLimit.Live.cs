using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class MemoryLimit
{
    public sealed class Live : ICheck<ServingHosts>
    {
        /// <summary>Minutes below which a 99th percentile is the largest one seen.</summary>
        private const int Least = 100;

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, new ServingHosts("drill", "drill", [new("onnxruntime 1.31.1 on linux-x64", "Linux", 2, 4000, 1440, 1_000_000_000, 1_000_000_001, 0)]));

        public Verdict Judge(ProjectContract contract, ServingHosts seen)
        {
            if (Promised.Lacks(contract, "serving.memory_mb") is { } lacks)
            {
                return lacks;
            }

            var limit = contract.Serving!.MemoryMb!.Value;
            if (seen.Of.Count == 0)
            {
                return Verdict.Unknown($"No process has served {seen.Endpoint} within 24 hours.", "Start it: `airworthy serve`.");
            }

            var largest = seen.Of.MaxBy(h => h.MemoryP99Mb)!;
            var minutes = seen.Of.Max(h => h.Minutes);
            var kills = seen.Of.Sum(h => h.OomKills ?? 0);
            var says = $"Within 24 hours {(seen.Of.Count == 1 ? "the process that serves" : $"the largest of {seen.Of.Count} processes")} held up to {largest.MemoryP99Mb:0} MB in 99 of 100 minutes ({largest.MemoryMostMb:0} MB at most); {limit:0} MB are allowed.";
            var verdict = kills > 0 ? Verdict.Unmet($"{kills} process{(kills == 1 ? " was" : "es were")} ended for lack of memory within 24 hours. {says}", "Give it more memory, or serve a smaller model.")
                : largest.MemoryP99Mb > limit ? Verdict.Unmet(says, "Smaller batches, a smaller model, or a higher limit from whoever runs the machines.")
                : minutes < Least ? Verdict.Unknown($"{says} That was seen for {minutes} minutes; {Least} are asked.", $"Let it serve for {Least - minutes} minutes more, and check again.")
                : Verdict.Met(says);
            return verdict.With(("memory_p99_mb", largest.MemoryP99Mb), ("limit_mb", limit), ("minutes", minutes), ("oom_kills", kills))
                .Concern(seen.Of.Any(h => h.EndedSuddenly) ? "A process that served is gone and did not stop in order." : null)
                .Concern(seen.Of.All(h => h.OomKills is null) ? "The system does not tell whether a process was ended for lack of memory." : null) with
            { Blind = "Memory under traffic never seen; everything that runs in the process counts, not the model alone." };
        }
    }
}
