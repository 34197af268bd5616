using Airworthy.Core.Statistics;
using Airworthy.Data;
using Airworthy.Models.Trees;

namespace Airworthy.Probes.Data;

/// <summary>A given label and how likely it is to a model that has not seen it.</summary>
/// <param name="Position">The row's <c>__row</c>.</param>
/// <param name="Given">The label.</param>
/// <param name="Likely">The most probable class.</param>
/// <param name="OfGiven">Probability of the given label, in [0, 1].</param>
/// <param name="OfLikely">Probability of the most probable class.</param>
/// <param name="IsFlagged">Whether the row is confidently of another class.</param>
public sealed record LabelDoubt(long Position, string Given, string Likely, double OfGiven, double OfLikely, bool IsFlagged);

/// <summary>
/// Ranks labels by how unlikely they are: trees learn on four fifths of the rows and say what the last fifth should be called; rows of one entity
/// are never on both sides.
/// </summary>
/// <param name="Doubts">All rows that were looked at, the least likely label first.</param>
/// <param name="Classes">The classes, in order.</param>
/// <param name="There">Labelled rows of the table.</param>
public sealed record LabelSuspicion(IReadOnlyList<LabelDoubt> Doubts, IReadOnlyList<string> Classes, long There)
{
    private const int Folds = 5;

    private const int Seed = 19;

    /// <summary>Rows times classes that are learnt from at most.</summary>
    private const int Most = 40_000;

    /// <summary>Mean probability of the given label over the rows that are not flagged.</summary>
    public double Certainty => Doubts.Where(d => !d.IsFlagged).Select(d => d.OfGiven).DefaultIfEmpty(0).Average();

    /// <exception cref="TableException">The label is no class, or there is nothing to learn from.</exception>
    public static async Task<LabelSuspicion> RankAsync(Table table, CancellationToken cancel)
    {
        if (!table.HasLabel)
        {
            throw new TableException("The contract names no label.", "Set data.label in airworthy.yaml.");
        }

        var label = await LabelValues.ReadAsync(table, cancel);
        if (label.Scale != Core.Observations.LabelScale.Classes || label.Values is < 2 or > LabelValues.MostClasses)
        {
            throw new TableException(label.Values < 2 ? "The label has one value, so no other can be meant." : "The label is a number or has very many values; which of its values look wrong is not judged by this version.",
                "Look at the labels by hand.");
        }

        var most = Most / (label.Classes.Count == 2 ? 2 : label.Classes.Count);
        var sample = await MatrixSample.DrawAsync(table, table.Features, [new SamplePart("labelled", Where: LabelValues.Usable(table))], most, Seed, cancel);
        if (sample.Columns.Count == 0)
        {
            throw new TableException("The model reads no column of numbers, times, truths or texts, so nothing can be learnt from the table.", "Look at the labels by hand.");
        }

        var names = sample.Rows.Select(r => r.Label ?? "").Distinct().Order(StringComparer.Ordinal).ToList();
        var labels = sample.Rows.Select(r => names.IndexOf(r.Label ?? "")).ToArray();
        if (names.Count < 2 || labels.Length < Folds * 2)
        {
            throw new TableException($"{labels.Length} labelled rows of {names.Count} class{(names.Count == 1 ? "" : "es")} are too few to learn from.", "Look at the labels by hand.");
        }

        var probabilities = OutOfFold(sample, labels, names.Count);
        var flags = ConfidentLearning.Flags(probabilities, labels, names.Count);
        var doubts = labels.Select((given, i) =>
        {
            var of = probabilities.AsSpan(i * names.Count, names.Count);
            var likely = 0;
            for (var j = 1; j < of.Length; j++)
            {
                likely = of[j] > of[likely] ? j : likely;
            }

            return new LabelDoubt(sample.Rows[i].Position, names[given], names[likely], of[given], of[likely], flags[i]);
        });
        return new LabelSuspicion([.. doubts.OrderBy(d => d.OfGiven).ThenBy(d => d.Position)], names, sample.There[0]);
    }

    /// <summary>For each row the probability of each class, by trees that did not learn from it.</summary>
    private static float[] OutOfFold(MatrixSample sample, int[] labels, int classes)
    {
        var fold = FoldOf(sample);
        var probabilities = new float[labels.Length * classes];
        for (var f = 0; f < Folds; f++)
        {
            var (learnt, asked) = (Where(fold, x => x != f), Where(fold, x => x == f));
            var settings = new TreeSettings(Seed: Seed);
            var of = learnt.Select(i => labels[i]).ToList();
            if (asked.Count == 0 || of.Distinct().Count() < 2)
            {
                for (var i = 0; i < asked.Count; i++)
                {
                    probabilities[(asked[i] * classes) + (of.Count == 0 ? 0 : of[0])] = 1;
                }

                continue;
            }

            var rows = sample.Matrix.Of(asked);
            var said = classes == 2 ? BoostedTrees.OfTruths(sample.Matrix.Of(learnt), [.. of.Select(y => y == 1)], settings).Predict(rows)
                : BoostedTrees.OfClasses(sample.Matrix.Of(learnt), of, classes, settings).Predict(rows);
            for (var i = 0; i < asked.Count; i++)
            {
                for (var j = 0; j < classes; j++)
                {
                    probabilities[(asked[i] * classes) + j] = classes > 2 ? said[i, j] : j == 1 ? said[i, 0] : 1 - said[i, 0];
                }
            }
        }

        return probabilities;
    }

    private static int[] FoldOf(MatrixSample sample)
    {
        if (sample.Rows.All(r => r.Group is null))
        {
            return [.. Enumerable.Range(0, sample.Rows.Count).Select(i => i % Folds)];
        }

        var groups = sample.Rows.Select(r => r.Group ?? "").Distinct().Order(StringComparer.Ordinal).Index().ToDictionary(g => g.Item, g => g.Index % Folds, StringComparer.Ordinal);
        return [.. sample.Rows.Select(r => groups[r.Group ?? ""])];
    }

    private static List<int> Where(int[] fold, Func<int, bool> holds) => [.. Enumerable.Range(0, fold.Length).Where(i => holds(fold[i]))];
}
