using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

using MathNet.Numerics;

namespace Airworthy.Core.Checklist.Data;

public static partial class DevTestSameDistribution
{
    public sealed class Label : ICheck<LabelShift>
    {
        /// <summary>Relative change of a class's share from which dev and test differ.</summary>
        public const double Relative = 0.1;

        /// <summary>Share of either split below which a class is counted among the others.</summary>
        public const double Common = 0.01;

        /// <summary>Standard deviations that 99 in 100 differences of two halves of dev stay within.</summary>
        private const double Within99 = 2.575829;

        /// <summary>Repeats test rows whose label is above the mean, or not the most frequent one.</summary>
        public Defect Defect => Defect.Planting(size => string.Join(";\n", Enumerable.Repeat($"""
            insert into data select data.* from data, (select avg(try_cast(__label as double)) as middle, mode(cast(__label as varchar)) as usual from data) as labels
            where __split = 'test' and hash(data.rowid) % 100 < {(size == DefectSize.JustBelow ? 1 : 100)}
              and coalesce(try_cast(__label as double) > middle, cast(__label as varchar) <> usual)
            """, size == DefectSize.FarAbove ? 3 : 1)));

        public Verdict Judge(ProjectContract contract, LabelShift seen)
        {
            if (TooFew(seen.DevRows, seen.TestRows, $"rows with a {seen.Label}") is { } few)
            {
                return few;
            }

            return seen.Binned.IsOrdered ? OfNumber(contract, seen) : OfClasses(contract, seen);
        }

        private sealed record Class(string Name, double Dev, double Test, double P)
        {
            public double Change => Math.Abs(Test - Dev);

            public double Relative => Dev > 0 ? Change / Dev : double.PositiveInfinity;
        }

        private static Verdict OfClasses(ProjectContract contract, LabelShift seen)
        {
            var classes = Classes(seen);
            var adjusted = Shift.Adjusted([.. classes.Select(c => c.P)]);
            double Half(Class c) => Within99 * Math.Sqrt(4 * c.Dev * (1 - c.Dev) / seen.DevRows);
            var moved = classes.Select((c, i) => (Class: c, P: adjusted[i])).Where(x => x.P <= Moved.FalseAlarms && x.Class.Change > Half(x.Class) && x.Class.Relative >= Relative - 1e-12)
                .OrderByDescending(x => x.Class.Relative).ToList();
            var far = moved.Count > 0 ? moved[0].Class : classes.OrderByDescending(c => Math.Round(c.Change / Math.Max(Half(c), 1e-12), 6)).ThenByDescending(c => c.Relative).First();
            var found = $"{seen.Label} is {far.Name} in {far.Dev:P1} of {seen.DevRows:N0} dev rows and {far.Test:P1} of {seen.TestRows:N0} test rows: {(double.IsInfinity(far.Relative) ? "new in test" : $"{far.Relative:P1} of the rate in dev")}";
            var verdict = moved.Count == 0
                    ? Verdict.Met($"{found}; two halves of dev differ by up to {100 * Half(far):0.0} points by chance, and {Relative:P0} of the rate is the limit.")
                : IsKnown(contract, seen.Label)
                    ? Verdict.Met($"{found}; beyond the limit of {Relative:P0}, and named in data.split.known_shift.").Concern($"The shift of {seen.Label} is accepted: a score on dev and one on test are not of the same mix.")
                : Verdict.Unmet($"{found}; the limit is {Relative:P0}, and two halves of dev differ by up to {100 * Half(far):0.0} points ({Chance(moved[0].P)}).",
                    $"Take dev and test from adjacent windows or the same groups, or name {seen.Label} in data.split.known_shift and sign for it.");
            return verdict.With(("dev_rows", seen.DevRows), ("test_rows", seen.TestRows), ("dev_share", far.Dev), ("test_share", far.Test), ("relative_change", double.IsFinite(far.Relative) ? far.Relative : 1),
                    ("limit_relative", Relative), ("half_split_points", 100 * Half(far)), ("p", far.P), ("classes", classes.Count)) with
            {
                Shown = new Shown([seen.Label, "dev", "test"], [.. classes.OrderByDescending(c => c.Change).Take(8).Select(c => (IReadOnlyList<string>)[c.Name, c.Dev.ToString("P1", CultureInfo.InvariantCulture), c.Test.ToString("P1", CultureInfo.InvariantCulture)])]),
                Plots = [Plot.Bars($"{seen.Label}: change of each class's share, dev to test", classes.Take(12).Select(c => (c.Name, 100 * (c.Test - c.Dev))), axis: "points")],
                Blind = $"A change of {far.Name} by fewer than {100 * Half(far):0.0} points, which is within chance for a dev of this size. Whether the label means the same in both.",
            };
        }

        private static List<Class> Classes(LabelShift seen)
        {
            double n = seen.Binned.Dev.Sum(), m = seen.Binned.Test.Sum();
            var all = seen.Binned.Dev.Select((d, i) => (Name: seen.Binned.Values?.ElementAtOrDefault(i) ?? $"{i}", Dev: (double)d, Test: (double)seen.Binned.Test[i])).ToList();
            var rare = all.Where(c => c.Dev < Common * n && c.Test < Common * m).ToList();
            if (rare.Count > 0)
            {
                all = [.. all.Except(rare), ("any other", rare.Sum(c => c.Dev), rare.Sum(c => c.Test))];
            }

            return [.. all.Select(c =>
            {
                var pooled = (c.Dev + c.Test) / (n + m);
                var error = Math.Sqrt(pooled * (1 - pooled) * ((1 / n) + (1 / m)));
                var z = error > 0 ? Math.Abs((c.Dev / n) - (c.Test / m)) / error : 0;
                return new Class(c.Name, c.Dev / n, c.Test / m, SpecialFunctions.Erfc(z / Math.Sqrt(2)));
            })];
        }

        private static Verdict OfNumber(ProjectContract contract, LabelShift seen)
        {
            var moved = Moved.Of([seen.Binned])[0];
            var found = $"{seen.Label} in {seen.DevRows:N0} dev and {seen.TestRows:N0} test rows: {Measures(moved)}, {Chance(moved.Shift.P)}";
            var limits = $"the limit is D {Moved.Distance.Large}, W₁ {Moved.Deviations.Large} sd or PSI {Moved.Index.Large}";
            var verdict = moved.Size < ShiftSize.Large ? Verdict.Met($"{found}; {limits}.")
                : IsKnown(contract, seen.Label) ? Verdict.Met($"{found}; {limits}, and it is named in data.split.known_shift.").Concern($"The shift of {seen.Label} is accepted: a score on dev and one on test are not of the same mix.")
                : Verdict.Unmet($"{found}; {limits}.", $"Take dev and test from adjacent windows or the same groups, or name {seen.Label} in data.split.known_shift and sign for it.");
            return verdict.With(("dev_rows", seen.DevRows), ("test_rows", seen.TestRows), ("d", moved.Shift.Distance), ("w1_sd", moved.Wasserstein ?? 0), ("psi", moved.Shift.Psi), ("p", moved.Shift.P), ("limit_d", Moved.Distance.Large))
                .Concern(moved.Size == ShiftSize.Concern ? $"{seen.Label} differs: {Measures(moved)}." : null) with
            {
                Blind = "Whether the label means the same in both.",
            };
        }
    }
}
