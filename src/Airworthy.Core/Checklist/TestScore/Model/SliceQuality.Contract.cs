using Airworthy.Core.Contracts;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class SliceQuality
{
    public sealed class Contract : IContractCheck
    {
        /// <summary>Slices that a project in use watches at least.</summary>
        public const int MinimumOnceLive = 3;

        public Defect Defect => Defect.Promising(("slices", "[{name: evening, where: hour >= 18, min_rows: 500, min: 0.6, max_drop: 0.03}, {name: evening again, where: hour >= 18, min_rows: 500, min: 0.6, max_drop: 0.03}]"));

        public Verdict Judge(ProjectContract contract)
        {
            var slices = contract.Slices ?? [];
            if (slices.Count == 0)
            {
                return Promised.Lacks(contract, "slices")!;
            }

            for (var i = 0; i < slices.Count; i++)
            {
                string[] missing = [.. Missing(slices[i], contract.PolicyOrStandard)];
                if (missing.Length > 0)
                {
                    return Verdict.Unknown($"The slice {slices[i].Name} lacks {string.Join(", ", missing)}.", $"Write {string.Join(", ", missing)} into slices[{i}].") with { At = contract.Source.At($"slices[{i}]") };
                }
            }

            var twin = slices.GroupBy(s => string.Join(' ', s.Where.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant()).FirstOrDefault(g => g.Count() > 1)
                ?? slices.GroupBy(s => s.Name).FirstOrDefault(g => g.Count() > 1);
            if (twin is not null)
            {
                return Verdict.Unmet($"{string.Join(" and ", twin.Select(s => s.Name))} are the same group of rows or bear the same name, so they count once.", "Remove one, or give it a condition of its own.") with
                {
                    At = contract.Source.At("slices"),
                };
            }

            var numbers = ((string, double)[])[("slices", slices.Count), ("minimum_once_live", MinimumOnceLive)];
            return contract.StageOrIdea == Stage.Live && slices.Count < MinimumOnceLive
                ? Verdict.Unknown($"{slices.Count} slice{(slices.Count == 1 ? " is" : "s are")} watched; once live at least {MinimumOnceLive} are asked.", "Add the groups where a good average could hide a bad model.").With(numbers)
                : Verdict.Met($"{slices.Count} slice{(slices.Count == 1 ? " has its" : "s have their")} condition, size and bars: {string.Join(", ", slices.Select(s => s.Name))}.").With(numbers)
                    .Concern(slices.Count < MinimumOnceLive ? $"Before it goes live, at least {MinimumOnceLive} are asked." : null);
        }

        private static IEnumerable<string> Missing(Slice slice, Policy policy)
        {
            if (Placeholder.WhyNot(slice.Name, 0, policy) is not null)
            {
                yield return "name";
            }

            if (Placeholder.WhyNot(slice.Where, 0, policy) is not null)
            {
                yield return "where";
            }

            if (slice.MinRows is null)
            {
                yield return "min_rows";
            }

            if (slice.Min is null)
            {
                yield return "min";
            }

            if (slice.MaxDrop is null)
            {
                yield return "max_drop";
            }
        }
    }
}
