using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Persons;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class PrivacyControls
{
    public sealed class Scan : ICheck<PersonalTraces>
    {
        /// <summary>Share of a column's rows that must be somebody's before the column counts as personal.</summary>
        public const double Limit = 0.01;

        /// <summary>The same for values that look like names or social security numbers, in a column whose name says the same.</summary>
        public const double AlikeLimit = 0.2;

        /// <summary>Share of a column's rows that look like names of persons from which it is worth a look: places and products are called like people.</summary>
        public const double NamesConcern = 0.1;

        /// <summary>Probability of as many right check digits by accident, from which they are taken to be real: 1 in a million per column and kind.</summary>
        public const double Accident = 1e-6;

        /// <summary>Rows that share their quasi-identifiers, below which somebody may be singled out (k-anonymity, Sweeney 2002).</summary>
        public const int Least = 5;

        public Defect Defect => Defect.Planting(size => $"""
            alter table data add column remark varchar;
            update data set remark = case when rowid % {size switch { DefectSize.JustBelow => 200, DefectSize.JustAbove => 70, _ => 5 }} = 0
                then 'person' || rowid || '@example.com' else 'parcel ' || (rowid % 40) end
            """, ("data.privacy.personal_data", "none"));

        public Verdict Judge(ProjectContract contract, PersonalTraces seen)
        {
            if (seen.Rows == 0)
            {
                return Verdict.Unknown("The table has no rows, so nothing was read.", "Bring rows.");
            }

            var hits = seen.Columns.SelectMany(c => c.Found.Select(t => new Hit(c, t, ColumnNames.Of(c.Name)))).ToList();
            var found = Worst(hits.Where(h => h.IsFound));
            var hints = Worst(hits.Where(h => !h.IsFound && h.IsHint)).Where(h => found.TrueForAll(f => f.Column.Name != h.Column.Name)).ToList();
            var verdict = Decide(contract, seen, found).With(
                [("limit_share", Limit), ("columns", seen.Columns.Select(c => c.Name).Distinct().Count()), ("personal_columns", found.Select(f => f.Column.Name).Distinct().Count()),
                .. seen.Groups is { } g ? [("smallest_group", g.Smallest), ("share_in_groups_below_5", g.Rows == 0 ? 0 : (double)g.Few / g.Rows)] : Array.Empty<(string, double)>()])
                .Shares("Rows of a column that are somebody's", Limit, found.Take(5).Select(f => (f.Column.Name, f.Share * f.Column.Rows, (double)f.Column.Rows)));
            verdict = hints.Take(4).Aggregate(verdict, (v, h) => v.Concern($"{h.Told}{(h.Trace.Certainty == Certainty.Alike ? "; other things look the same" : ", below the limit")}."));
            foreach (var concern in ByName(contract, seen, found))
            {
                verdict = verdict.Concern(concern);
            }

            return verdict.Concern(Groups(seen.Groups))
                .Concern(seen.Unread is { Count: > 0 } unread ? $"Not read were earlier versions: {string.Join("; ", unread.Take(3))}{(unread.Count > 3 ? $"; and {unread.Count - 3} more" : "")}." : null) with
            {
                At = contract.Source.At("data.privacy.personal_data"),
                Shown = found.Concat(hints).ToList() is { Count: > 0 } all
                    ? new Shown(["column", "in", "kind", "rows", "masked"], [.. all.Take(12).Select(h => (IReadOnlyList<string>)[h.Column.Name, h.Column.In, h.Trace.Kind, h.Share.ToString("P1", CultureInfo.InvariantCulture), h.Trace.Example])])
                    : null,
                Blind = $"{(seen.Columns.Any(c => c.Sampled) ? "Of each column at most 10,000 different values were read, a fixed sample. " : "")}Names that no list holds, what pictures show, and what free text tells without a number or an address.",
            };
        }

        private static Verdict Decide(ProjectContract contract, PersonalTraces seen, List<Hit> found)
        {
            var declared = contract.Data?.Privacy?.PersonalData;
            var read = seen.Columns.Where(c => c.Values > 0).ToList();
            var looked = $"{read.Select(c => c.Name).Distinct().Count():N0} of {seen.Columns.Select(c => c.Name).Distinct().Count():N0} columns were read{(read.Exists(c => c.Sampled) ? " (at most 10,000 values of each)" : "")}{(seen.Versions is { Count: > 0 } past ? $", and {past.Count:N0} earlier version{(past.Count == 1 ? "" : "s")}" : "")}";
            if (found.Count == 0)
            {
                return Verdict.Met($"Nothing personal was recognised: {looked}; the limit is {Limit:P0} of a column's rows.");
            }

            var told = string.Join("; ", found.Take(3).Select(h => h.Told)) + (found.Count > 3 ? $"; and {found.Count - 3} more" : "");
            return declared switch
            {
                null => Verdict.Unmet($"{told}, and the contract does not say how personal the data are. The limit is {Limit:P0}.", "Write data.privacy.personal_data, or take the column out of every copy."),
                PersonalData.None => Verdict.Unmet($"data.privacy.personal_data is none, but {told}. The limit is {Limit:P0}.", "Take the column out of every copy, or declare what it is in data.privacy.personal_data."),
                PersonalData.Pseudonymous => Verdict.Unmet($"data.privacy.personal_data is pseudonymous, but {told}: that names somebody. The limit is {Limit:P0}.", "Replace the column by a drawn key that is kept elsewhere, or declare the data personal."),
                _ => Verdict.Met($"Declared {(declared == PersonalData.Special ? "special" : "personal")}, and found: {told}."),
            };
        }

        /// <summary>Columns that are called like something personal, though their values were not recognised.</summary>
        private static IEnumerable<string> ByName(ProjectContract contract, PersonalTraces seen, List<Hit> found)
        {
            var declared = contract.Data?.Privacy?.PersonalData;
            var open = declared is null or PersonalData.None or PersonalData.Pseudonymous;
            var names = seen.Columns.Select(c => c.Name).Distinct().Where(n => found.TrueForAll(f => f.Column.Name != n)).Select(n => (Name: n, For: ColumnNames.Of(n))).Where(n => n.For is not null).ToList();
            var direct = names.Where(n => n.For!.Value.Kind == NameKind.Direct).Select(n => n.Name).ToList();
            var special = names.Where(n => n.For!.Value.Kind == NameKind.Special).Select(n => n.Name).ToList();
            var texts = seen.Columns.Where(c => c.IsFreeText).Select(c => c.Name).Distinct().ToList();
            if (open && direct.Count > 0)
            {
                yield return $"{List(direct)} {(direct.Count == 1 ? "is called" : "are called")} like something that names or reaches a person; {(direct.Count == 1 ? "its values were" : "their values were")} not recognised.";
            }

            if (declared != PersonalData.Special && special.Count > 0)
            {
                yield return $"{List(special)} {(special.Count == 1 ? "sounds" : "sound")} like a special category (GDPR article 9); data.privacy.personal_data is {(declared is { } d ? Reading.WordAttribute.Of(d) : "not written")}.";
            }

            if (open && texts.Count > 0)
            {
                yield return $"{List(texts)} {(texts.Count == 1 ? "holds" : "hold")} free text, which may tell anything about anybody.";
            }
        }

        private static string List(List<string> names) => string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");

        private static string? Groups(GroupSizes? groups) => groups is not { Smallest: < Least } g ? null
            : $"{g.Few:N0} of {g.Rows:N0} rows ({(double)g.Few / g.Rows:P1}) are in groups of fewer than {Least} by {string.Join(", ", g.Columns.Take(8))}{(g.Stated ? "" : " (guessed from their names)")}; the smallest group has {g.Smallest:N0}. Whoever knows that much of somebody may find the row.";

        /// <summary>The largest hit per column, and per kind; largest first.</summary>
        private static List<Hit> Worst(IEnumerable<Hit> hits) =>
            [.. hits.GroupBy(h => h.Column.Name).Select(g => g.OrderByDescending(h => h.Trace.Certainty).ThenByDescending(h => h.Share).ThenBy(h => h.Trace.Kind, StringComparer.Ordinal).First())
                .OrderByDescending(h => h.Share).ThenBy(h => h.Column.Name, StringComparer.Ordinal)];

        private sealed record Hit(ColumnTraces Column, Trace Trace, NamedFor? Named)
        {
            /// <summary>Share of the column's rows that are of this kind, passes by chance taken off, in [0, 1].</summary>
            public double Share => Column.Rows == 0 ? 0 : Trace.Rows * Trace.RealShare / Column.Rows;

            private bool NameAgrees => Named?.Topic == Trace.Topic;

            public bool IsFound => Trace.Certainty switch
            {
                Certainty.Proven => Share >= Limit && Trace.ByAccident <= Accident,
                Certainty.Plain => Share >= Limit,
                // Organisations have phones and streets too; nobody else has a given name or a social security number.
                _ => Share >= AlikeLimit && NameAgrees && (Trace.Topic is "name" or "national") && Trace.Passed >= 3,
            };

            public bool IsHint => Trace.Certainty switch
            {
                Certainty.Proven => Trace.ByAccident <= Accident,
                Certainty.Plain => true,
                _ => Trace.Passed >= 3 && Share >= (Trace.Topic == "name" ? NamesConcern : Limit),
            };

            public string Told => $"{Share:P1} of {Column.Name}{(Column.In == "table" ? "" : $" in {Column.In}")} {(Trace.Certainty == Certainty.Alike ? "look like" : "are")} {Article} ({Trace.Passed:N0} of {Column.Values:N0} values{Chance}, such as {Trace.Example})";

            private string Chance => Trace.Certainty == Certainty.Proven ? $" with right check digits, {Trace.Chance * Trace.Formed:N1} by chance" : "";

            private string Article => Trace.Kind switch
            {
                "e-mail address" => "e-mail addresses",
                "postal address" => "postal addresses",
                "IP address" => "IP addresses",
                "person's name" => "names of persons",
                "Spanish identity number (DNI, NIE)" => "Spanish identity numbers (DNI, NIE)",
                var kind when kind.EndsWith(')') => kind.Replace(" (", "s (", StringComparison.Ordinal),
                var kind => $"{kind}s",
            };
        }
    }
}
