using Airworthy.Core.Checklist.Modelling;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class FeaturesBeneficial
{
    /// <summary>Days that what was measured counts.</summary>
    public const int MostDays = 90;

    internal const string Measure = "Run `airworthy evaluate champion --importance`.";

    /// <summary>A champion of two groups, of which one was drawn at random.</summary>
    /// <param name="kept">What the random one is worth against a model without it.</param>
    /// <param name="shuffled">What is lost when it is dealt out anew.</param>
    internal static Defect Random(WorthWithin kept, WorthWithin shuffled) => new Defect.Seen(RunsPage.Elsewhere, new FeatureWorth("drill", "2", "average_precision", "dev", 1,
        [new(["distance"], new(0.2, 0.19, 0.21), new(0.12, 0.11, 0.13), new(0.02, 0.02, 0.03), ["ledger"]), new(["dice"], shuffled, kept, new(0.02, 0.02, 0.03), ["ledger"])], WholeMs: new(0.1, 0.1, 0.2)))
    {
        Fields = Defect.Promising(("features.keep_if_gain", "0.001")).Fields,
    };

    /// <summary>Unknown where what was measured is too old to count.</summary>
    internal static Verdict? Old(FeatureWorth seen) => seen.DaysAgo <= MostDays ? null
        : Verdict.Unknown($"The features of version {seen.Version} of {seen.Model} were measured {seen.DaysAgo} days ago; {MostDays} days count.", Measure);

    public sealed class Ablation : ICheck<FeatureWorth>
    {
        public Defect Defect => Random(new(-0.0004, -0.0012, 0.0004), new(0.01, 0.008, 0.012));

        public Verdict Judge(ProjectContract contract, FeatureWorth seen)
        {
            if (Promised.Lacks(contract, "features.keep_if_gain") is { } lacks)
            {
                return lacks;
            }

            if (Old(seen) is { } old)
            {
                return old;
            }

            var least = contract.Features!.KeepIfGain!.Value;
            var reasons = (contract.Features.Kept ?? []).Select(k => k.Column).ToHashSet(StringComparer.Ordinal);
            var explained = seen.Groups.Where(g => g.Columns.All(reasons.Contains)).ToList();
            var asked = seen.Groups.Except(explained).ToList();
            var untried = asked.Where(g => g.Kept is null).ToList();
            var named = asked.Where(g => g.Kept is { } k && k.High < least).ToList();
            var open = asked.Where(g => g.Kept is { } k && k.Low < least && k.High >= least).ToList();
            static string Told(WorthOfGroup g) => FormattableString.Invariant($"{g.Name} {g.Kept!.Gain:0.0####} ({g.Kept.Low:0.0####} to {g.Kept.High:0.0####})");
            var limit = FormattableString.Invariant($"features.keep_if_gain is {least:0.0####}");
            var besides = explained.Count == 0 ? "" : $" For {string.Join(", ", explained.Select(g => g.Name))} the contract says why.";
            var verdict = named.Count > 0
                ? Verdict.Unmet($"Learnt again without it, the model loses too little {seen.Metric}: {string.Join(", ", named.Select(Told))}; {limit}.", "Take these columns out of the features, or say in features.kept why they stay.")
                : untried.Count > 0
                    ? Verdict.Unknown($"The model was not learnt again without {string.Join(", ", untried.Take(5).Select(g => g.Name))}{(untried.Count > 5 ? $" and {untried.Count - 5} more" : "")}{(seen.WhyNotKept is { } why ? $": {why.TrimEnd('.')}" : "")}.", "Run `airworthy evaluate champion --importance` without --weakest; for a model that only your own code can train, sign a table made by hand: `airworthy attest features-beneficial`.")
                    : open.Count > 0
                        ? Verdict.Undecided($"The intervals straddle the limit: {string.Join(", ", open.Take(5).Select(Told))}{(open.Count > 5 ? $" and {open.Count - 5} more" : "")}; {limit}.", "Measure on more rows of dev, take them out, or say in features.kept why they stay.")
                        : Verdict.Met($"Each of {asked.Count} group{(asked.Count == 1 ? "" : "s")} of features earns its place in {seen.Metric} on {seen.Split}{(asked.Count == 0 ? "" : $", the least {Told(asked.MinBy(g => g.Kept!.Gain)!)}")}; {limit}.{besides}");
            return verdict.With(("groups", seen.Groups.Count), ("named", named.Count), ("open", open.Count), ("untried", untried.Count), ("limit", least)) with
            {
                Shown = new Shown(["features", "gain", "from", "to"], [.. seen.Groups.Where(g => g.Kept is not null).OrderBy(g => g.Kept!.Gain).Take(20).Select(g =>
                    (IReadOnlyList<string>)[g.Name, Text(g.Kept!.Gain), Text(g.Kept.Low), Text(g.Kept.High)])]),
                Blind = "What two groups are worth together that stand in for each other without their ranks going together.",
            };
        }
    }

    public sealed class Importance : ICheck<FeatureWorth>
    {
        public Defect Defect => Random(new(0.02, 0.01, 0.03), new(0.0002, -0.0011, 0.0015)) with { Turns = Answer.Met };

        public Verdict Judge(ProjectContract contract, FeatureWorth seen)
        {
            if (Old(seen) is { } old)
            {
                return old;
            }

            var unseen = seen.Groups.Where(g => g.Shuffled.Low <= 0).ToList();
            return Verdict.Met($"{seen.Groups.Count} group{(seen.Groups.Count == 1 ? " was" : "s were")} dealt out anew on {seen.Split}; version {seen.Version} of {seen.Model} loses {seen.Metric} by {seen.Groups.Count - unseen.Count} of them.")
                .Concern(unseen.Count == 0 ? null : $"Not shown useful: {string.Join(", ", unseen.Select(g => FormattableString.Invariant($"{g.Name} {g.Shuffled.Gain:0.0####} ({g.Shuffled.Low:0.0####} to {g.Shuffled.High:0.0####})")))}.")
                .With(("groups", seen.Groups.Count), ("not_shown", unseen.Count)) with
            {
                Shown = new Shown(["features", "lost", "from", "to"], [.. seen.Groups.OrderByDescending(g => g.Shuffled.Gain).Take(20).Select(g =>
                    (IReadOnlyList<string>)[g.Name, Text(g.Shuffled.Gain), Text(g.Shuffled.Low), Text(g.Shuffled.High)])]),
                Blind = "A shuffled column makes rows that do not occur, and says nothing of a model that never had it.",
            };
        }
    }

    private static string Text(double number) => number.ToString("0.0####", System.Globalization.CultureInfo.InvariantCulture);
}
