using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class MetaRequirements
{
    public sealed class Renamed : ICheck<ForbiddenCopies>
    {
        /// <summary>|r| of numbers, Cramér's V of categories or share of equal texts from which a feature is the forbidden column under another name.</summary>
        public const double Limit = 0.98;

        /// <summary>The same, from which it is worth a look.</summary>
        public const double Look = 0.90;

        /// <summary>A forbidden column, and a feature that is the same with noise: r = 1 ⁄ √(1 + w²) for noise of w times its width.</summary>
        public Defect Defect => Defect.Planting(size => $"""
            alter table data add column planted_secret double;
            alter table data add column planted_index double;
            update data set planted_secret = (hash(rowid) % 100000) / 100000.0;
            update data set planted_index = planted_secret + {size switch { DefectSize.JustBelow => "0.24", DefectSize.JustAbove => "0.16", _ => "0.0" }} * (hash(rowid, 7) % 100000) / 100000.0
            """, ("features.forbidden", "[planted_secret]"), ("features.columns", "all-but"));

        public Verdict Judge(ProjectContract contract, ForbiddenCopies seen)
        {
            var at = contract.Source.At("features.forbidden");
            if (seen.Forbidden.Count == 0)
            {
                return Verdict.Met($"No column of the table is forbidden, so none of {seen.Features.Count:N0} features can be one of its columns under another name.").With(("limit", Limit), ("features", seen.Features.Count), ("forbidden_columns", 0)) with
                {
                    At = at,
                    Blind = "Copies of a forbidden column that is not in this table.",
                };
            }

            if (seen.Pairs.Count == 0)
            {
                return Verdict.Unknown($"{string.Join(", ", seen.Forbidden.Take(5))} could not be compared with any feature: too few rows, or no value that comes again.", "Bring rows in which the forbidden column is filled, or take it out of the table.") with { At = at };
            }

            var copies = seen.Pairs.Where(p => p.Strength >= Limit).ToList();
            var verdict = copies.Count > 0
                ? Verdict.Unmet($"{string.Join("; ", copies.Take(3).Select(Told))}{(copies.Count > 3 ? $"; and {copies.Count - 3} more" : "")}. The limit is {Limit:0.00}.",
                    $"Take {string.Join(", ", copies.Select(c => c.Feature).Distinct().Take(5))} out of the features and out of the table, or find out why it may be used.")
                : Verdict.Met($"Of {seen.Features.Count:N0} features none is one of {seen.Forbidden.Count:N0} forbidden columns under another name; closest: {Told(seen.Pairs[0])}. The limit is {Limit:0.00}.");
            foreach (var near in seen.Pairs.Where(p => p.Strength is >= Look and < Limit).Take(4))
            {
                verdict = verdict.Concern($"{Told(near)}: close to a forbidden column.");
            }

            return verdict.With(("limit", Limit), ("features", seen.Features.Count), ("forbidden_columns", seen.Forbidden.Count), ("strongest", seen.Pairs[0].Strength))
                .Concern(seen.NotCompared > 0 ? $"{seen.NotCompared:N0} pairs could not be compared: too few rows, or no value that comes again." : null) with
            {
                At = at,
                Shown = new Shown(["forbidden", "feature", "by", "strength", "rows"],
                    [.. seen.Pairs.Take(10).Select(p => (IReadOnlyList<string>)[p.Forbidden, p.Feature, p.By, F(p.Strength), p.Rows.ToString("N0", CultureInfo.InvariantCulture)])]),
                Blind = "A forbidden column that is not in this table, one bent by a curve, and a copy whose values are all different, such as an id that was drawn anew for each row.",
            };
        }

        private static string Told(LikenessOfColumns pair) => pair.By switch
        {
            "correlation" => $"{pair.Feature} correlates with {pair.Forbidden} (|r| {F(pair.Strength)} in {pair.Rows:N0} rows)",
            "mapping" => $"{pair.Feature} maps to {pair.Forbidden} (Cramér's V {F(pair.Strength)} in {pair.Rows:N0} rows)",
            _ => $"{pair.Feature} equals {pair.Forbidden} in {Math.Floor(pair.Strength * 1000) / 10:0.0} % of {pair.Rows:N0} rows",
        };

        /// <summary>Three digits, never rounded up to the limit.</summary>
        private static string F(double value) => (Math.Floor((value * 1000) + 1e-9) / 1000).ToString("0.000", CultureInfo.InvariantCulture);
    }
}
