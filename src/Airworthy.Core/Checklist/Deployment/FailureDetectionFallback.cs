using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Reading;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class FailureDetectionFallback
{
    private const string Drill = "fallback", Again = "Repeat it: `airworthy drill fallback`.";

    /// <summary>Days that a drill proves something.</summary>
    private const int Days = 30;

    private const string Elsewhere = "A drill sends its requests through a gateway, outside any copy of the project.";

    private static string Ago(double days) => days < 1 ? "today" : string.Create(CultureInfo.InvariantCulture, $"{days:0} days ago");

    private static Rehearsals Of(params (string Word, double Held)[] held) =>
        new([new Rehearsed(Drill, 3, held.All(h => h.Held == 1) ? Answer.Met : Answer.Unmet, "Drilled.", Measured: held.ToDictionary(h => h.Word + "_held", h => h.Held))]);

    public sealed class Each : ICheck<Rehearsals>
    {
        public Defect Defect => new Defect.Seen(Elsewhere, Of(("timeout", 1), ("ood", 0))) { Fields = new Dictionary<string, string?> { ["fallback.when"] = "[timeout, ood]" } };

        public Verdict Judge(ProjectContract contract, Rehearsals seen)
        {
            if (contract.Fallback?.When is not { Count: > 0 } when)
            {
                return Verdict.Unknown("fallback.when names no reason, so none can be drilled.", "Write fallback.when into airworthy.yaml.");
            }

            if (seen.Newest(Drill, Days) is not { } drill)
            {
                return Verdict.Unknown($"No reason of fallback.when was drilled within {Days} days.", "Send a request for each: `airworthy drill fallback`.");
            }

            var words = when.Distinct().Select(w => WordAttribute.Of(w)).ToList();
            var failed = words.Where(w => drill[w + "_held"] == 0).ToList();
            var untold = words.Where(w => drill[w + "_held"] is null).ToList();
            var times = words.Select(w => drill[w + "_ms"]).OfType<double>().DefaultIfEmpty().Max();
            var verdict = failed.Count > 0
                ? Verdict.Unmet($"The drill {Ago(drill.DaysAgo)}: {string.Join(", ", failed)} had no effect, or not the promised one. {drill.Says}", drill.Next ?? Again)
                : untold.Count > 0
                ? Verdict.Unknown($"The drill {Ago(drill.DaysAgo)} made no request for {string.Join(", ", untold)}.", $"Fit guards (`airworthy guard fit`) and approve a schema, so that each can happen. {Again}")
                : Verdict.Met(string.Create(CultureInfo.InvariantCulture, $"The drill {Ago(drill.DaysAgo)}: for all {words.Count} reasons the fallback answered, marked in answer and log, within {times:0.#} ms."));
            return verdict.With(("reasons", words.Count), ("failed", failed.Count), ("days_ago", drill.DaysAgo)) with { Blind = "Steps of the chain that are models themselves: the drill leaves them out and says so." };
        }
    }

    public sealed class Alone : ICheck<Rehearsals>
    {
        public Defect Defect => new Defect.Seen(Elsewhere, Of(("model_ended", 0)));

        public Verdict Judge(ProjectContract contract, Rehearsals seen) => seen.Newest(Drill, Days) switch
        {
            { } drill when drill["model_ended_held"] == 1 => Verdict.Met($"The drill {Ago(drill.DaysAgo)}: with the model ended, the fallback answered.").With(("days_ago", drill.DaysAgo)),
            { } drill when drill["model_ended_held"] == 0 => Verdict.Unmet($"The drill {Ago(drill.DaysAgo)}: with the model ended, nothing answered as it should. {drill.Says}", "End fallback.chain with something that needs no model: a constant, or refuse.").With(("days_ago", drill.DaysAgo)),
            _ => Verdict.Unknown($"Nobody ended the model and looked who answers within {Days} days.", "Do it: `airworthy drill fallback`."),
        };
    }

    public sealed class Worth : ICheck<FittedDoubts>
    {
        /// <summary>More rows than that are no exception.</summary>
        private const double Many = 0.2;

        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new FittedDoubts("drill", "2", "dev", 3, true, ["low_confidence"], 400, 80, 3_600, 720));

        public Verdict Judge(ProjectContract contract, FittedDoubts seen)
        {
            if (!seen.SameModel)
            {
                return Verdict.Unknown($"The guards of version {seen.Version} of {seen.Model} were fitted to other files.", $"Fit them again: `airworthy guard fit {seen.Version}`.");
            }

            if (seen.Flagged == 0 || seen.Rest == 0)
            {
                return Verdict.Unknown($"{string.Join(" and ", seen.When)} spoke of {(seen.Flagged == 0 ? "no" : "every")} row of {seen.Split}, so nothing can be compared.", "Raise or lower fallback.low_confidence_below, and fit the guards again.");
            }

            var (flagged, rest) = (Proportion.Wilson(seen.FlaggedErrors, seen.Flagged), Proportion.Wilson(seen.RestErrors, seen.Rest));
            var (p, q) = ((double)seen.FlaggedErrors / seen.Flagged, (double)seen.RestErrors / seen.Rest);
            // Newcombe (1998), Statistics in Medicine 17, 873-890, method 10: the interval of a difference from Wilson's of each.
            var low = p - q - Math.Sqrt(((p - flagged.Low) * (p - flagged.Low)) + ((rest.High - q) * (rest.High - q)));
            var high = p - q + Math.Sqrt(((flagged.High - p) * (flagged.High - p)) + ((q - rest.Low) * (q - rest.Low)));
            var share = (double)seen.Flagged / (seen.Flagged + seen.Rest);
            var says = string.Create(CultureInfo.InvariantCulture, $"Of {seen.Flagged:N0} rows of {seen.Split} with {string.Join(" or ", seen.When)} {p:P1} were decided wrongly, of the other {seen.Rest:N0} {q:P1}; the difference lies between {low:P1} and {high:P1}");
            var verdict = low > 0 ? Verdict.Met($"{says}, above 0.")
                : high <= 0 || (p <= q) ? Verdict.Unmet($"{says}: the doubts find no errors.", "Choose another low_confidence_below or other features for the distance, and fit the guards again.")
                : Verdict.Undecided($"{says}: it may be 0.", "Bring more rows of the split, or another low_confidence_below.");
            return verdict.With(("flagged", seen.Flagged), ("flagged_error", p), ("rest_error", q), ("difference_low", low), ("difference_high", high))
                .Concern(share > Many ? string.Create(CultureInfo.InvariantCulture, $"{share:P0} of rows are doubted; a fallback is for exceptions.") : null) with
            {
                Shown = seen.Curve is { Count: > 0 } curve ? new Shown(["share of rows, the surest first", "errors among them"], [.. curve.Select(c => (IReadOnlyList<string>)[c.Share.ToString("P0", CultureInfo.InvariantCulture), c.Errors.ToString("P1", CultureInfo.InvariantCulture)])]) : null,
                Blind = "The threshold of the distance is taken from the same rows; and confident errors on kinds of rows that nobody has seen.",
            };
        }
    }
}
