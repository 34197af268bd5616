using System.Globalization;

using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class FeatureCodeTested
{
    public sealed class Golden : ICheck<GoldenRows>
    {
        /// <summary>Stored rows that are asked.</summary>
        public const int Fewest = 200;

        private const string Training = "airworthy-drill/training.csv";
        private const string Serving = "airworthy-drill/serving.csv";

        /// <summary>An hour that serving makes in another time zone, in no row, in one, or in all.</summary>
        public Defect Defect => new Defect.Files(size => new Dictionary<string, string?>
        {
            [Training] = Table(0),
            [Serving] = Table(size switch { DefectSize.JustBelow => 0, DefectSize.JustAbove => 1, _ => Fewest }),
        })
        {
            Fields = Defect.Promising(("features.code", "[airworthy.yaml]"), ("features.golden", $"{{training: {Training}, serving: {Serving}}}")).Fields,
        };

        public Verdict Judge(ProjectContract contract, GoldenRows seen)
        {
            if (Promised.Lacks(contract, "features.golden.training", "features.golden.serving") is { } lacks)
            {
                return lacks;
            }

            if (Reports.Stale(seen.MadeAt, seen.NewerThan, [seen.Training, seen.Serving]) is { } stale)
            {
                return stale;
            }

            var verdict = seen.Different is [var first, ..]
                ? Verdict.Unmet($"{seen.Different.Count} of {seen.Columns} features differ between training and serving, {first.Feature} in {first.Rows:N0} of {seen.Rows:N0} rows: row {first.Id} is {first.InTraining ?? "empty"} in training and {first.InServing ?? "empty"} in serving.",
                    "Make features by one piece of code on both sides, or mend the side that is wrong.")
                : seen.OneSided.Count > 0
                    ? Verdict.Unmet($"Only one of {seen.Training} and {seen.Serving} has {string.Join(", ", seen.OneSided.Take(4))}.", "Let both sides write all features that the model reads.")
                    : seen.OnlyTraining + seen.OnlyServing > 0
                        ? Verdict.Unmet($"{seen.OnlyTraining + seen.OnlyServing:N0} rows are in only one of {seen.Training} and {seen.Serving}.", "Let both sides make the features of the same stored rows.")
                        : seen.Rows < Fewest || seen.Columns == 0
                            ? Verdict.Unknown($"Training and serving agree in {seen.Columns} features of {seen.Rows:N0} stored rows; {Fewest} rows are asked.", $"Store at least {Fewest} rows as they come in, odd ones too, and let both sides make their features.")
                            : Verdict.Met($"Training and serving make the same {seen.Columns} features of {seen.Rows:N0} stored rows.");
            return verdict.With(("rows", seen.Rows), ("features", seen.Columns), ("different", seen.Different.Count)) with
            {
                Shown = seen.Different.Count == 0 ? null : new Shown(["feature", "rows", "first row", "in training", "in serving"],
                    [.. seen.Different.Take(10).Select(d => (IReadOnlyList<string>)[d.Feature, $"{d.Rows:N0}", d.Id, d.InTraining ?? "", d.InServing ?? ""])]),
                Blind = "Whether these tables were written by the code that runs; what other rows would show.",
            };
        }

        private static string Table(int late) =>
            "id,hour,weight\n" + string.Concat(Enumerable.Range(1, Fewest).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{(i % 24) + (i <= late ? 1 : 0)},{i / 7.0}\n")));
    }
}
