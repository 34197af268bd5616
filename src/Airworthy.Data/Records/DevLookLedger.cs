using Airworthy.Core.Checklist;
using Airworthy.Core.Records;

namespace Airworthy.Data.Records;

/// <summary>
/// The ledger of comparisons on a split that ranks models, kept among the records of checks like that of reads of test: the more often one looks at the
/// same rows, the more likely the best of all looks is luck.
/// </summary>
public static class DevLookLedger
{
    /// <summary>The name under which looks are kept. It is no part of the checklist.</summary>
    public const string Name = "dev-split/look";

    private const string Split = "split";

    private const string Pair = "pair";

    /// <summary>Which look at these rows a comparison is, from 1: the same pair of predictions is the same look however often it is asked.</summary>
    /// <param name="split">The digest of the split's rows.</param>
    /// <param name="pair">What tells these two sets of predictions from others.</param>
    public static (int Look, bool IsNew) Place(IEnumerable<CheckRecord> records, string split, string pair)
    {
        var pairs = records.Where(r => r.Check == Name && r.Subject.GetValueOrDefault(Split) == split).Select(r => r.Subject.GetValueOrDefault(Pair, "")).Distinct().ToList();
        var known = pairs.IndexOf(pair);
        return known >= 0 ? (known + 1, false) : (pairs.Count + 1, true);
    }

    /// <summary>A look as a record, to be appended before the numbers are shown.</summary>
    public static CheckRecord Entry(Writer by, string says, string split, string pair, int look, DateTimeOffset at) => new()
    {
        Check = Name,
        CheckVersion = 1,
        Answer = Answer.Met,
        Says = says,
        Measured = new Dictionary<string, double> { ["look"] = look },
        Subject = new Dictionary<string, string> { [Split] = split, [Pair] = pair },
        By = by,
        At = at,
    };
}
