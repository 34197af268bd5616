using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Monitoring;

public static partial class ComputeRegression
{
    public sealed class Sliced : ICheck<ServedByVersion>
    {
        /// <summary>Requests of a version without which its mean says nothing.</summary>
        private const int LeastRequests = 1_000;

        /// <summary>All versions together look as ever; the new one takes twice as long.</summary>
        public Defect Defect => new Defect.Seen(DataInvariants.Elsewhere, new ServedByVersion("drill", "drill", "models:/drill/3", [new("models:/drill/3", "51f0aa2", 0, 9_000, 4.2, 10, 20), new("models:/drill/2", "b7703fe", 9, 90_000, 2, 5, 10)]))
        { Fields = new Dictionary<string, string?> { ["monitoring.compute"] = "{max_jump: 0.3, max_slow_leak_per_30d: 0.1}" } };

        public Verdict Judge(ProjectContract contract, ServedByVersion seen)
        {
            if (Promised.Lacks(contract, ["monitoring.compute.max_jump"]) is { } lacks)
            {
                return lacks;
            }

            var versions = seen.Versions.Where(v => v.Requests >= LeastRequests).ToList();
            if (versions.FirstOrDefault(v => v.Model == seen.Live) is not { } live)
            {
                return Verdict.Unknown($"{seen.Live}, which is in use at {seen.Endpoint}, has answered {seen.Versions.FirstOrDefault(v => v.Model == seen.Live)?.Requests ?? 0:N0} requests in 30 days; {LeastRequests:N0} are needed.", "Look again when it has served longer.");
            }

            if (versions.FirstOrDefault(v => v != live) is not { } before)
            {
                return Verdict.Unknown(string.Create(CultureInfo.InvariantCulture, $"{Told(live)}; no version before it has answered {LeastRequests:N0} requests in 30 days."), "Look again when a second version has served.");
            }

            var (most, rise) = (contract.Monitoring!.Compute!.MaxJump!.Value, before.MeanMs <= 0 ? 0 : (live.MeanMs / before.MeanMs) - 1);
            var says = string.Create(CultureInfo.InvariantCulture, $"{Told(live)}; {Told(before)} before it: {rise:+0.0%;-0.0%;0.0%}, and {most:P0} is allowed");
            return (rise > most ? Verdict.Unmet($"{says}.", live.Code == before.Code ? "The code is the same, so look at the model: its size, its inputs. Or accept it with `airworthy waive compute-regression`." : "Compare both with `airworthy bench` on one machine; then look what changed between the two states of the code.")
                    : Verdict.Met($"{says}."))
                .With(("mean_ms", live.MeanMs), ("before_ms", before.MeanMs), ("rise", rise), ("limit", most), ("versions", versions.Count))
                .Concern(live.Code is null ? $"The run of {live.Model} does not tell which code made it." : null) with
            {
                Shown = new Shown(["version", "code", "requests", "mean ms", "99 of 100 within"], [.. versions.Take(8).Select(v => (IReadOnlyList<string>)[v.Model, Short(v.Code) ?? "not told", $"{v.Requests:N0}", v.MeanMs.ToString("0.00", CultureInfo.InvariantCulture), $"{v.P99LowMs:0.##} to {v.P99HighMs:0.##} ms"])]),
                Blind = "Memory and processor by version: both share a process. Other traffic, or another machine, while the one before served.",
            };
        }

        private static string Told(VersionTimes v) => string.Create(CultureInfo.InvariantCulture, $"{v.Model}{(Short(v.Code) is { } code ? $" (code {code})" : "")} took {v.MeanMs:0.00} ms on the mean of {v.Requests:N0} requests");

        private static string? Short(string? code) => code is { Length: > 14 } ? code[..14] : code;
    }
}
