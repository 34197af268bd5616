using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.Models;
using Airworthy.Serving.Monitoring;

namespace Airworthy.Serving.Guards;

/// <summary>What one loaded version is asked of each row, before and after it answers. Immutable but for the watch over its coverage; many may ask at once.</summary>
internal sealed class RowGuards
{
    private readonly InputChecks? _inputs;
    private readonly RowDistance? _distance;
    private readonly (Place Place, bool IsName, bool IsHour)[] _columns = [];
    private readonly double _below, _unsureFrom, _unsureTo;

    /// <param name="threshold">A score of at least this is a yes.</param>
    /// <param name="fitted">Null where none were fitted to the version, or they cannot be used here.</param>
    /// <param name="whyNone">Why there are none, in words; null where nobody expects any.</param>
    public RowGuards(GuardTerms terms, double threshold, Signature signature, FittedGuards? fitted, string? whyNone)
    {
        (Terms, Falls, Fitted, WhyNone) = (terms, terms.Falls, fitted, whyNone);
        Kept = Coverage is { } coverage ? new PromisedCoverage(coverage) : null;
        _inputs = InputChecks.Of(terms.Schema, signature);
        _below = terms.LowConfidenceBelow ?? 0;
        (_unsureFrom, _unsureTo) = Sureness.Unsure(threshold, _below);
        if (fitted?.Profile.Distance is { } profile)
        {
            (_distance, _columns, WhyNone) = Distance(profile, signature) is { } columns ? (new RowDistance(profile), columns, WhyNone) : (null, [], "the guards look at features that the model does not take");
        }
    }

    private RowGuards(RowGuards like, PromisedCoverage? kept)
    {
        (Terms, Falls, Fitted, WhyNone, Kept) = (like.Terms, like.Falls, like.Fitted, like.WhyNone, kept);
        (_inputs, _distance, _columns, _below, _unsureFrom, _unsureTo) = (like._inputs, like._distance, like._columns, like._below, like._unsureFrom, like._unsureTo);
    }

    public GuardTerms Terms { get; }

    /// <summary>What goes down the chain.</summary>
    public Doubt Falls { get; }

    public FittedGuards? Fitted { get; }

    public string? WhyNone { get; }

    /// <summary>Whether guards were expected of this version and cannot be asked: each row then counts as unknown.</summary>
    public bool IsUnknown => WhyNone is not null;

    /// <summary>For sets and intervals; null where none are promised.</summary>
    public ConformalProfile? Coverage => Fitted?.Profile.Coverage;

    /// <summary>Whether that promise is kept; null where none is made.</summary>
    public PromisedCoverage? Kept { get; private init; }

    /// <summary>The same, where the same guards were in force before: what was seen of them goes on.</summary>
    public RowGuards Continuing(RowGuards before) => new(this, before.Kept);

    /// <summary>What an answer is held against, for a message about a column.</summary>
    public InputChecks? Inputs => _inputs;

    /// <summary>What speaks against asking the model of a row.</summary>
    /// <param name="distance">To the training rows; NaN where it was not measured.</param>
    public Doubt Before(IReadOnlyList<Tensor> inputs, int row, out double distance, Tally tally)
    {
        distance = double.NaN;
        try
        {
            var doubts = _inputs?.Look(inputs, row) ?? Doubt.None;
            switch (IsUnknown ? Familiarity.Unknown : _distance is null ? Familiarity.In : Judge(inputs, row, out distance))
            {
                case Familiarity.Out:
                    doubts |= Doubt.Ood;
                    break;
                case Familiarity.Unknown:
                    tally.Add(Event.GuardUnknown);
                    break;
            }

            return doubts;
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or InvalidCastException or NullReferenceException)
        {
            // A guard that fails is no verdict, and no reason to refuse.
            tally.Add(Event.GuardUnknown);
            return Doubt.None;
        }
    }

    /// <summary>What speaks against an answer.</summary>
    /// <param name="deciding">The output that decides; null where none does.</param>
    public Doubt After(Tensor? deciding, int row)
    {
        if (deciding is null || _below <= 0)
        {
            return Doubt.None;
        }

        if (deciding.Width == 1)
        {
            var score = Scores.At(deciding, row);
            return score is >= 0 and <= 1 && score > _unsureFrom && score < _unsureTo ? Doubt.LowConfidence : Doubt.None;
        }

        return Scores.Confidence(deciding, row) < _below ? Doubt.LowConfidence : Doubt.None;
    }

    private Familiarity Judge(IReadOnlyList<Tensor> inputs, int row, out double distance)
    {
        const int MostOnStack = 1024;
        var values = _columns.Length <= MostOnStack ? stackalloc float[_columns.Length] : new float[_columns.Length];
        for (var c = 0; c < _columns.Length; c++)
        {
            var (place, isName, isHour) = _columns[c];
            if (isName && place.Text(inputs, row) is { } text)
            {
                values[c] = text.Length == 0 ? float.NaN : _distance!.CodeOf(c, text);
            }
            else
            {
                var number = place.Number(inputs, row);
                values[c] = isHour ? (float)Math.Floor((((number % 86_400) + 86_400) % 86_400) / 3600) : isName ? Code(c, number) : (float)number;
            }
        }

        return _distance!.Judge(values, out distance);
    }

    /// <summary>A number that is a name: <c>true</c>, <c>12</c>.</summary>
    private float Code(int column, double number)
    {
        Span<char> text = stackalloc char[32];
        return double.IsNaN(number) ? float.NaN : number.TryFormat(text, out var written, "R", System.Globalization.CultureInfo.InvariantCulture) ? _distance!.CodeOf(column, text[..written]) : -1;
    }

    private static (Place, bool, bool)[]? Distance(DistanceProfile profile, Signature signature)
    {
        if (signature.Features is not { } features)
        {
            return null;
        }

        var columns = new (Place, bool, bool)[profile.Columns.Count];
        for (var c = 0; c < columns.Length; c++)
        {
            var column = profile.Columns[c];
            var isHour = column.Name.EndsWith(FittedGuards.HourOf, StringComparison.Ordinal);
            var name = isHour ? column.Name[..^FittedGuards.HourOf.Length] : column.Name;
            var at = -1;
            for (var f = 0; f < features.Count; f++)
            {
                at = features[f].Name == name ? f : at;
            }

            if (at < 0)
            {
                return null;
            }

            columns[c] = (new Place(signature, at), column.Categories is not null && !isHour, isHour);
        }

        return columns;
    }
}
