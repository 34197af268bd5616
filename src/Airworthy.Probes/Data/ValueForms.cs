using Airworthy.Core.Observations;

namespace Airworthy.Probes.Data;

/// <summary>One way to write a kind of value.</summary>
/// <param name="Name">In the words of people, with an example.</param>
/// <param name="Kind">What is written so.</param>
/// <param name="Pattern">Matches the whole value, blanks around it apart.</param>
/// <param name="Either">Names of the forms that a value of this one may be in as well, so that only the column's other values tell.</param>
internal sealed record ValueForm(string Name, FormKind Kind, string Pattern, params IReadOnlyList<string> Either);

/// <summary>The ways in which texts write dates and numbers.</summary>
internal static class ValueForms
{
    private const string Unit = "%|°c|°f|kg|g|mg|lbs?|oz|km/h|km|m|cm|mm|mi|miles?|ft|in|h|hrs?|hours?|min|mins|minutes?|s|sec|secs|seconds?|ms|days?|years?|yrs?|eur|usd|gbp|chf|l|ml|kwh|kw|w|v|gb|mb|kb|tb|mph|kmh|bpm|mmhg";

    private const string Money = "[$€£]|eur|usd|gbp|chf";

    /// <summary>A day that is no month.</summary>
    private const string LateDay = "(1[3-9]|2[0-9]|3[01])";

    private const string Months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";

    /// <summary>Tried in this order; the first that matches counts.</summary>
    public static IReadOnlyList<ValueForm> All { get; } =
    [
        new("2026-01-31", FormKind.Dates, @"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([ Tt][0-9]{1,2}:.*)?$"),
        new("31.01.2026", FormKind.Dates, @"^[0-9]{1,2}\.[0-9]{1,2}\.([0-9]{4}|[0-9]{2})( [0-9]{1,2}:.*)?$"),
        new("31/01/2026", FormKind.Dates, $"^{LateDay}/[0-9]{{1,2}}/([0-9]{{4}}|[0-9]{{2}})( [0-9]{{1,2}}:.*)?$"),
        new("01/31/2026", FormKind.Dates, $"^[0-9]{{1,2}}/{LateDay}/([0-9]{{4}}|[0-9]{{2}})( [0-9]{{1,2}}:.*)?$"),
        new("02/01/2026", FormKind.Dates, @"^[0-9]{1,2}/[0-9]{1,2}/([0-9]{4}|[0-9]{2})( [0-9]{1,2}:.*)?$", "31/01/2026", "01/31/2026"),
        new("2026/01/31", FormKind.Dates, @"^[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}( [0-9]{1,2}:.*)?$"),
        new("31-01-2026", FormKind.Dates, $"^{LateDay}-[0-9]{{1,2}}-[0-9]{{4}}( [0-9]{{1,2}}:.*)?$"),
        new("01-31-2026", FormKind.Dates, $"^[0-9]{{1,2}}-{LateDay}-[0-9]{{4}}( [0-9]{{1,2}}:.*)?$"),
        new("02-01-2026", FormKind.Dates, @"^[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}( [0-9]{1,2}:.*)?$", "31-01-2026", "01-31-2026"),
        new("31 Jan 2026", FormKind.Dates, $@"^[0-9]{{1,2}}[ -]({Months})[a-z]*\.?,?[ -]([0-9]{{4}}|[0-9]{{2}})$"),
        new("Jan 31, 2026", FormKind.Dates, $@"^({Months})[a-z]*\.? [0-9]{{1,2}},? [0-9]{{4}}$"),
        new("1234.5", FormKind.Numbers, @"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$"),
        new("1,234.5", FormKind.Numbers, @"^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$"),
        new("1.234,5", FormKind.Numbers, @"^[+-]?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+$"),
        new("1234,5", FormKind.Numbers, @"^[+-]?[0-9]+,[0-9]+$"),
        new("1234.5 kg", FormKind.Numbers, $@"^[+-]?([0-9][0-9.,]*|\.[0-9]+) ?({Unit})$"),
        new("€ 1234.5", FormKind.Numbers, $@"^[+-]?({Money}) ?[0-9][0-9.,]*$|^[+-]?[0-9][0-9.,]* ?({Money})$"),
    ];

    /// <summary>Rows per form, those of a value that may be in two forms given to the one in which more of the column's other values are.</summary>
    public static IReadOnlyList<(ValueForm Form, long Rows, long Shortest, long Longest)> Settle(IReadOnlyList<(ValueForm Form, long Rows, long Shortest, long Longest)> found)
    {
        var settled = found.Where(f => f.Form.Either.Count == 0).ToList();
        foreach (var open in found.Where(f => f.Form.Either.Count > 0))
        {
            var at = settled.FindIndex(s => s == settled.Where(f => open.Form.Either.Contains(f.Form.Name)).OrderByDescending(f => f.Rows).FirstOrDefault());
            if (at < 0)
            {
                settled.Add(open);
                continue;
            }

            var known = settled[at];
            settled[at] = (known.Form, known.Rows + open.Rows, Math.Min(known.Shortest, open.Shortest), Math.Max(known.Longest, open.Longest));
        }

        return settled;
    }

    /// <summary>The number of the first form that a text has, as SQL; −1 for none.</summary>
    public static string Sql(string text) =>
        $"case {string.Join(' ', All.Select((f, i) => $"when {Airworthy.Data.Sql.Matches($"lower(trim({text}))", f.Pattern)} then {i}"))} else -1 end";
}
