using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.TestScore.Monitoring;

public static partial class TrainingServingSkew
{
    public sealed class Rows : ICheck<ServedSkew>
    {
        /// <summary>Share of unequal values from which a feature is worth a look, whatever the contract allows.</summary>
        private const double Look = 0.001;

        /// <summary>Serving sends cents where training learnt from euros.</summary>
        public Defect Defect => Of(Drilled with { Features = [new("fare", 5_000, 5_000, new SkewExample("r-17", "4200", "42")), new("hour", 5_000, 0)] });

        public Verdict Judge(ProjectContract contract, ServedSkew seen)
        {
            if ((Open(contract, seen) ?? Promised.Lacks(contract, ["monitoring.skew.sample_rows", "monitoring.skew.max_mismatch"])) is { } open)
            {
                return open;
            }

            var (report, skew) = (seen.Report, contract.Monitoring!.Skew!);
            var (most, asked) = (skew.MaxMismatch!.Value, skew.SampleRows!.Value);
            var unnamed = report.Unnamed == 0 ? null : $"{report.Unnamed:N0} of {report.Logged:N0} logged rows name no row of the data, such as {report.UnnamedId}.";
            if (report.Features.Count == 0 || report.Compared == 0)
            {
                return Verdict.Unknown($"No feature of {report.Logged:N0} logged rows of {report.Model} could be made again. {unnamed ?? (report.NotCompared is [var why, ..] ? $"Of the first input, {why}." : "")}".TrimEnd(),
                    "Log the values of features (data.privacy), let the id of a request name its row (monitoring.skew.request), and bring the rows into the data.");
            }

            var (wrong, perhaps) = (new List<SkewedFeature>(), new List<SkewedFeature>());
            foreach (var feature in report.Features)
            {
                (Share(feature) > most ? wrong : Upper(feature) > most ? perhaps : []).Add(feature);
            }

            var worst = report.Features.MaxBy(f => (Share(f), Upper(f)))!;
            var says = string.Create(CultureInfo.InvariantCulture, $"In {report.Compared:N0} logged requests {report.Model} was given {report.Features.Count} features, beside those that the code of training makes of the same rows: {Told(wrong.Count > 0 ? wrong : [worst])}; {most:P2} is allowed");
            var verdict = wrong.Count > 0 ? Verdict.Unmet($"{says}.", "Make features by one piece of code on both sides, or mend the side that is wrong.")
                : report.Compared < asked ? Verdict.Unknown($"{says}; {asked:N0} rows are to be compared (monitoring.skew.sample_rows).", "Compare again when more requests have come: `airworthy monitor skew`.")
                : perhaps.Count > 0 ? Verdict.Undecided(string.Create(CultureInfo.InvariantCulture, $"{says}, and with so few rows it could be {perhaps.Max(Upper):P2} ({perhaps.MaxBy(Upper)!.Name})."), "Raise monitoring.skew.sample_rows and compare again: some 3.84 ÷ max_mismatch rows without a difference decide.")
                : Verdict.Met($"{says}.");
            return verdict.With(("compared", report.Compared), ("features", report.Features.Count), ("different_features", report.Features.Count(f => f.Different > 0)), ("worst_share", Share(worst)), ("worst_share_upper", report.Features.Max(Upper)), ("limit", most))
                .Late(contract, seen)
                .Concern(verdict.Answer != Answer.Unmet && report.Features.Where(f => Share(f) > Look).ToList() is { Count: > 0 } some ? $"Above {Look:P1}: {string.Join(", ", some.Take(5).Select(f => f.Name))}." : null)
                .Concern(report.NotCompared.Count > 0 ? $"Not compared: {string.Join("; ", report.NotCompared.Take(5))}." : null)
                .Concern(unnamed) with
            {
                Shown = Examples(report.Features, "request", "served", "made again"),
                Blind = string.Create(CultureInfo.InvariantCulture, $"Requests that were not drawn: of all, up to {report.Features.Max(Upper):P2} may differ (95 %). What both sides make wrong in the same way."),
            };
        }

        private static string Told(List<SkewedFeature> features) => features.All(f => f.Different == 0) ? "none differs"
            : string.Join(", ", features.OrderByDescending(Share).Take(4).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name} differs in {f.Different:N0} of {f.Rows:N0} rows ({Share(f):P2}{(f.Example is { } e ? $", in {e.Row} {e.Served ?? "missing"} served and {e.Made ?? "missing"} made" : "")})")))
                + (features.Count > 4 ? $" and {features.Count - 4} more" : "");

        private static double Share(SkewedFeature feature) => (double)feature.Different / Math.Max(1, feature.Rows);

        private static double Upper(SkewedFeature feature) => Proportion.Wilson(feature.Different, feature.Rows).High;
    }
}
