using System.Text.RegularExpressions;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class LeakageSafeSplit
{
    /// <summary>A column that is filled in ten years after the row's own time: in few, some or all rows.</summary>
    internal static Defect KnownTooLate => Defect.Planting(size => $"""
        alter table data add column known_too_late timestamp;
        update data set known_too_late = cast($time as timestamp) + interval 3650 day
        where rowid < (select {size switch { DefectSize.JustBelow => "floor(0.0005 * count(*))", DefectSize.JustAbove => "ceil(0.005 * count(*))", _ => "count(*)" }} from data)
        """, ("features.columns", "all-but"));

    public sealed class Future : ICheck<FeatureTimes>
    {
        public Defect Defect => KnownTooLate;

        public Verdict Judge(ProjectContract contract, FeatureTimes seen)
        {
            if (seen.OfLabel is { Count: > 0 } answers)
            {
                return Verdict.Unmet($"The model reads {string.Join(", ", answers)}: {(answers.Count == 1 ? "that is" : "those are")} the label, or what it is made from.",
                    "Take it out of features.columns.") with
                {
                    At = contract.Source.At("features.columns"),
                };
            }

            var patterns = contract.Features?.Forbidden ?? [];
            var forbidden = seen.Features.Select(f => (Name: f, Pattern: patterns.FirstOrDefault(p => Matches(p, f)))).Where(f => f.Pattern is not null).ToList();
            if (forbidden.Count > 0)
            {
                return Verdict.Unmet($"{forbidden.Count:N0} of {seen.Features.Count:N0} features are forbidden: {string.Join(", ", forbidden.Take(5).Select(f => $"{f.Name} (features.forbidden: {f.Pattern})"))}.",
                    "Put them into features.except, or change what is forbidden and say why in the review.") with
                {
                    At = contract.Source.At("features.forbidden"),
                };
            }

            return Knowledge(contract, seen) with
            {
                Blind = "It believes the stated times. Of a feature made by code it knows only which columns the code names.",
            };
        }

        /// <summary>Judges by time alone: is everything that features come from known when the answer is needed?</summary>
        internal static Verdict Knowledge(ProjectContract contract, FeatureTimes seen)
        {
            var needed = contract.Data?.PredictAt is { } at ? $"{at.Column} {(at.Offset.Span < default(TimeSpan) ? "−" : "+")} {new Reading.Duration(at.Offset.Span.Duration())}" : "";
            if (seen.Late is [var worst, ..] late)
            {
                return With(Verdict.Unmet(
                    $"{late.Count:N0} {(late.Count == 1 ? "source" : "sources")} of features {(late.Count == 1 ? "is" : "are")} known only after the answer is needed ({needed}): {string.Join("; ", late.Take(3).Select(l => Told(l, contract)))}.",
                    $"Drop what is made from {worst.Column}, replace it by its last value known in time, or correct data.predict_at or data.available_after."), contract, seen);
            }

            if (seen.Features.Count == 0 && seen.Sources.Count == 0)
            {
                return Verdict.Unknown("No column is a feature, so there is nothing to judge.", "Look at features.columns and features.except.");
            }

            if (seen.Untimed is { } why)
            {
                return Verdict.Unknown(why, "Write data.time, data.predict_at and data.available_after: when the answer is needed, and when each column is known.");
            }

            if (seen.Sources.All(s => s.Rows == 0))
            {
                return Verdict.Unknown("No row has the times to compare.", "Check data.predict_at and the rows of the table.");
            }

            if (seen.PerhapsLate is [_, ..] open)
            {
                var names = string.Join(", ", open.Take(5).Select(o => o.Column)) + (open.Count > 5 ? $" and {open.Count - 5} more" : "");
                return With(Verdict.Undecided(
                    $"The answer is needed at {needed}. Nobody stated when {names} {(open.Count == 1 ? "is" : "are")} known; at the row's own time it would be too late in {open.Max(o => o.Share):P0} of rows.",
                    $"Write data.available_after for {names}."), contract, seen);
            }

            return With(Verdict.Met($"All {seen.Sources.Select(s => s.Column).Distinct().Count():N0} columns that features come from are known when the answer is needed ({needed})."), contract, seen);
        }

        private static Verdict With(Verdict verdict, ProjectContract contract, FeatureTimes seen)
        {
            var told = verdict.With(("limit_share", FeatureTimes.Limit), ("sources", seen.Sources.Count), ("late_sources", seen.Late.Count)) with
            {
                At = contract.Source.At("data.predict_at"),
                Shown = seen.Sources.Count == 0 ? null : new Shown(["column", "read by", "known", "late rows"],
                    [.. seen.Sources.OrderByDescending(s => s.Share).Take(12).Select(s => (IReadOnlyList<string>)[s.Column, s.ReadBy, Known(s, contract), $"{s.Late:N0} of {s.Rows:N0}"])]),
            };
            return seen.Concerns().Aggregate(told, (v, concern) => v.Concern(concern));
        }

        private static string Told(KnownWhen source, ProjectContract contract) =>
            $"{source.Column}{(source.ReadBy == "features" ? "" : $" (read in {source.ReadBy})")} is known {Known(source, contract)}, late in {(source.Late == source.Rows ? "every row" : $"{source.Late:N0} of {source.Rows:N0} rows")} by {Hours(source.LateHours)}";

        private static string Known(KnownWhen source, ProjectContract contract) => source.By switch
        {
            KnownBy.OwnValue => "at its own value",
            KnownBy.Stated => contract.Data?.AvailableAfter?.TryGetValue(source.Column, out var after) == true ? $"{after} after {contract.Data.Time}" : "when stated",
            _ => "at the row's time (nobody stated it)",
        };

        private static string Hours(double hours) => hours switch
        {
            < 1 => $"{hours * 60:0} minutes",
            < 48 => $"{hours:0.#} hours",
            _ => $"{hours / 24:0} days",
        };

        private static bool Matches(string pattern, string name) =>
            Regex.IsMatch(name, $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.IgnoreCase | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
    }
}
