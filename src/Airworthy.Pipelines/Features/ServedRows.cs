using System.Globalization;
using System.Text.Json;

using Airworthy.Client;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Models.Tabular;

namespace Airworthy.Pipelines.Features;

/// <summary>Logged rows beside what training makes of the same rows, value by value.</summary>
public static class ServedRows
{
    /// <summary>Numbers that are nearer to each other, as a share of the larger, are equal: what a number loses on its way as a float of 32 bits.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>The id of the row that a request was about, by the contract's form.</summary>
    /// <param name="form">Holds <c>{id}</c> once: <c>june-{id}</c>.</param>
    /// <returns>Null where the request's id has another form.</returns>
    public static string? RowOf(string request, string form)
    {
        var at = form.IndexOf("{id}", StringComparison.Ordinal);
        var (before, after) = (form[..at], form[(at + 4)..]);
        return request.Length > before.Length + after.Length && request.StartsWith(before, StringComparison.Ordinal) && request.EndsWith(after, StringComparison.Ordinal) ? request[before.Length..^after.Length] : null;
    }

    /// <summary>Compares one feature.</summary>
    /// <param name="logged">Rows of the log.</param>
    /// <param name="made">The same feature as training makes it.</param>
    /// <param name="places">For each logged row its place in <paramref name="made"/>.</param>
    /// <returns>Null, with the reason, where it cannot be compared.</returns>
    public static (SkewedFeature? Feature, string? WhyNot) Compare(IReadOnlyList<LoggedRow> logged, RawColumn made, IReadOnlyList<int> places)
    {
        if (made is RawColumn.Times)
        {
            return (null, $"{made.Name} is a time");
        }

        var (rows, different, example) = (0, 0, (SkewExample?)null);
        for (var i = 0; i < logged.Count; i++)
        {
            if (!logged[i].Features.TryGetValue(made.Name, out var served))
            {
                continue;
            }

            rows++;
            var (left, right) = (TextOf(served), TextOf(made, places[i]));
            if (!AreEqual(served, made, places[i], left, right))
            {
                different++;
                example ??= new SkewExample(logged[i].Id, left, right);
            }
        }

        return rows == 0 ? (null, $"the log does not keep {made.Name}") : (new SkewedFeature(made.Name, rows, different, example), null);
    }

    /// <summary>Compares features made twice, in the same order of rows.</summary>
    /// <param name="ids">What names the rows.</param>
    public static SkewedFeature Compare(IReadOnlyList<string> ids, RawColumn then, RawColumn now)
    {
        var different = Enumerable.Range(0, ids.Count).Where(i => !AreEqual(then, now, i)).ToList();
        return new SkewedFeature(now.Name, ids.Count, different.Count, different is [var first, ..] ? new SkewExample(ids[first], TextOf(then, first), TextOf(now, first)) : null);
    }

    /// <summary>How a feature is spread in train and in the log.</summary>
    /// <returns>Null for times and for what the log does not hold.</returns>
    public static BinnedColumn? Spread(RawColumn train, IReadOnlyList<LoggedRow> logged)
    {
        List<JsonElement> served = [.. logged.Where(r => r.Features.ContainsKey(train.Name)).Select(r => r.Features[train.Name])];
        return served.Count == 0 ? null : train switch
        {
            RawColumn.Numbers numbers => PairedBins.OfNumbers(train.Name, [.. numbers.Values.Select(v => (double)v)], [.. served.Select(Number)]),
            RawColumn.Texts texts => PairedBins.OfTexts(train.Name, [.. texts.Codes.Select(c => texts.Words[c])], [.. served.Select(s => TextOf(s) ?? "")]),
            _ => null,
        };
    }

    /// <summary>Compares answers that were given with those to the features made again.</summary>
    /// <param name="logged">Rows that the version answered itself.</param>
    /// <param name="said">Its answers to the features made again; one column, or one per output.</param>
    /// <param name="places">For each logged row its place in <paramref name="said"/>.</param>
    /// <returns>Null where nothing could be compared.</returns>
    public static SkewedAnswers? Answers(IReadOnlyList<LoggedRow> logged, FloatMatrix said, IReadOnlyList<int> places)
    {
        var (rows, different, largest, example) = (0, 0, 0.0, (SkewExample?)null);
        for (var i = 0; i < logged.Count; i++)
        {
            double[] given = [.. logged[i].Outputs.Values.Select(Number)];
            given = said.Columns == 1 && given.Length == 2 ? [given[1]] : given; // a probability for each class: the later one is the positive
            if (!logged[i].Own || given.Length != said.Columns)
            {
                continue;
            }

            rows++;
            var apart = Enumerable.Range(0, given.Length).Select(c => Math.Abs(given[c] - said[places[i], c])).Max(d => double.IsNaN(d) ? double.MaxValue : d);
            largest = Math.Max(largest, apart);
            if (apart > SkewedAnswers.Tolerance)
            {
                different++;
                example ??= new SkewExample(logged[i].Id, Join(given), Join(Enumerable.Range(0, given.Length).Select(c => (double)said[places[i], c])));
            }
        }

        return rows == 0 ? null : new SkewedAnswers(rows, different, largest, example);
    }

    private static string Join(IEnumerable<double> numbers) => string.Join(" ", numbers.Select(n => n.ToString("G6", CultureInfo.InvariantCulture)));

    private static bool AreEqual(JsonElement served, RawColumn made, int row, string? left, string? right) => made is RawColumn.Numbers numbers && served.ValueKind != JsonValueKind.String ? AreEqual(Number(served), numbers.Values[row]) : left == right;

    private static bool AreEqual(RawColumn then, RawColumn now, int row) => (then, now) switch
    {
        (RawColumn.Numbers a, RawColumn.Numbers b) => AreEqual(a.Values[row], b.Values[row]),
        (RawColumn.Times a, RawColumn.Times b) => a.Seconds[row].Equals(b.Seconds[row]),
        _ => TextOf(then, row) == TextOf(now, row),
    };

    private static bool AreEqual(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a) == double.IsNaN(b) : a.Equals(b) || Math.Abs(a - b) <= Tolerance * Math.Max(Math.Abs(a), Math.Abs(b));

    private static double Number(JsonElement value) => value.ValueKind switch { JsonValueKind.Number => value.GetDouble(), JsonValueKind.True => 1, JsonValueKind.False => 0, _ => double.NaN };

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => Number(value).ToString("G7", CultureInfo.InvariantCulture),
    };

    private static string? TextOf(RawColumn column, int row) => column switch
    {
        RawColumn.Numbers numbers => float.IsNaN(numbers.Values[row]) ? null : numbers.Values[row].ToString("G7", CultureInfo.InvariantCulture),
        RawColumn.Texts texts => texts.Words[texts.Codes[row]] is { Length: > 0 } text ? text : null,
        RawColumn.Times times => double.IsNaN(times.Seconds[row]) ? null : times.Seconds[row].ToString("G17", CultureInfo.InvariantCulture),
        _ => null,
    };
}
