using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Infrastructure;

public static partial class SingleExampleDebug
{
    /// <summary>Requests of so many days are drawn from.</summary>
    public const int ReplayedDays = 7;

    public sealed class Replay : ICheck<LoggedReplays>
    {
        /// <summary>An encoder that was changed while its version serves.</summary>
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new LoggedReplays("drill", ReplayedDays, 900, LeastRows, ["r17"], 0.2));

        public Verdict Judge(ProjectContract contract, LoggedReplays seen)
        {
            var verdict = seen.Differing.Count > 0
                ? Verdict.Unmet(FormattableString.Invariant($"Of {seen.Asked} logged requests asked again of the versions that answered them, {seen.Differing.Count} {(seen.Differing.Count == 1 ? "is" : "are")} answered otherwise, by up to {seen.Largest:0.######}: {string.Join(", ", seen.Differing)}."),
                    $"Follow one: GET /models/{seen.Endpoint}/requests/{seen.Differing[0]}. Something before the model, or its file, is not what it was.")
                : seen.Asked < LeastRows
                    ? Verdict.Unknown($"{seen.Asked} logged requests of {seen.Days} days could be asked again; {LeastRows} are asked for.{(seen.WhyNot is { } why ? $" {why}" : "")}", seen.Kept == 0 ? "Send requests to the endpoint, and look again." : "See what is said of one of them: GET /models/ENDPOINT/requests/ID.")
                    : Verdict.Met($"{seen.Asked} requests drawn from the log of {seen.Days} days come out as they were answered, within {Tolerated}.");
            return verdict.With(("asked", seen.Asked), ("different", seen.Differing.Count), ("largest", seen.Largest), ("kept", seen.Kept)) with
            {
                Blind = "Steps before the request: the log holds what came to the gateway.",
            };
        }
    }
}
