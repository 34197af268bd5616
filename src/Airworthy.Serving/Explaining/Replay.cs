using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.Models;
using Airworthy.Serving.PredictionLog;

namespace Airworthy.Serving.Explaining;

/// <summary>What came of asking a logged row again.</summary>
/// <param name="Outputs">What the same version says now; null where it could not be asked.</param>
/// <param name="Difference">The largest absolute difference to what was answered.</param>
/// <param name="WhyNot">Why it was not asked.</param>
internal sealed record Replay(IReadOnlyList<LoggedValue>? Outputs, double? Difference, string? WhyNot)
{
    /// <summary>The answer taken apart; null where it was not.</summary>
    public TracedParts? Parts { get; init; }

    /// <summary>Why it was not taken apart.</summary>
    public string? WhyNoParts { get; init; }

    /// <summary>Answers that differ by no more are the same.</summary>
    public const double Tolerance = 1e-4;

    public bool? IsSame => Difference is { } difference ? difference <= Tolerance : null;

    /// <summary>Asks the version that answered for the very values that the log holds.</summary>
    /// <param name="model">That version, held.</param>
    /// <param name="profile">What the version's guards know of training; null where nothing.</param>
    public static async Task<Replay> OfAsync(ServedModel model, PredictionEntry entry, CancellationToken cancel, DistanceProfile? profile = null)
    {
        if (entry.Features.Count == 0)
        {
            return new Replay(null, null, "The log keeps no values of features of this row: data.privacy.personal_data is not none in the contract, and data.privacy.classes names none that may be kept.");
        }

        if (entry.Features.FirstOrDefault(f => f.Text is { } text && RedactionKeys.IsHash(text)) is { Text: not null } hashed)
        {
            return new Replay(null, null, $"The log keeps a keyed hash of {hashed.Name}, which tells of a person, so the row cannot be asked again.");
        }

        var values = entry.Features.ToDictionary(f => f.Name, StringComparer.Ordinal);
        var inputs = new List<Tensor>();
        foreach (var spec in model.Signature.Inputs)
        {
            var shape = spec.Shape.Select((length, i) => i == 0 ? 1 : length).ToArray();
            var elements = Elements.Of(spec.Type);
            var array = elements.New((int)shape.Aggregate(1L, (all, length) => all * Math.Max(length, 0)));
            for (var k = 0; k < array.Length; k++)
            {
                var name = array.Length == 1 ? spec.Name : $"{spec.Name}.{k}";
                if (!values.TryGetValue(name, out var value) || !elements.TryParse(value.Text ?? value.Number?.ToString("R", System.Globalization.CultureInfo.InvariantCulture) ?? "", array, k))
                {
                    return new Replay(null, null, $"The log holds no {spec.Type.Name()} for {name}.");
                }
            }

            inputs.Add(new Tensor(spec.Name, spec.Type, shape, array));
        }

        try
        {
            if (Scores.Deciding(await model.AnswerAsync(inputs, cancel)) is not { } deciding)
            {
                return new Replay(null, null, "The model gives no numbers.");
            }

            List<LoggedValue> outputs = [.. Enumerable.Range(0, deciding.Width).Select(k => LoggedValue.Of(deciding.Width == 1 ? deciding.Name : $"{deciding.Name}.{k}", Scores.At(deciding, k)))];
            var before = entry.Outputs.ToDictionary(o => o.Name, o => o.Number ?? double.NaN, StringComparer.Ordinal);
            var difference = outputs.Max(o => before.TryGetValue(o.Name, out var was) ? Math.Abs(was - o.Number!.Value) : double.PositiveInfinity);
            var (parts, whyNoParts) = TracedParts.Take(model, entry, profile, outputs);
            return new Replay(outputs, double.IsNaN(difference) ? double.PositiveInfinity : difference, null) { Parts = parts, WhyNoParts = whyNoParts };
        }
        catch (ModelFailedException e)
        {
            return new Replay(null, null, e.Message);
        }
    }
}
