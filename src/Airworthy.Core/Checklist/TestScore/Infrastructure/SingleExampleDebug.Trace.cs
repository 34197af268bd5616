using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class SingleExampleDebug
{
    /// <summary>Requests that are followed at least.</summary>
    public const int LeastTraces = 5;

    public sealed class Trace : ICheck<LoggedTraces>
    {
        /// <summary>A gateway whose guards were fitted before percentiles were kept.</summary>
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new LoggedTraces("drill", ReplayedDays, LeastTraces, ["the place of hour among training (r17)"], 1e-7));

        public Verdict Judge(ProjectContract contract, LoggedTraces seen)
        {
            var verdict = seen.Traced > 0 && seen.Lacking.Count > 0
                ? Verdict.Unmet($"Of {seen.Traced} logged requests that were followed, not all tell everything. Missing: {string.Join("; ", seen.Lacking.Take(5))}{(seen.Lacking.Count > 5 ? $" and {seen.Lacking.Count - 5} more" : "")}.",
                    "Where values lie among training is known from guards: `airworthy guard fit`, then `airworthy release guards`, and later requests tell.")
                : seen.PartsApart > Tolerated
                    ? Verdict.Unmet(FormattableString.Invariant($"The parts of a logged answer add up to {seen.PartsApart:0.######} beside it; {Tolerated} is allowed."), $"Follow one: GET /models/{seen.Endpoint}/requests/ID. Its file is not what it was.")
                    : seen.Traced < LeastTraces
                        ? Verdict.Unknown($"{seen.Traced} logged requests of {seen.Days} days could be followed; {LeastTraces} are asked for.{(seen.WhyNot is { } why ? $" {why}" : "")}", "Send requests to the endpoint, and look again.")
                        : Verdict.Met($"{seen.Traced} requests drawn from the log of {seen.Days} days can be followed: the values that came, where each lies among training, the score, the threshold, and who answered{(seen.PartsApart is null ? "" : ", and the parts of each answer add up to it")}.")
                            .Concern(seen.WhyNoParts);
            return verdict.With([("traced", seen.Traced), ("lacking", seen.Lacking.Count), .. seen.PartsApart is { } apart ? ((string, double)[])[("parts_apart", apart)] : []]) with
            {
                Blind = "Steps before the request: the log holds what came to the gateway.",
            };
        }
    }
}
