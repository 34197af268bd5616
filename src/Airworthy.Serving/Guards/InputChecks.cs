using System.Collections.Frozen;
using System.Text.RegularExpressions;

using Airworthy.Core.Contracts;
using Airworthy.Serving.Models;

namespace Airworthy.Serving.Guards;

/// <summary>Holds rows against the approved schema. Made once per signature; a look at a row of numbers allocates nothing.</summary>
internal sealed class InputChecks
{
    private readonly Check[] _checks;

    private InputChecks(Check[] checks) => _checks = checks;

    /// <summary>Columns that are looked at.</summary>
    public int Count => _checks.Length;

    /// <returns>Null where the schema promises nothing of what the model takes.</returns>
    public static InputChecks? Of(InputSchema? schema, Signature signature)
    {
        if (schema is null || signature.Features is not { } features)
        {
            return null;
        }

        var checks = new List<Check>();
        for (var f = 0; f < features.Count; f++)
        {
            if (schema.Columns.TryGetValue(features[f].Name, out var column))
            {
                var place = new Place(signature, f);
                double Bound(double? bound, double none) => bound is not { } b ? none : features[f].Type == DataType.Fp32 ? (float)b : b;
                checks.Add(new Check(features[f].Name, place, column.Required, Bound(column.Low, double.NegativeInfinity), Bound(column.High, double.PositiveInfinity),
                    column.Values?.ToFrozenSet(StringComparer.Ordinal), column.Pattern is null ? null : PatternOf(column.Pattern), column.Values is null ? [] : [.. column.Values.Select(v => ColumnPromise.Position(v) ?? (v == "true" ? 1 : v == "false" ? 0 : double.NaN))]));
            }
        }

        return checks.Count == 0 ? null : new InputChecks([.. checks]);
    }

    /// <summary>What is wrong with a row.</summary>
    /// <param name="broken">Told of each column that breaks what, where somebody wants to know.</param>
    public Doubt Look(IReadOnlyList<Tensor> inputs, int row, Action<string, Doubt>? broken = null)
    {
        var all = Doubt.None;
        foreach (ref readonly var check in _checks.AsSpan())
        {
            var doubt = check.Look(inputs, row);
            if (doubt != Doubt.None)
            {
                all |= doubt;
                broken?.Invoke(check.Name, doubt);
            }
        }

        return all;
    }

    /// <summary>What a column should have been, in words that repeat no value.</summary>
    public string Expected(string column)
    {
        var check = _checks.First(c => c.Name == column);
        return check.Values is { } values ? $"one of {string.Join(", ", values.Order(StringComparer.Ordinal).Take(8))}{(values.Count > 8 ? ", …" : "")}"
            : check.Pattern is { } pattern ? $"a text that matches {pattern}"
            : FormattableString.Invariant($"{(check.Low == double.NegativeInfinity ? "anything" : check.Low)} to {(check.High == double.PositiveInfinity ? "anything" : check.High)}");
    }

    /// <summary>Without backtracking where the pattern allows it: no text keeps it busy.</summary>
    private static Regex PatternOf(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled, TimeSpan.FromMilliseconds(5));
        }
    }

    private readonly record struct Check(string Name, Place Place, bool Required, double Low, double High, FrozenSet<string>? Values, Regex? Pattern, double[] Numbers)
    {
        public Doubt Look(IReadOnlyList<Tensor> inputs, int row)
        {
            if (Place.Text(inputs, row) is { } text)
            {
                return text.Length == 0 ? (Required ? Doubt.MissingRequired : Doubt.None)
                    : (Values is null || Values.Contains(text)) && IsMatch(text) ? Doubt.None
                    : Doubt.OutOfRange;
            }

            var value = Place.Number(inputs, row);
            return double.IsNaN(value) ? (Required ? Doubt.MissingRequired : Doubt.None)
                : value >= Low && value <= High && (Numbers.Length == 0 || Numbers.Contains(value)) ? Doubt.None
                : Doubt.OutOfRange;
        }

        private bool IsMatch(string text)
        {
            try
            {
                return Pattern?.IsMatch(text) ?? true;
            }
            catch (RegexMatchTimeoutException)
            {
                // A guard that fails is no verdict.
                return true;
            }
        }
    }
}
