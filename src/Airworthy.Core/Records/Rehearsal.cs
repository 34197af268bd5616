using Airworthy.Core.Checklist;

namespace Airworthy.Core.Records;

/// <summary>A drill of what serves (<c>airworthy drill rollback</c>, <c>fallback</c>, …), kept among the records of checks: it travels with them, and one that was changed or removed shows.</summary>
/// <remarks>Its check is <c>drill/NAME</c>, which is no part of any item: parts look at it, and how old it may be is theirs to say.</remarks>
/// <param name="Name">What was rehearsed: <c>rollback</c>, <c>switch</c>, <c>canary</c>, <c>shadow</c>, <c>fallback</c>.</param>
/// <param name="At">When it ended.</param>
/// <param name="Outcome">Met: all went as it should. Unmet: it did not. Unknown: it could not be told.</param>
/// <param name="Says">What happened, with the number that decided.</param>
/// <param name="Next">What to do; null where nothing is.</param>
/// <param name="Took">The whole drill.</param>
/// <param name="Where"><c>live</c>: at the running server's endpoint; <c>own</c>: in a gateway made for it, with the same versions.</param>
/// <param name="About">Digests of the versions that answered, by their address: <c>models:/late/3</c>; empty of a constant.</param>
/// <param name="Measured">What was counted and timed, by name; units stand in the names.</param>
/// <param name="By">Who: the account or machine, and where it ran.</param>
public sealed record Rehearsal(string Name, DateTimeOffset At, Answer Outcome, string Says, string? Next, TimeSpan Took, string Where, IReadOnlyDictionary<string, string> About,
    IReadOnlyDictionary<string, double> Measured, Writer By)
{
    public const string Live = "live", Own = "own";

    private const string Item = "drill", Place = "gateway";

    /// <summary>As it is appended to the store.</summary>
    public CheckRecord ToRecord()
    {
        var subject = new Reading.InOrder<string> { { Place, Where } };
        foreach (var (model, digest) in About)
        {
            subject.Add(model, digest);
        }

        return new CheckRecord
        {
            Check = $"{Item}/{Name}",
            CheckVersion = 1,
            Answer = Outcome,
            Says = Says,
            Next = Next,
            Measured = Measured,
            Subject = subject,
            By = By,
            At = At,
            TookMs = (long)Took.TotalMilliseconds,
        };
    }

    /// <summary>Null where a record tells of a check, and not of a drill of what serves.</summary>
    public static Rehearsal? Of(CheckRecord record) => record.Part.Item != Item ? null
        : new(record.Part.Part, record.At, record.Answer, record.Says, record.Next, TimeSpan.FromMilliseconds(record.TookMs), record.Subject.GetValueOrDefault(Place, Own),
            record.Subject.Where(s => s.Key != Place).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal), record.Measured, record.By);
}
