using Airworthy.Core.Contracts;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Checklist;

/// <summary>Judges the human part of an item: is there a statement, by the right person, about what is there now, and still in time?</summary>
public static partial class StatementStanding
{
    /// <summary>So many renewals without a new word or link make a statement stale until somebody else signs.</summary>
    public const int RenewedUnchanged = 3;

    public static PartState Of(Item item, Part part, Evidence evidence)
    {
        var due = part.IsDue(evidence.Stage);
        var command = $"`airworthy attest {item.Id}`";
        if (evidence.Statements.GetValueOrDefault(item.Id) is not { } file)
        {
            return new PartState(part, due ? Standing.Open : Standing.Later, Verdict.Unknown("Nobody has answered for it.", $"Write it with {command}."));
        }

        PartState Is(Standing standing, Verdict verdict) => new(part, due || part.Optional ? standing : Standing.Later, verdict) { Statement = file };

        var s = file.Statement;
        var person = evidence.People[s.By];
        if (Placeholder.WhyNot(s.Says, 80, evidence.Policy) is { } why)
        {
            return Is(Standing.Open, Verdict.Unknown($"The statement of {s.By} {why}.", $"Say what is true, with a number, a date or a link: {command}."));
        }

        if (evidence.Statements.Values.FirstOrDefault(o => o.Statement.Item != item.Id && Placeholder.Overlap(o.Statement.Says, s.Says) >= 0.9) is { } twin)
        {
            return Is(Standing.Open, Verdict.Unknown($"The statement says the same as the one for {twin.Statement.Item}.", $"Say what is true of this item: {command}."));
        }

        if (person is null)
        {
            return Is(Standing.Stale, Verdict.Unknown($"It was signed by {s.By}, who is not among the people of this project.", $"Let somebody in .airworthy/people.yaml sign: {command}."));
        }

        if (!person.Active)
        {
            return Is(Standing.Stale, Verdict.Unknown($"It was signed by {s.By}, who is no longer active here.", $"Let somebody active sign: {command}."));
        }

        if (item.Front.StatementBy is { Count: > 0 } accepted && !accepted.Any(r => person.Is(r)))
        {
            var roles = string.Join(" or ", accepted.Select(r => Reading.WordAttribute.Of(r)));
            return Is(Standing.Open, Verdict.Unknown($"It was signed by {s.By}, and only {roles} can answer for this.", $"Let {roles} sign: {command}."));
        }

        if (s.On > evidence.Today)
        {
            return Is(Standing.Open, Verdict.Unknown($"It is dated {s.On:yyyy-MM-dd}, which is after today ({evidence.Today:yyyy-MM-dd}).", "Correct its date."));
        }

        var until = Until(item, s);
        if (until < evidence.Today)
        {
            return Is(Standing.Stale, Verdict.Unknown($"The statement of {s.By} ended on {until:yyyy-MM-dd}; today is {evidence.Today:yyyy-MM-dd}.", $"Look again and renew it with {command}."));
        }

        if (s.Saw is { Renewal: >= RenewedUnchanged, ChangesSinceLast: null or { Count: 0 } } worn)
        {
            return Is(Standing.Stale, Verdict.Unknown($"{s.By} renewed it unchanged {worn.Renewal} times in a row.", $"Let somebody else look and sign: {command}."));
        }

        if (s.Binds is null && item.Front.Binds is { Count: > 0 })
        {
            return Is(Standing.Open, Verdict.Unknown($"The statement of {s.By} is not bound to what it speaks about.", $"Bind it with `airworthy attest {item.Id} --bind`."));
        }

        if (s.Binds is { } binds && Evaluation.ChangedSince(binds, evidence.Subjects.Of(item)) is { Count: > 0 } kinds)
        {
            var changed = Cause.OfBinding(item, kinds, binds, evidence);
            return Is(Standing.Stale, Verdict.Unknown($"Since {s.By} signed on {s.On:yyyy-MM-dd}, its {Cause.Say(changed, evidence)}.", $"Look again and renew it with {command}.")) with { Changed = changed };
        }

        var gone = LinkLooks.AddressesOf(s)
            .Select(address => (Address: address, Since: LinkLooks.GoneSince(address, evidence.Records, evidence.Now)))
            .Where(l => l.Since is not null).Select(l => (l.Address, Since: l.Since!.Value)).ToList();
        if (gone.Where(l => LinkLooks.IsTooLong(l.Since, evidence.Now)).OrderBy(l => l.Since).FirstOrDefault() is { Address: { } rotten } lost)
        {
            return Is(Standing.Stale, Verdict.Unknown($"The statement of {s.By} names {Shortened(rotten)}, which has been gone since {Day(lost.Since)}; after {LinkLooks.GraceDays} days it no longer counts.",
                $"Name a page that is there, or better a file of the repository: `airworthy attest {item.Id} --link FILE`."));
        }

        if (s.Kind == StatementKind.ManualTest && s.Result == ManualResult.Fail)
        {
            return Is(Standing.Red, Verdict.Unmet($"{s.By} tested by hand on {s.On:yyyy-MM-dd} and it failed: {FirstSentence(s.Says)}", "Mend it and test again."));
        }

        if (NeedsSecond(item, evidence.Policy) && file.Grade is (Grade.Alone or Grade.Signed) && !file.HasSecond)
        {
            return Is(Standing.Open, Verdict.Unknown($"{s.By} answered alone; under the policy {Reading.WordAttribute.Of(evidence.Policy)} somebody else must have approved it (severity {item.Severity}).",
                $"Let somebody else review the change that adds the statement, or sign it too: `airworthy attest {item.Id} --sign KEY`."));
        }

        var left = until.DayNumber - evidence.Today.DayNumber;
        var met = Verdict.Met($"{person.Name} ({Reading.WordAttribute.Of(s.Role ?? person.Roles![0])}): {FirstSentence(s.Says)}").With(("days_left", left))
            .Concern(left <= 14 ? $"It ends in {left} days, on {until:yyyy-MM-dd}." : null);
        met = gone.Aggregate(met, (verdict, link) => verdict.Concern(
            $"{Shortened(link.Address)} has been gone since {Day(link.Since)}; from {Day(link.Since.AddDays(LinkLooks.GraceDays + 1))} on the statement no longer counts. Name another page, or better a file of the repository."));
        return Is(Standing.Good, file.SignatureTroubles.Aggregate(met, (verdict, trouble) => verdict.Concern(trouble)));
    }

    /// <summary>The last day a statement counts: its own, but never later than its day plus the item's days.</summary>
    public static DateOnly Until(Item item, Statement statement)
    {
        var cap = statement.On.AddDays(item.Front.StatementDays ?? 90);
        return statement.Until is { } own && own < cap ? own : cap;
    }

    /// <summary>Whether somebody besides the signer must have looked: severity 5 under <c>standard</c>, 4 and 5 under <c>strict</c>.</summary>
    public static bool NeedsSecond(Item item, Policy policy) => policy switch
    {
        Policy.Light => false,
        Policy.Standard => item.Severity == 5,
        _ => item.Severity >= 4,
    };

    /// <summary>An address for one line: at most 80 characters of it.</summary>
    private static string Shortened(string address) => address.Length > 80 ? address[..79] + "…" : address;

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string FirstSentence(string text)
    {
        var flat = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var end = SentenceEnd().Match(flat);
        return end.Success ? flat[..(end.Index + 1)] : flat;
    }

    // A full stop after a small letter or a digit and before a capital; "49 U.S.C. 41712" goes on.
    [System.Text.RegularExpressions.GeneratedRegex(@"(?<=.{40,}[\p{Ll}\d)])\. (?=\p{Lu})")]
    private static partial System.Text.RegularExpressions.Regex SentenceEnd();
}
