using System.Globalization;
using System.Text;

using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.Models;

namespace Airworthy.Serving.Guards;

/// <summary>The set or interval of a row as a JSON list: <c>[0,1]</c> names classes by their position, <c>[12.3,15.1]</c> are two ends.</summary>
internal static class RowSets
{
    private const int MostClasses = 1000;

    private static readonly string[] s_two = ["[]", "[0]", "[1]", "[0,1]"];

    /// <returns>Null where the answer is of another kind than the guards were fitted on.</returns>
    public static string? Of(ConformalProfile coverage, AnswerKind kind, Tensor deciding, int row)
    {
        if (coverage.ThresholdOf(default) is not { } threshold)
        {
            return null;
        }

        var width = deciding.Width;
        switch (kind)
        {
            case AnswerKind.Number when width == 1:
                var interval = SplitConformal.IntervalOf(Scores.At(deciding, row), threshold);
                return string.Create(CultureInfo.InvariantCulture, $"[{(float)interval.Low},{(float)interval.High}]");
            case AnswerKind.Probability when width == 1:
                var yes = (float)Scores.At(deciding, row);
                return OfTwo(1 - yes, yes, threshold);
            case AnswerKind.Classes or AnswerKind.Probability when width == 2:
                return OfTwo((float)Scores.At(deciding, row * 2), (float)Scores.At(deciding, (row * 2) + 1), threshold);
            case AnswerKind.Classes or AnswerKind.Probability when width is > 1 and <= MostClasses:
                Span<float> probabilities = stackalloc float[width];
                for (var k = 0; k < width; k++)
                {
                    probabilities[k] = (float)Scores.At(deciding, (row * width) + k);
                }

                Span<bool> holds = stackalloc bool[width];
                _ = SplitConformal.SetOf(probabilities, threshold, holds);
                var text = new StringBuilder("[");
                for (var k = 0; k < width; k++)
                {
                    if (holds[k])
                    {
                        text.Append(text.Length > 1 ? "," : "").Append(k);
                    }
                }

                return text.Append(']').ToString();
            default:
                return null;
        }
    }

    private static string OfTwo(float no, float yes, double threshold)
    {
        Span<bool> holds = stackalloc bool[2];
        _ = SplitConformal.SetOf([no, yes], threshold, holds);
        return s_two[(holds[0] ? 1 : 0) + (holds[1] ? 2 : 0)];
    }

    /// <summary>Whether a set holds what came true; null where the label cannot be read as the answer's kind.</summary>
    /// <param name="set">As <see cref="Of"/> gives it.</param>
    public static bool? Holds(string set, AnswerKind kind, string label)
    {
        var parts = set.Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries);
        var truth = label switch { "true" => 1, "false" => 0, _ => double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN };
        return double.IsNaN(truth) ? null
            : kind == AnswerKind.Number ? parts is [var low, var high] ? truth >= Number(low) && truth <= Number(high) : null
            : parts.Any(p => Number(p) == truth);
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
