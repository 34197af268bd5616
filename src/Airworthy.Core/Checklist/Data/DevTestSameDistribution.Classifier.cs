using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class DevTestSameDistribution
{
    public sealed class Classifier : ICheck<SplitClassifier>
    {
        /// <summary>The lower 99 % bound of the area from which it is worth a look.</summary>
        public const double Look = 0.55;

        /// <summary>The same, from which dev and test are not one distribution.</summary>
        public const double Limit = 0.65;

        /// <summary>What the bound must lie above the area on a question without an answer.</summary>
        public const double AbovePlacebo = 0.05;

        public Defect Defect => Raising(size => size switch { DefectSize.JustBelow => 0.03, DefectSize.JustAbove => 0.6, _ => 1 });

        public Verdict Judge(ProjectContract contract, SplitClassifier seen)
        {
            var sides = seen.Sides;
            if (TooFew(sides.Dev, sides.Test) is { } few)
            {
                return few;
            }

            var (bound, floor) = (seen.Told.Lower99, seen.Placebo.Auc + AbovePlacebo);
            var found = $"A classifier that sees {Rows(sides)} tells test from dev with AUC {seen.Told.Auc:0.000} (99 % above {bound:0.000}) on rows held out by {Blocks(seen)}; odd from even blocks, where nothing shifted, {seen.Placebo.Auc:0.000}";
            var by = seen.Features.Count == 0 ? "" : $" It tells them by {string.Join(", ", seen.Features.Take(3).Select(f => $"{f.Column} ({f.Share:P0})"))}.";
            var verdict = bound > Limit && bound > floor
                ? Verdict.Unmet($"{found}. The limit is {Limit}.{by}", "Take dev and test from adjacent windows or the same groups, or name the columns that time itself moves in data.split.known_shift and sign for them.")
                : Verdict.Met($"{found}; the limit is {Limit}.");
            return verdict.With(("auc", seen.Told.Auc), ("auc_error", seen.Told.Error), ("auc_lower_99", bound), ("placebo_auc", seen.Placebo.Auc), ("limit_auc", Limit), ("blocks", seen.Blocks),
                    ("dev_rows", sides.Dev), ("test_rows", sides.Test), ("dev_drawn", sides.DevDrawn), ("test_drawn", sides.TestDrawn))
                .Concern(verdict.Answer == Answer.Met && bound > Look && bound > floor ? $"Dev and test can be told apart (AUC above {bound:0.000}, from {Look} worth a look).{by}" : null)
                .Concern(bound > Look && bound <= floor ? $"The AUC is not {AbovePlacebo} above that of odd and even blocks ({seen.Placebo.Auc:0.000}), so it may be what neighbours share." : null)
                .Concern(seen.LeftOut is { Count: > 0 } left ? $"It was not shown {string.Join(", ", left.Take(8))}." : null) with
            {
                Plots = Plots(seen),
                Shown = seen.Examples ?? (seen.Features.Count == 0 ? null
                    : new Shown(["feature", "share of the gain"], [.. seen.Features.Take(8).Select(f => (IReadOnlyList<string>)[f.Column, f.Share.ToString("P1", CultureInfo.InvariantCulture)])])),
                Blind = "Whether a shift harms the model. An AUC far below one half comes from few blocks that resemble none of the others, and is no evidence of anything.",
            };
        }

        private static string Rows(DrawnSides sides) => sides.DevDrawn == sides.Dev && sides.TestDrawn == sides.Test
            ? $"all {sides.Dev:N0} dev and {sides.Test:N0} test rows"
            : $"{sides.DevDrawn:N0} of {sides.Dev:N0} dev and {sides.TestDrawn:N0} of {sides.Test:N0} test rows";

        private static string Blocks(SplitClassifier seen) => seen.By switch
        {
            BlockedBy.Time => $"{seen.Blocks} blocks of time",
            BlockedBy.Group => $"{seen.Blocks} blocks of data.entity",
            _ => $"{seen.Blocks} blocks drawn by chance",
        };

        private static IReadOnlyList<Plot> Plots(SplitClassifier seen)
        {
            var bars = Plot.Bars("What test is told from dev by: share of the gain", seen.Features.Take(10).Select(f => (f.Column, f.Share)), axis: "share of the gain");
            if (seen.Curve is not { Count: > 1 } curve)
            {
                return seen.Features.Count == 0 ? [] : [bars];
            }

            double[] x = [.. curve.Select((_, i) => i / (curve.Count - 1.0))];
            return
            [
                new Plot("lines", "Test rows found against dev rows taken for one", ["classifier", "by chance"], [curve, x]) { X = x, XAxis = "share of dev rows taken for test", YAxis = "share of test rows found" },
                bars,
            ];
        }
    }
}
