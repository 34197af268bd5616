using Airworthy.Core.Statistics;
using Airworthy.Models.Tabular;

namespace Airworthy.Models.Onnx;

/// <summary>A learnt model cannot be written so that it answers as it does here; it is refused while it is trained, never written wrongly.</summary>
public sealed class ModelRefusedException(string because) : Exception(because);

/// <summary>A model as an ONNX file that was seen to answer as the library that learnt it.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="Output">The name of its output.</param>
/// <param name="Largest">The largest difference seen, see <see cref="Allowed"/>.</param>
/// <param name="Compared">Rows that were compared.</param>
public sealed record ExportedModel(byte[] Bytes, Encoder Encoder, string Output, double Largest, int Compared)
{
    /// <summary>How far the file's answers may be from the library's: of probabilities as they are, of numbers in relation to the number where it is above 1.</summary>
    public const double Allowed = 1e-6;

    /// <summary>Writes a model and compares its answers with the library's on every row given.</summary>
    /// <param name="rows">Rows that the model was not learnt from.</param>
    /// <returns>The model and its file's answers for the rows.</returns>
    /// <exception cref="ModelRefusedException">They differ.</exception>
    public static (ExportedModel Model, FloatMatrix Answers) Of(Encoder encoder, Learnt learnt, Target target, RawRows rows, IEnumerable<KeyValuePair<string, string>> about, CancellationToken cancel)
    {
        var bytes = OnnxWriter.Write(encoder, learnt.Formula, target.Outputs, about);
        using var scorer = new OnnxScorer(bytes);
        var answers = scorer.Answer(rows, cancel);
        var own = learnt.Own(encoder.Encode(rows));
        var largest = 0.0;
        for (var i = 0; i < answers.Values.Length; i++)
        {
            var difference = Math.Abs((double)answers.Values[i] - own.Values[i]) / Math.Max(1, Math.Abs((double)own.Values[i]));
            if (!(difference <= Allowed))
            {
                throw new ModelRefusedException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"As an ONNX file it would answer {answers.Values[i]:G9} where it answers {own.Values[i]:G9} here (row {i / answers.Columns} of those it was compared on); {Allowed:G1} is allowed."));
            }

            largest = Math.Max(largest, difference);
        }

        return (new ExportedModel(bytes, encoder, OnnxWriter.OutputOf(encoder), largest, rows.Rows), answers);
    }

    /// <summary>The time of an answer when many rows are asked at once, on one core, in microseconds: measured now.</summary>
    public double MicrosecondsPerRow(RawRows rows, CancellationToken cancel)
    {
        using var scorer = new OnnxScorer(Bytes);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        scorer.Answer(rows, cancel);
        return System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMicroseconds / Math.Max(1, rows.Rows);
    }
}
