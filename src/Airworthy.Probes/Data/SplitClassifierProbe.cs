using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Data;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Asks a classifier to tell test rows from dev rows, on a bounded draw, and asks it the same of odd and even blocks.</summary>
public sealed class SplitClassifierProbe : IProbe<SplitClassifier>
{
    /// <summary>Rows drawn from each side at most.</summary>
    public const int Most = 20_000;

    private const int Seed = 20;

    public bool IsCostly => true;

    public async Task<Sighting<SplitClassifier>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        if (ColumnShiftsProbe.WhyNot(table) is { } why)
        {
            return new Sighting<SplitClassifier>.NotSeen(why, "Set data.split in airworthy.yaml.");
        }

        var accepted = table.Contract.Data?.Split?.KnownShift ?? [];
        List<Column> shown = [.. table.Features.Where(c => c.Kind != ColumnKind.Other && c.Name != table.Contract.Data?.Time && !accepted.Contains(c.Name))];
        if (shown.Count == 0)
        {
            return new Sighting<SplitClassifier>.NotSeen("No feature is left to tell dev and test apart by.", "Look at features.columns, features.except and data.split.known_shift.");
        }

        var sample = await MatrixSample.DrawAsync(table, shown, [SamplePart.Split("dev"), SamplePart.Split("test")], Most, Seed, cancel);
        var sides = new DrawnSides(sample.There[0], sample.There[1], sample.Drawn(0), sample.Drawn(1));
        var leftOut = table.Features.Where(c => !shown.Contains(c)).Select(c => c.Name).ToList();
        if (sides.Dev < DevTestSameDistribution.Least || sides.Test < DevTestSameDistribution.Least)
        {
            return new SplitClassifier(sides, new AreaFound(0.5, 0.5), new AreaFound(0.5, 0.5), BlockedBy.Nothing, 0, []);
        }

        var blocks = RowBlocks.Make(sample, table.Contract.Data?.Split);
        // Blocks of the two sides are different rows, unless groups stand on both.
        int Cluster(int i) => blocks.By == BlockedBy.Group ? blocks.Of[i] : (sample.Rows[i].Part * RowBlocks.Count) + blocks.Of[i];
        var told = TwoSample.Of(sample.Matrix, [.. sample.Rows.Select(r => r.Part == 1)], blocks.Of, Cluster, cancel);
        var placebo = TwoSample.Of(sample.Matrix, [.. blocks.Of.Select(b => b % 2 == 1)], blocks.Of, Cluster, cancel);
        if (told is null || placebo is null)
        {
            return new Sighting<SplitClassifier>.NotSeen("Too few times or groups stand in dev or test to hold some of them out.", "Take dev and test from more days, or from more groups.");
        }

        return new SplitClassifier(sides, Found(told), Found(placebo), blocks.By, RowBlocks.Count, Features(told, sample.Columns), ClusteredArea.Curve(told.Held, 20), leftOut,
            await ExamplesAsync(table, sample, told, shown, cancel));
    }

    private static AreaFound Found(TwoSample told) => new(told.Area.Area, told.Area.Error);

    /// <summary>The columns by their share of the gain, strongest first; none below one in a hundred.</summary>
    internal static IReadOnlyList<FeatureGain> Features(TwoSample told, IReadOnlyList<Column> columns)
    {
        var all = Math.Max(told.Gains.Sum(), 1e-12);
        return [.. columns.Select((c, i) => new FeatureGain(c.Name, told.Gains[i] / all)).Where(f => f.Share >= 0.01).OrderByDescending(f => f.Share).ThenBy(f => f.Column, StringComparer.Ordinal).Take(12)];
    }

    /// <summary>The test rows that the classifier is surest of, in the columns it told them by.</summary>
    private static async Task<Shown?> ExamplesAsync(Table table, MatrixSample sample, TwoSample told, List<Column> shown, CancellationToken cancel)
    {
        if (told.Area.Lower99 <= DevTestSameDistribution.Classifier.Look)
        {
            return null;
        }

        var surest = Enumerable.Range(0, sample.Rows.Count).Where(i => sample.Rows[i].Part == 1).OrderByDescending(i => told.Scores[i]).ThenBy(i => sample.Rows[i].Position).Take(5).Select(i => sample.Rows[i].Position);
        var names = Features(told, sample.Columns).Take(6).Select(f => shown.First(c => c.Name == f.Column).Quoted);
        return await table.ShowAsync(LabelSheet.RowsAt("parted", surest, names), cancel);
    }
}
