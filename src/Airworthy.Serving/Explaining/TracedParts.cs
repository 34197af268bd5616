using Airworthy.Core.Statistics.Guards;
using Airworthy.Models.Explaining;
using Airworthy.Models.Tabular;
using Airworthy.Serving.Models;
using Airworthy.Serving.PredictionLog;

namespace Airworthy.Serving.Explaining;

/// <summary>An answer taken apart: what each feature moves it by, from what the model says of an ordinary row.</summary>
/// <remarks>
/// The ordinary row has the median of each number and the commonest name, as the guards keep them of training; a gateway has no training rows. Shapley values against one such
/// row: Sundararajan and Najmi (2020), ICML, PMLR 119, 9269–9278 (baseline Shapley). Exact, and in the unit of the formula's sum.
/// </remarks>
/// <param name="Output">Which output is taken apart: the largest.</param>
/// <param name="Base">What the ordinary row sums up to.</param>
/// <param name="Of">By feature what it adds.</param>
/// <param name="Sum">Base and parts together.</param>
/// <param name="Apart">How far the sum, brought to an answer, is from what the model says; of answers above 1 as a share.</param>
internal sealed record TracedParts(int Output, double Base, IReadOnlyList<(string Feature, double Part)> Of, double Sum, double Apart)
{
    /// <param name="outputs">What the model says of the row now.</param>
    /// <returns>Null, with the reason.</returns>
    public static (TracedParts? Parts, string? WhyNot) Take(ServedModel model, PredictionEntry entry, DistanceProfile? profile, IReadOnlyList<LoggedValue> outputs)
    {
        if (model is not OnnxModel { Own: { } own })
        {
            return (null, "The model's file was not written by Airworthy, so its answers cannot be taken apart exactly.");
        }

        if (profile is null)
        {
            return (null, "No guards are in force that know an ordinary row to compare with. Fit them: airworthy guard fit, then airworthy release guards.");
        }

        var values = entry.Features.ToDictionary(f => f.Name, StringComparer.Ordinal);
        var known = profile.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var encoder = own.Encoder;
        var row = encoder.Encode(new RawRows(1, [.. encoder.Encodings.Select(e => Given(e, values))]));
        var ordinary = encoder.Encode(new RawRows(1, [.. encoder.Encodings.Select(e => Ordinary(e, known))]));
        int[] column = [.. encoder.Encodings.SelectMany((e, i) => e.Made.Select(_ => i))];
        var parts = ShapleyParts.Of(own.Formula, column, row.Row(0), ordinary);
        double[] said = [.. outputs.Select(o => o.Number ?? double.NaN)];
        var sums = own.Formula is Formula.Constant ? said : ShapleyParts.Linked(parts.Sum, own.Formula);
        var apart = sums.Zip(said, (s, a) => Math.Abs(s - a) / Math.Max(1, Math.Abs(a))).Max();
        var taken = said.Index().MaxBy(s => s.Item).Index;
        return (new TracedParts(taken, parts.Base[taken], [.. encoder.Encodings.Select((e, i) => (e.Column, parts.Of[i][taken]))], parts.Sum[taken], apart), null);
    }

    private static RawColumn Given(Encoding encoding, Dictionary<string, LoggedValue> values)
    {
        var value = values.GetValueOrDefault(encoding.Column);
        return encoding switch
        {
            Encoding.Rates => new RawColumn.Texts(encoding.Column, [0], [value.Text ?? ""]),
            Encoding.HourAndWeekday => new RawColumn.Times(encoding.Column, [value.Number ?? double.NaN]),
            _ => new RawColumn.Numbers(encoding.Column, [(float)(value.Number ?? double.NaN)]),
        };
    }

    private static RawColumn Ordinary(Encoding encoding, Dictionary<string, ColumnProfile> known) => encoding switch
    {
        Encoding.Rates => new RawColumn.Texts(encoding.Column, [0], [known.TryGetValue(encoding.Column, out var names) ? TrainingPlace.Commonest(names) ?? "" : ""]),
        Encoding.HourAndWeekday => new RawColumn.Times(encoding.Column, [known.TryGetValue(encoding.Column + FittedGuards.HourOf, out var hours) && TrainingPlace.Commonest(hours) is { } hour
            ? 3600 * double.Parse(hour, System.Globalization.CultureInfo.InvariantCulture) : double.NaN]),
        _ => new RawColumn.Numbers(encoding.Column, [known.TryGetValue(encoding.Column, out var numbers) && numbers.Percentiles is { Count: TrainingPlace.Kept } percentiles ? percentiles[TrainingPlace.Kept / 2] : float.NaN]),
    };
}
