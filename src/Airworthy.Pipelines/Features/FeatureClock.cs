using System.Diagnostics;

using Airworthy.Core.Statistics;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;

namespace Airworthy.Pipelines.Features;

/// <summary>Times what features take for one row, one call after the other, on one thread.</summary>
public static class FeatureClock
{
    /// <summary>Calls that are timed: 99 of 100 stay below the time told, so that thirty are above it.</summary>
    private const int Calls = 3_000, Warm = 300;

    /// <summary>The time that a group of columns needs to become the numbers of the model's formula.</summary>
    /// <param name="encodings">Of the group.</param>
    public static TailTime OfGroup(IReadOnlyList<Encoding> encodings, RawRows rows, double confidence, CancellationToken cancel)
    {
        using var scorer = new OnnxScorer(OnnxWriter.WriteEncodings(new Encoder(encodings)));
        return Timed(row => scorer.Answer(row, CancellationToken.None), rows, [.. encodings.Select(e => e.Column)], confidence, cancel);
    }

    /// <summary>The time of a whole answer.</summary>
    public static TailTime OfAnswer(OnnxRows model, RawRows rows, double confidence, CancellationToken cancel) => Timed(row => model.Answer(row, CancellationToken.None), rows, model.Columns, confidence, cancel);

    private static TailTime Timed(Action<RawRows> ask, RawRows rows, IReadOnlyList<string> columns, double confidence, CancellationToken cancel)
    {
        var random = new Random(7);
        var times = new List<double>(Calls);
        var read = columns.Select(c => rows[c]).ToList();
        for (var call = -Warm; call < Calls; call++)
        {
            cancel.ThrowIfCancellationRequested();
            int[] drawn = [random.Next(rows.Rows)];
            var row = new RawRows(1, [.. read.Select(c => c.Of(drawn))]);
            var started = Stopwatch.GetTimestamp();
            ask(row);
            if (call >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        return TailTime.Of(times, confidence);
    }
}
