using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class Inclusion
{
    public sealed class Proxies : ICheck<GroupTraces>
    {
        /// <summary>The lower 99 % bound of the area from which there is a concern, and from which somebody has to decide where the contract says nothing.</summary>
        public const double Look = 0.7, Ask = 0.9;

        /// <summary>A group that is which side of its middle a feature lies on, mostly.</summary>
        public Defect Defect => Defect.Planting(size => $"""
            alter table data add column planted_group varchar;
            update data set planted_group = case when ($feature > (select median($feature) from data)) = (hash(rowid, 5) % 1000 < {size switch { DefectSize.JustBelow => "800", DefectSize.JustAbove => "970", _ => "1000" }}) then 'this side' else 'that side' end
            """, ("responsibility.fairness.groups", "[planted_group]"), ("responsibility.fairness.max_proxy", "0.9"));

        public Verdict Judge(ProjectContract contract, GroupTraces seen)
        {
            if (Promised.Lacks(contract, "responsibility.fairness.groups") is { } lacks)
            {
                return lacks;
            }

            var limit = contract.Responsibility!.Fairness!.MaxProxy;
            var best = seen.Columns.Where(c => c.Groups is { Count: > 0 }).Select(c => (c.Column, Group: c.Groups!.MaxBy(g => g.Low)!)).ToList();
            var told = string.Join("; ", best.Select(b => Told(b.Column, b.Group)));
            var verdict = best.Where(b => b.Group.Low > (limit ?? 1)).ToList() is { Count: > 0 } over
                ? Verdict.Unmet($"{string.Join("; ", over.Select(b => Told(b.Column, b.Group)))}; the limit is {limit:0.0##}.", $"Leave out {Names(over[0].Group)}, or make it coarser, and look at what the model then loses; or decide that it may be, and raise responsibility.fairness.max_proxy.")
                : seen.Columns.Where(c => c.Groups is not { Count: > 0 }).Select(c => $"{c.Column}: {c.WhyNot}").ToList() is { Count: > 0 } open
                    ? Verdict.Unknown($"{string.Join("; ", open)}{(told.Length == 0 ? "" : $"; {told}")}.", "Name columns of the table in responsibility.fairness.groups, and bring rows of at least two groups.")
                : limit is null && best.Where(b => b.Group.Low > Ask).ToList() is { Count: > 0 } strong
                    ? Verdict.Undecided($"{string.Join("; ", strong.Select(b => Told(b.Column, b.Group)))}: {(strong.Count == 1 ? "a stand-in" : "stand-ins")} for the group. From {Ask:0.0} on a person has to decide whether that may be.", "Leave the feature out, or write how well groups may be told into responsibility.fairness.max_proxy.")
                : limit is not null && best.Exists(b => b.Group.High > limit)
                    ? Verdict.Undecided($"{told}; the limit is {limit:0.0##}.", "Bring more rows of the group, until the interval lies on one side of the limit.")
                : Verdict.Met($"{told}{(limit is null ? "" : $"; the limit is {limit:0.0##}")}. 0.5 is by chance.");
            return best.Where(b => b.Group.Low > Look && b.Group.Low <= (limit ?? Ask)).Select(b => $"{b.Column} {b.Group.Group} is told by {Names(b.Group)}: what the model makes of it, it makes of the group.")
                .Concat(seen.Columns.Where(c => c.IsFeature).Select(c => $"The model is given {c.Column} itself."))
                .Aggregate(verdict.With([.. best.Select(b => ($"{b.Column}_auc", b.Group.Auc)), .. best.Select(b => ($"{b.Column}_auc_lower_99", b.Group.Low)), ("limit_auc", limit ?? Ask), ("features", seen.Features)]), (v, c) => v.Concern(c)) with
            {
                At = contract.Source.At("responsibility.fairness"),
                Shown = best.Count == 0 ? null : new Shown(["column", "group", "rows", "AUC", "99 % above", "told by"],
                    [.. seen.Columns.SelectMany(c => (c.Groups ?? []).Select(g => (IReadOnlyList<string>)[c.Column, g.Group, $"{g.Rows:N0}", $"{g.Auc:0.000}", $"{g.Low:0.000}", Names(g)]))]),
                Blind = "Whether the model uses what the features tell; a stand-in made of columns that are not features.",
            };
        }

        private static string Told(string column, ToldGroup group) => $"{column} {group.Group} is told from the rest with AUC {group.Auc:0.000} (99 % above {group.Low:0.000}){(group.By is { Count: > 0 } ? $" by {Names(group)}" : "")}";

        private static string Names(ToldGroup group) => group.By is { Count: > 0 } by ? string.Join(", ", by.Take(3).Select(f => $"{f.Column} ({f.Share:P0})")) : "no single feature";
    }
}
