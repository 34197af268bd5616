using Airworthy.Core.Statistics;
using Airworthy.Models.Trees;

namespace Airworthy.Probes.Data;

/// <summary>
/// Asks trees to tell two samples apart. Rows are held out by whole blocks: half of the pairs of neighbouring blocks teach, the other half is
/// told apart, and the other way round.
/// </summary>
/// <remarks>Source: Lopez-Paz and Oquab (2017), ICLR, Revisiting Classifier Two-Sample Tests.</remarks>
internal sealed record TwoSample(ClusteredArea Area, IReadOnlyList<double> Scores, IReadOnlyList<double> Gains, IReadOnlyList<ScoredRow> Held)
{
    public static readonly TreeSettings Settings = new(Trees: 50, Leaves: 15, Seed: 20);

    private const int Folds = 2;

    /// <summary>Null where a fold lacks one of the samples, so that nothing can be held out.</summary>
    /// <param name="isSecond">Whether each row is of the second sample.</param>
    /// <param name="blocks">Each row's block; blocks 2k and 2k + 1 are held out together.</param>
    /// <param name="cluster">What counts as resembling rows when the error is estimated.</param>
    public static TwoSample? Of(FloatMatrix rows, IReadOnlyList<bool> isSecond, IReadOnlyList<int> blocks, Func<int, int> cluster, CancellationToken cancel)
    {
        var scores = new double[rows.Rows];
        var gains = new double[rows.Columns];
        var areas = new List<ClusteredArea>();
        var all = new List<ScoredRow>();
        for (var fold = 0; fold < Folds; fold++)
        {
            cancel.ThrowIfCancellationRequested();
            List<int> taught = [], held = [];
            for (var i = 0; i < rows.Rows; i++)
            {
                (blocks[i] / 2 % Folds == fold ? held : taught).Add(i);
            }

            if (new[] { taught, held }.Any(f => f.TrueForAll(i => isSecond[i]) || f.TrueForAll(i => !isSecond[i])))
            {
                return null;
            }

            var trees = BoostedTrees.OfTruths(rows.Of(taught), [.. taught.Select(i => isSecond[i])], Settings);
            var told = trees.Predict(rows.Of(held));
            var scored = held.Select((i, at) => new ScoredRow(scores[i] = told[at, 0], isSecond[i], cluster(i))).ToList();
            areas.Add(ClusteredArea.Of(scored));
            all.AddRange(scored);
            for (var c = 0; c < gains.Length; c++)
            {
                gains[c] += trees.Gains[c];
            }
        }

        return new TwoSample(ClusteredArea.Mean(areas), scores, gains, all);
    }
}
