using Airworthy.Tracking.Protocol;

namespace Airworthy.Serving.Releases;

public sealed partial class ReleaseDesk
{
    /// <exception cref="RefusedException">Numbers or texts that cannot be: all of them at once.</exception>
    private static void CheckNumbers(NewRelease asked)
    {
        var wrong = new List<string>();
        void Within(double? value, double least, double most, string what)
        {
            if (value is { } v && !(v >= least && v <= most))
            {
                wrong.Add($"{what} is {v}, expected {least} to {most}.");
            }
        }

        foreach (var (text, what) in new[] { (asked.Reason, "reason"), (asked.Accept, "accept") })
        {
            if (text?.Length > LongestText || text?.Any(char.IsControl) == true)
            {
                wrong.Add($"{what} is longer than {LongestText} characters, or holds control characters.");
            }
        }

        Within(asked.LogRate, 0, 1, "log_rate");
        Within(asked.Threshold, double.MinValue, double.MaxValue, "threshold");
        Within(asked.SlowMs, 0.001, 3_600_000, "slow_ms");
        Within(asked.MemoryMb, 1, 4_000_000, "memory_mb");
        Within(asked.TimeoutMs, 1, 3_600_000, "timeout_ms");
        if (asked.Policy is { } policy)
        {
            Within(policy.ShadowHours, 0, 10_000, "policy.shadow_hours");
            Within(policy.ShadowRequests, 0, 1e12, "policy.shadow_requests");
            Within(policy.MaxDisagreement, 0, 1, "policy.max_disagreement");
            Within(policy.StepMinutes, 0, 100_000, "policy.step_minutes");
            Within(policy.BakeMinutes, 0, 100_000, "policy.bake_minutes");
            Within(policy.MaxErrorIncrease, 0, 0.999, "policy.max_error_increase");
            Within(policy.LeastPairs, 1, 1e12, "policy.least_pairs");
            Within(policy.Alpha, 1e-6, 0.2, "policy.alpha");
            Within(policy.SilenceSeconds, 1, 1e6, "policy.silence_seconds");
            foreach (var step in policy.StepsPercent ?? [])
            {
                Within(step, 0.01, 100, "policy.steps_percent");
            }
        }

        if (wrong.Count > 0)
        {
            throw RefusedException.Invalid(string.Join(" ", wrong));
        }
    }
}
