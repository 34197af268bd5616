using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class RepresentativeDevTest
{
    public sealed class Sizes : ICheck<SplitSizes>
    {
        /// <summary>Share of train above which a class must occur in dev and test; a rarer one may be absent by chance.</summary>
        public const double Common = 0.01;

        public Defect Defect => Defect.Planting(size => size switch
        {
            DefectSize.JustBelow => "select 1",
            DefectSize.JustAbove => "delete from data where __split = 'test'",
            _ => "delete from data where __split in ('dev', 'test')",
        });

        public Verdict Judge(ProjectContract contract, SplitSizes seen)
        {
            var held = seen.Splits.Where(s => s.Name is "dev" or "test").ToList();
            if (seen.Splits.All(s => s.Rows == 0))
            {
                return Verdict.Unknown("No split has a row.", "Check the windows or files in data.split.");
            }

            List<string> wrong = [], concerns = [];
            foreach (var name in (string[])["dev", "test"])
            {
                if (held.FirstOrDefault(s => s.Name == name) is not { Rows: > 0 })
                {
                    wrong.Add($"{name} has no rows");
                }
            }

            var train = seen.Splits.FirstOrDefault(s => s.Name == "train");
            foreach (var split in held.Where(s => s.Rows > 0))
            {
                foreach (var lacking in seen.Classes ? Lacking(split, train) : [])
                {
                    (lacking.IsCommon ? wrong : concerns).Add($"{split.Name} has no row of class {lacking.Name}");
                }

                if (seen.Classes && split.Labels is { Count: 1 } && !wrong.Any(w => w.StartsWith($"{split.Name} has no row of class", StringComparison.Ordinal)))
                {
                    wrong.Add($"{split.Name} has rows of one class only, {split.Labels[0].Value}");
                }

                wrong.AddRange((split.Slices ?? []).Where(s => s.Rows < s.MinRows).Select(s => $"slice \"{s.Name}\" has {s.Rows:N0} rows in {split.Name}, {s.MinRows:N0} asked"));
            }

            var counted = string.Join(", ", held.Select(s => $"{s.Name} {s.Rows:N0} rows{(seen.Classes && s.Labels is { Count: > 0 } labels ? $" ({string.Join(", ", labels.Take(3).Select(l => $"{l.Value}: {l.Rows:N0}"))}{(labels.Count > 3 ? " …" : "")})" : "")}"));
            var verdict = wrong.Count > 0
                ? Verdict.Unmet($"{Capital(string.Join("; ", wrong.Take(6)))}.", "Take dev and test so that each has rows of every class and enough of every slice.")
                : Verdict.Met($"{Capital(counted)}; every class occurs and every slice has its rows.");
            foreach (var concern in concerns)
            {
                verdict = verdict.Concern($"{Capital(concern)}, which is rare in train.");
            }

            return verdict.With([.. seen.Splits.Select(s => ($"{s.Name}_rows", (double)s.Rows)), .. held.SelectMany(s => (s.Slices ?? []).Select(x => ($"{s.Name}_rows_{x.Name}", (double)x.Rows)))]) with
            {
                At = contract.Source.At("data.split"),
                Blind = "Who or what is missing from the data altogether.",
            };
        }

        private static IEnumerable<(string Name, bool IsCommon)> Lacking(SplitSize split, SplitSize? train) =>
            (train?.Labels ?? []).Where(l => (split.Labels ?? []).All(x => x.Value != l.Value)).Select(l => (l.Value, l.Rows >= Common * train!.Rows));

        private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }
}
