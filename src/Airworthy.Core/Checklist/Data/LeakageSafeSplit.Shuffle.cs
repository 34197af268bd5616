using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class LeakageSafeSplit
{
    public sealed class Shuffle : ICheck<LeakTrial>
    {
        public Defect Defect => Planting(size => Drilled with
        {
            Shuffled = size switch
            {
                DefectSize.JustBelow => Drilled.Shuffled,
                DefectSize.JustAbove => new TrialMetric("roc_auc", 0.58, 0.501, 0.65, 0.5),
                _ => new TrialMetric("roc_auc", 0.99, 0.97, 1, 0.5),
            },
        });

        public Verdict Judge(ProjectContract contract, LeakTrial seen)
        {
            if (NotTried(seen) is { } open)
            {
                return open;
            }

            if (seen is not { Plain: { } plain, Shuffled: { } shuffled })
            {
                return Verdict.Unknown("The commands made no predictions that can be scored.", "Run `airworthy check training-pipeline-tests --here`, and mend what it says.");
            }

            var verdict = IsClearlyBetter(shuffled)
                ? Verdict.Unmet($"With the label of another row, in train and in dev, the answers still tell it: {Interval(shuffled)}, where {Number(shuffled.Constant)} is chance.", "Look what commands.features and commands.predict read of the label's own columns: in production they are empty.")
                : !IsClearlyBetter(plain)
                    ? Verdict.Unknown($"With the labels as they are the answers tell them hardly better ({Interval(plain)}) than chance ({Number(plain.Constant)}), so shuffled ones show nothing.", "Raise data.sample.rows.")
                    : Verdict.Met($"With the label of another row, in train and in dev, the answers fall to chance: {Interval(shuffled)} around {Number(shuffled.Constant)}, from {Number(plain.Value)} with their own.");
            return verdict.With(("shuffled", shuffled.Value), ("chance", shuffled.Constant), ("plain", plain.Value)) with
            {
                Blind = "Columns that tell the label and are not made from it in these commands: see future and proxy.",
            };
        }
    }
}
