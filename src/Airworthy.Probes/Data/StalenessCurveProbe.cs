using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;
using Airworthy.Models.Trees;
using Airworthy.Probes.Runs;

namespace Airworthy.Probes.Data;

/// <summary>
/// Reads what <c>airworthy evaluate --staleness</c> measured of the team's own training on these data. Where it did not, trees stand in: parts the labelled rows into equal windows of time, trains trees at past cut-offs on the windows before each, and scores every later window by the old
/// model and by a fresh one that was trained right before it, on the same rows.
/// </summary>
public sealed class StalenessCurveProbe : IProbe<StalenessCurve>
{
    private const int Windows = 9;

    /// <summary>Windows that each model learns from.</summary>
    private const int Learnt = 3;

    private const int Most = 36_000;
    private const int Seed = 57;

    /// <summary>Rows that each window needs, and for classes rows of the rarest.</summary>
    private const int LeastRows = 100;
    private const int LeastOfClass = 20;

    private const string Next = "Keep enough history for three cut-offs with three windows after each, with labels; until then sign what you expect: `airworthy attest freshness-need`.";

    public bool IsCostly => true;

    public async Task<Sighting<StalenessCurve>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (await StalenessFacts.FindAsync(around, cancel) is { } measured)
        {
            return new StalenessCurve(measured.Metric, measured.Learner, measured.Cutoffs, measured.WindowDays, measured.TrainDays, (int)Math.Min(int.MaxValue, measured.Rows), measured.Ages, measured.Slope);
        }

        var table = await around.TableAsync(cancel);
        if (!table.HasLabel || table[table.Contract.Data?.Time] is not { } named || named.Kind == ColumnKind.Number || table.TimeOf(named.Name) is not { } time)
        {
            return new Sighting<StalenessCurve>.NotSeen(table.HasLabel ? "No column tells when a row was, so nothing can grow old." : "The contract names no label.", table.HasLabel ? "Name the column of time in data.time." : "Set data.label in airworthy.yaml.");
        }

        var label = await LabelValues.ReadAsync(table, cancel);
        if (label.Scale == LabelScale.Classes && label.Values is < 2 or > LabelValues.MostClasses)
        {
            return new Sighting<StalenessCurve>.NotSeen($"The label has {(label.Values < 2 ? "one value" : $"more than {LabelValues.MostClasses} values")}.", Next);
        }

        var sample = await MatrixSample.DrawAsync(table, table.Features, [new SamplePart("timed", Where: $"{LabelValues.Usable(table)} and {time} is not null")], Most, Seed, cancel);
        try
        {
            return Past.Of(sample, label, around.Contract) is { } past && past.Curve(cancel) is { } curve
                ? curve
                : new Sighting<StalenessCurve>.NotSeen($"The {sample.Rows.Count:N0} labelled rows with a time do not fill {Windows} windows with {LeastRows} rows and {LeastOfClass} of each class.", Next);
        }
        catch (TreesUnavailableException e)
        {
            return new Sighting<StalenessCurve>.NotSeen(e.Message, "Install libgomp: on Debian or Ubuntu `sudo apt-get install libgomp1`.");
        }
    }

    /// <summary>The rows of each window, with what they are and what they say.</summary>
    private sealed record Past(FloatMatrix Rows, double[] Labels, int Classes, int[] Day, IReadOnlyList<IReadOnlyList<int>> InWindow, double WindowDays, PredictionMetric Metric, bool IsLess, double Threshold)
    {
        public static Past? Of(MatrixSample sample, LabelValues label, ProjectContract contract)
        {
            if (sample.Rows.Count < Windows * LeastRows)
            {
                return null;
            }

            var classes = label.Scale == LabelScale.Classes ? label.Classes.Select(c => c.Class).Order(StringComparer.Ordinal).ToList() : [];
            double[] labels = [.. sample.Rows.Select(r => classes.Count > 0 ? classes.IndexOf(r.Label ?? "") : double.Parse(r.Label!, System.Globalization.CultureInfo.InvariantCulture))];
            var (from, until) = (sample.Rows.Min(r => r.Time), sample.Rows.Max(r => r.Time));
            var width = (until - from) / Windows;
            var windows = Enumerable.Range(0, Windows).Select(_ => new List<int>()).ToList();
            for (var i = 0; i < labels.Length; i++)
            {
                windows[Math.Clamp((int)((sample.Rows[i].Time - from) / width), 0, Windows - 1)].Add(i);
            }

            if (!(width > 0) || windows.Any(w => w.Count < LeastRows || (classes.Count > 0 && Enumerable.Range(0, classes.Count).Any(c => w.Count(i => labels[i] == c) < LeastOfClass))))
            {
                return null;
            }

            var scale = classes.Count == 2 ? MetricScale.TwoClasses : classes.Count > 0 ? MetricScale.Classes : MetricScale.Number;
            var wanted = PredictionMetric.Of(contract.Metric?.Name);
            var metric = wanted is not null && (wanted.Scale == scale || (wanted.Scale == MetricScale.Classes && classes.Count == 2)) ? wanted
                : PredictionMetric.Of(classes.Count == 2 ? "roc_auc" : classes.Count > 0 ? "log_loss" : "mae")!;
            var isLess = metric == wanted ? contract.Metric!.Direction == Direction.Down : metric.Name != "roc_auc";
            return new Past(WithClock(sample), labels, classes.Count, [.. sample.Rows.Select(r => (int)((r.Time - from) / 86_400))], windows, width / 86_400, metric, isLess, DecisionThreshold.Of(contract).From);
        }

        /// <summary>The columns, and of the row's own moment the hour and the day of the week.</summary>
        private static FloatMatrix WithClock(MatrixSample sample)
        {
            var columns = sample.Columns.Count;
            var values = new float[sample.Rows.Count * (columns + 2)];
            for (var i = 0; i < sample.Rows.Count; i++)
            {
                sample.Matrix.Values.AsSpan(i * columns, columns).CopyTo(values.AsSpan(i * (columns + 2)));
                values[(i * (columns + 2)) + columns] = (float)Math.Floor(sample.Rows[i].Time % 86_400 / 3600);
                values[(i * (columns + 2)) + columns + 1] = (float)(Math.Floor(sample.Rows[i].Time / 86_400) % 7);
            }

            return new FloatMatrix(sample.Rows.Count, columns + 2, values);
        }

        public StalenessCurve? Curve(CancellationToken cancel)
        {
            var models = new BoostedTrees?[Windows];
            for (var cut = Learnt; cut < Windows; cut++)
            {
                cancel.ThrowIfCancellationRequested();
                models[cut] = Train([.. InWindow.Skip(cut - Learnt).Take(Learnt).SelectMany(w => w)]);
            }

            var gaps = new AgeGaps(Metric, IsLess, WindowDays);
            for (var window = Learnt + 1; window < Windows; window++)
            {
                var rows = InWindow[window];
                var truth = new Truth([.. rows.Select(i => Labels[i])], Classes);
                var (fresh, days) = (Said(models[window]!, rows, truth), new RowUnits(Day: Dense(rows)));
                for (var cut = Learnt; cut < window; cut++)
                {
                    cancel.ThrowIfCancellationRequested();
                    gaps.Add(window - cut, truth, Said(models[cut]!, rows, truth), fresh, days);
                }
            }

            var ages = gaps.Ages();
            return ages.Count == 0 ? null
                : new StalenessCurve(Metric.Name, "boosted trees on the features, the hour and the day of the week", Windows - Learnt - 3, WindowDays, WindowDays * Learnt, Labels.Length, ages, AgeGaps.Slope(ages));
        }

        private int[] Dense(IReadOnlyList<int> rows)
        {
            var known = new Dictionary<int, int>();
            return [.. rows.Select(i => known.TryGetValue(Day[i], out var dense) ? dense : known[Day[i]] = known.Count)];
        }

        private BoostedTrees Train(List<int> rows)
        {
            var (matrix, settings) = (Rows.Of(rows), new TreeSettings(Seed: Seed));
            return Classes switch
            {
                0 => BoostedTrees.OfNumbers(matrix, [.. rows.Select(i => (float)Labels[i])], settings),
                2 => BoostedTrees.OfTruths(matrix, [.. rows.Select(i => Labels[i] == 1)], settings),
                _ => BoostedTrees.OfClasses(matrix, [.. rows.Select(i => (int)Labels[i])], Classes, settings),
            };
        }

        private Answers Said(BoostedTrees model, IReadOnlyList<int> rows, Truth truth)
        {
            var said = model.Predict(Rows.Of([.. rows]));
            if (Classes <= 2)
            {
                double[] scores = [.. Enumerable.Range(0, rows.Count).Select(i => (double)said[i, 0])];
                return Classes == 0 ? new Answers(scores) : Answers.OfScores(scores, truth, Threshold);
            }

            var (answer, ofLabel, square) = (new double[rows.Count], new double[rows.Count], new double[rows.Count]);
            for (var i = 0; i < rows.Count; i++)
            {
                var label = (int)truth.Values[i];
                var of = Enumerable.Range(0, Classes).Select(c => (double)said[i, c]).ToArray();
                (answer[i], ofLabel[i]) = (Array.IndexOf(of, of.Max()), of[label]);
                square[i] = of.Sum(p => p * p) - (2 * of[label]) + 1;
            }

            return new Answers(new double[rows.Count], answer, ofLabel, square);
        }
    }
}
