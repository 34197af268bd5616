using System.Collections.Concurrent;

using Airworthy.Core.Records;
using Airworthy.Core.Statements;

namespace Airworthy.Probes.Links;

/// <summary>One look at one address.</summary>
public sealed record LinkLook(string Address, LinkAnswer Answer, DateTimeOffset At, TimeSpan Took)
{
    /// <summary>What it leaves behind.</summary>
    public CheckRecord Record(Writer by) => new()
    {
        Check = LinkLooks.CheckOf(Address),
        CheckVersion = 1,
        Answer = Answer.IsGone ? Core.Checklist.Answer.Unmet : Answer.IsThere ? Core.Checklist.Answer.Met : Core.Checklist.Answer.Unknown,
        Says = Answer.Status is { } status ? $"{Address} answered {status}." : $"{Address}: {Answer.Because}.",
        Next = Answer.IsThere ? null : Answer.IsGone ? "Name a page that is there, or better a file of the repository." : "Look at it by hand.",
        Measured = Answer.Status is { } number ? new Dictionary<string, double> { [LinkLooks.StatusName] = number } : new Dictionary<string, double>(),
        Subject = LinkLooks.SubjectOf(Address),
        By = by,
        At = At,
        TookMs = (long)Took.TotalMilliseconds,
    };
}

/// <summary>Looks whether the addresses that statements name are still there: each at most once a week, and a bounded number in a run.</summary>
public static class LinkLooking
{
    /// <summary><c>off</c>: no address is asked. Else hosts inside of the own network that may be asked, parted by commas: <c>wiki.example,10.0.0.7:8080</c>.</summary>
    public const string Variable = "AIRWORTHY_LINKS";

    /// <summary>Addresses in one run; the others wait for the next.</summary>
    private const int Most = 100;

    private const int AtOnce = 8;

    /// <summary>All of one run together; what has no answer by then waits for the next.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Looks at the addresses whose time has come, and says what came of it; an address without an answer in time is left out.</summary>
    /// <param name="records">What earlier runs saw, of whoever ran them.</param>
    public static async Task<IReadOnlyList<LinkLook>> LookAsync(
        IEnumerable<Statement> statements, IReadOnlyList<CheckRecord> records, Func<string, string?> variable, TimeProvider clock, CancellationToken cancel)
    {
        var told = variable(Variable) ?? "";
        var known = records.Where(r => r.Check.StartsWith("links/", StringComparison.Ordinal)).ToList();
        var due = string.Equals(told.Trim(), "off", StringComparison.OrdinalIgnoreCase) ? []
            : statements.SelectMany(LinkLooks.AddressesOf).Distinct(StringComparer.Ordinal).Where(a => LinkLooks.IsDue(a, known, clock.GetUtcNow())).Take(Most).ToList();
        if (due.Count == 0)
        {
            return [];
        }

        using var caller = new LinkCaller(told.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patience);
        var seen = new ConcurrentBag<LinkLook>();
        try
        {
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = patience.Token }, async (address, stop) =>
            {
                var began = clock.GetTimestamp();
                var answer = await caller.AskAsync(address, stop);
                seen.Add(new LinkLook(address, answer, clock.GetUtcNow(), clock.GetElapsedTime(began)));
            });
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // What answered in time counts; the rest is asked the next time.
        }

        return [.. seen.OrderBy(l => l.Address, StringComparer.Ordinal)];
    }
}
