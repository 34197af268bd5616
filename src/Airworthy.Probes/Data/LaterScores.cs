using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Data;
using Airworthy.Models.Trees;

namespace Airworthy.Probes.Data;

/// <summary>
/// Learns a label of two classes twice from a bounded draw: from the earlier rows, asked for the latest, and from a mix of all times. Both learn from and
/// are asked for equally many rows; rows of one entity are on one side of the mix.
/// </summary>
internal static class LaterScores
{
    private const int Most = 20_000;

    private const int Seed = 9;

    /// <summary>Rows of the rarer class that each of the four sides needs.</summary>
    private const int Least = 50;

    /// <summary>The latest one of so many parts is asked for.</summary>
    private const int Parts = 4;

    /// <summary>Null where the label has not two classes, where there are too few rows, or where nothing can be learnt from.</summary>
    public static async Task<LaterScore?> OfAsync(Table table, CancellationToken cancel)
    {
        if (!table.HasLabel || table[table.Contract.Data?.Time] is not { } named || table.TimeOf(named.Name) is not { } time)
        {
            return null;
        }

        var label = await LabelValues.ReadAsync(table, cancel);
        if (label.Scale != LabelScale.Classes || label.Values != 2)
        {
            return null;
        }

        var sample = await MatrixSample.DrawAsync(table, table.Features, [new SamplePart("timed", Where: $"{LabelValues.Usable(table)} and {time} is not null")], Most, Seed, cancel);
        if (sample.Columns.Count == 0 || sample.Rows.Count < Parts * 2)
        {
            return null;
        }

        var positive = sample.Rows.Select(r => r.Label ?? "").Order(StringComparer.Ordinal).Last();
        bool[] labels = [.. sample.Rows.Select(r => r.Label == positive)];
        List<int> inTime = [.. Enumerable.Range(0, labels.Length).OrderBy(i => sample.Rows[i].Time)];
        // Rows of one moment are on one side.
        var first = sample.Rows[inTime[labels.Length - (labels.Length / Parts)]].Time;
        var early = inTime.TakeWhile(i => sample.Rows[i].Time < first).ToList();
        var (mixedLearnt, mixedAsked) = Mix(sample, early.Count);
        try
        {
            return Ask(sample, labels, early, inTime[early.Count..]) is { } after && Ask(sample, labels, mixedLearnt, mixedAsked) is { } mixed
                ? new LaterScore(early.Count, labels.Length - early.Count, mixed, after)
                : null;
        }
        catch (TreesUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Rows of all times on two sides, entity by entity; they are drawn in the order of their hash already.</summary>
    private static (List<int> Learnt, List<int> Asked) Mix(MatrixSample sample, int learnt)
    {
        var groups = sample.Rows.Select((r, i) => (Row: i, Key: r.Group ?? $"\u0001{i}")).GroupBy(x => x.Key).Select(g => g.Select(x => x.Row).ToList()).ToList();
        var (one, other) = (new List<int>(), new List<int>());
        foreach (var group in groups)
        {
            (one.Count < learnt ? one : other).AddRange(group);
        }

        return (one, other);
    }

    private static AreaFound? Ask(MatrixSample sample, bool[] labels, List<int> learnt, List<int> asked)
    {
        int Rarer(List<int> rows) => Math.Min(rows.Count(i => labels[i]), rows.Count(i => !labels[i]));
        if (Rarer(learnt) < Least || Rarer(asked) < Least)
        {
            return null;
        }

        var said = BoostedTrees.OfTruths(sample.Matrix.Of(learnt), [.. learnt.Select(i => labels[i])], new TreeSettings(Seed: Seed)).Predict(sample.Matrix.Of(asked));
        var scored = asked.Select((row, i) => (Score: said[i, 0], Is: labels[row])).GroupBy(x => x.Score).OrderBy(g => g.Key)
            .Select(g => new LabelCount(g.Count(x => x.Is), g.Count(x => !x.Is))).ToList();
        var area = AreaUnderCurve.Ordered(scored);
        var within = AreaUnderCurve.HanleyMcNeil(area, scored.Sum(s => s.Positives), scored.Sum(s => s.Negatives), z: 1);
        return new AreaFound(area, (within.High - within.Low) / 2);
    }
}
