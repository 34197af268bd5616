using Airworthy.Core.Reporting;

namespace Airworthy.Web.Projects;

/// <summary>The number of a verdict that its sentence begins with: what was measured, not what it was held against.</summary>
internal static class MainNumber
{
    /// <summary>The number that stands first in the sentence; where none stands there, the first that was measured; null when nothing was.</summary>
    /// <param name="numbers">By name; numbers that are none do not count.</param>
    public static (string Name, double Value)? Of(IEnumerable<KeyValuePair<string, double>> numbers, string says)
    {
        var all = numbers.Where(n => double.IsFinite(n.Value)).ToList();
        return all.Count == 0 ? null : all
            .Select((n, i) => (n.Key, n.Value, At: Place(says, Wording.Number(n.Value)), i))
            .OrderBy(n => n.At < 0 ? int.MaxValue : n.At).ThenBy(n => n.i)
            .Select(n => (n.Key, n.Value)).First();
    }

    // A 5 within 15 or 0.5 is another number.
    private static int Place(string says, string number)
    {
        for (var at = says.IndexOf(number, StringComparison.Ordinal); at >= 0; at = says.IndexOf(number, at + 1, StringComparison.Ordinal))
        {
            var (before, after) = (at == 0 ? ' ' : says[at - 1], at + number.Length == says.Length ? ' ' : says[at + number.Length]);
            var ends = !char.IsDigit(after) && !(after is '.' or ',' && at + number.Length + 1 < says.Length && char.IsDigit(says[at + number.Length + 1]));
            if (ends && !char.IsDigit(before) && before is not ('.' or ',' or '-'))
            {
                return at;
            }
        }

        return -1;
    }
}
