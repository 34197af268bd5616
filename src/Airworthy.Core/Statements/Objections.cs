using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Statements;

/// <summary>One reason why an answer would not count, and what to do about it.</summary>
public sealed record Objection(string Says, string Next)
{
    public override string ToString() => $"{Says} {Next}";
}

/// <summary>
/// Says before a file is written why it would not count, all reasons at once. What passes here, <see cref="StatementStanding"/>,
/// <see cref="Waivers"/> and <see cref="NotApplicableClaims"/> accept.
/// </summary>
public static class Objections
{
    /// <summary>How often the same words by the same person may be renewed without anything new to say.</summary>
    public const int MaxUnchangedRenewals = StatementStanding.RenewedUnchanged - 1;

    /// <summary>Characters that a statement has at least; the policy <c>light</c> asks for 20.</summary>
    public const int LeastInStatement = 80;

    /// <summary>Why a statement would not count.</summary>
    /// <param name="now">How the item's parts stand without it.</param>
    public static IReadOnlyList<Objection> To(Statement draft, Item item, IReadOnlyList<PartState> now, Evidence evidence)
    {
        var found = new List<Objection>();
        void Object(string says, string next) => found.Add(new Objection(says, next));

        if (item[PartId.Statement] is null)
        {
            return [new Objection($"{item.Id} asks nobody for a statement: its parts are judged by machine.", $"Run `airworthy check {item.Id}`; accept a risk for a while with `airworthy waive {item.Id}`.")];
        }

        if (draft.Result != ManualResult.Fail)
        {
            foreach (var red in now.Where(p => p is { Standing: Standing.Red, Part.IsStatement: false }))
            {
                Object($"{red.Part.Id} is red: {red.Verdict.Says} Nobody can attest over a red check.", $"Mend it, or accept the risk by name and with an end: `airworthy waive {item.Id}`.");
            }
        }

        if (Placeholder.WhyNot(draft.Says, LeastInStatement, evidence.Policy) is { } why)
        {
            Object($"The statement {why}.", "Say what is true, with a number, a date or a link (--says or --says-file).");
        }
        else if (Placeholder.Overlap(draft.Says, Pages.QuestionOf(item)) >= 0.8)
        {
            Object("The statement repeats the question.", "Say what is true of this project.");
        }
        else if (evidence.Statements.Values.FirstOrDefault(o => o.Statement.Item != item.Id && Placeholder.Overlap(o.Statement.Says, draft.Says) >= 0.9) is { } twin)
        {
            Object($"The statement says the same as the one for {twin.Statement.Item}.", "Say what is true of this item.");
        }

        found.AddRange(ToSigner(draft, item, evidence));
        if (draft.On > evidence.Today)
        {
            Object($"It is dated {Day(draft.On)}, which is after today ({Day(evidence.Today)}).", "Correct its date.");
        }

        if (draft.Until is { } until && until < evidence.Today)
        {
            Object($"It would end on {Day(until)}, and today is {Day(evidence.Today)}.", "Give a later day with --until.");
        }

        if (draft.Saw is { Renewal: > MaxUnchangedRenewals } saw)
        {
            Object($"{draft.By} would renew the same words for the {Ordinal(saw.Renewal)} time in a row.", "Say what was looked at this time (--says), add a link to it (--link), or let somebody else sign (--by).");
        }

        found.AddRange(ToManualTest(draft, item));
        return found.Count > 0 ? found : AsJudged(draft, item, evidence);
    }

    /// <summary>Why a waiver would not count.</summary>
    public static IReadOnlyList<Objection> To(Waiver draft, Item item, Status now, Evidence evidence)
    {
        var found = new List<Objection>();
        void Object(string says, string next) => found.Add(new Objection(says, next));

        if (now is Status.Attested or Status.Verified or Status.NotApplicable)
        {
            Object($"{item.Id} is {WordAttribute.Of(now).Replace('-', ' ')}; there is no risk to accept.", $"See `airworthy explain {item.Id}`.");
        }

        Lint(found, "risk", draft.Risk, 20, evidence.Policy, "Say in a sentence what can go wrong");
        Lint(found, "reason", draft.Because, 20, evidence.Policy, "Say why it is worth it for now");
        Lint(found, "mitigation", draft.Mitigation, 20, evidence.Policy, "Say what limits the harm until then");
        ToDates(found, draft.On, draft.Until, Waivers.MaxDays, evidence);
        ToName(found, draft.By, evidence, "--by");

        var asked = evidence.Policy == Policy.Light ? 0 : item.Severity == 5 ? 2 : 1;
        var others = (draft.ApprovedBy ?? []).Where(a => a != draft.By).Distinct().ToList();
        foreach (var handle in others)
        {
            if (evidence.People[handle] is not { Active: true } person)
            {
                ToName(found, handle, evidence, "--approved-by");
            }
            else if (!person.Is(Role.Owner, Role.Deputy, Role.Manager))
            {
                Object($"{handle} is {Roles(person)}, and only an owner, deputy or manager approves a waiver.", $"Approvers here: {Handles(evidence, p => p.Is(Role.Owner, Role.Deputy, Role.Manager), draft.By)}.");
            }
        }

        if (others.Count < asked)
        {
            Object($"A waiver of {item.Id} (severity {item.Severity}) needs {asked} approver{(asked == 1 ? "" : "s")} other than {draft.By}; it names {others.Count}.",
                $"Name them with --approved-by: {Handles(evidence, p => p.Is(Role.Owner, Role.Deputy, Role.Manager), draft.By)}.");
        }

        return found.Count > 0 || Waivers.WhyVoid(draft, item, evidence) is not { } why ? found : [new Objection($"A waiver of {item.Id} would be void: {why}.", "Correct that.")];
    }

    /// <summary>Why a claim that the box cannot apply would not count.</summary>
    public static IReadOnlyList<Objection> To(NotApplicable draft, Item item, Evidence evidence)
    {
        var found = new List<Objection>();
        if (item.Front.NotApplicable == "no")
        {
            return [new Objection($"{item.Id} always applies.", $"Answer it, or accept the risk for a while: `airworthy waive {item.Id}`.")];
        }

        Lint(found, "reason", draft.Because, 40, evidence.Policy, $"Say why it cannot apply here; its page allows: {item.Front.NotApplicable}");
        ToDates(found, draft.On, draft.Until, NotApplicableClaims.MaxDays, evidence);
        ToName(found, draft.By, evidence, "--by");
        if (evidence.Policy != Policy.Light)
        {
            if (draft.ApprovedBy == draft.By || draft.ApprovedBy.Length == 0)
            {
                found.Add(new Objection("Somebody else has to approve it.", $"Name them with --approved-by: {Handles(evidence, _ => true, draft.By)}."));
            }
            else
            {
                ToName(found, draft.ApprovedBy, evidence, "--approved-by");
            }
        }

        return found.Count > 0 || NotApplicableClaims.WhyVoid(draft, item, evidence) is not { } why ? found
            : [new Objection($"The claim would be void: {why}.", $"Answer {item.Id} instead: `airworthy explain {item.Id}`.")];
    }

    /// <summary>The condition under which a box applies again, in the words of its page; null when the page names none.</summary>
    public static string? ReopensWhen(Item item)
    {
        var text = item.Front.NotApplicable;
        foreach (var mark in (string[])["void when ", "reopens when ", "unless "])
        {
            if (text.IndexOf(mark, StringComparison.Ordinal) is var at and >= 0)
            {
                return text[(at + mark.Length)..].TrimEnd(')');
            }
        }

        return null;
    }

    /// <summary>What the judge of statements would say of it; it has the last word.</summary>
    private static List<Objection> AsJudged(Statement draft, Item item, Evidence evidence)
    {
        var written = evidence with
        {
            Statements = new Dictionary<string, StatementOnFile>(evidence.Statements) { [item.Id] = new(draft, Grade.Preview, AnswerText.StatementPath(item.Id), "") },
        };
        var state = StatementStanding.Of(item, new Part(new PartId(item.Id, PartId.Statement), Stage.Idea, false, null), written);
        return state.Standing is Standing.Open or Standing.Stale ? [new Objection(state.Verdict.Says, state.Verdict.Next ?? "Correct that.")] : [];
    }

    private static IEnumerable<Objection> ToSigner(Statement draft, Item item, Evidence evidence)
    {
        var accepted = item.Front.StatementBy ?? [];
        var could = Handles(evidence, p => accepted.Count == 0 || accepted.Any(r => p.Is(r)), null);
        if (evidence.People[draft.By] is not { } person)
        {
            yield return new Objection(
                draft.By.Length == 0 ? "It is not known who speaks." : $"{draft.By} is not among the people of this project.",
                $"Name somebody from .airworthy/people.yaml with --by: {could}.");
            yield break;
        }

        if (!person.Active)
        {
            yield return new Objection($"{draft.By} is no longer active here.", $"Let somebody active sign: {could}.");
        }

        var roles = string.Join(" or ", accepted.Select(r => WordAttribute.Of(r)));
        if (accepted.Count > 0 && !accepted.Any(r => person.Is(r)))
        {
            yield return new Objection($"{draft.By} is {Roles(person)}, and only {roles} can answer for {item.Id}.", $"Who can: {could}.");
        }
        else if (draft.Role is { } role && !person.Is(role))
        {
            yield return new Objection($"{draft.By} is {Roles(person)}, not {WordAttribute.Of(role)}.", "Correct --as, or the person's roles in .airworthy/people.yaml by a reviewed change.");
        }
        else if (draft.Role is { } other && accepted.Count > 0 && !accepted.Contains(other))
        {
            yield return new Objection($"{item.Id} is answered for by {roles}, not by {WordAttribute.Of(other)}.", $"Sign with --as {WordAttribute.Of(accepted.First(r => person.Is(r)))}.");
        }
    }

    private static IEnumerable<Objection> ToManualTest(Statement draft, Item item)
    {
        if (draft.Kind != StatementKind.ManualTest)
        {
            if (draft.Result is not null || draft.DistributedTo is { Count: > 0 })
            {
                yield return new Objection("A result and people it was given to belong to a test by hand.", "Add --kind manual-test, or leave both away.");
            }

            yield break;
        }

        if (!item.IsScoreTest)
        {
            yield return new Objection($"{item.Id} is not one of the 28 tests that can be done by hand for points.", "Leave --kind away.");
        }

        if (draft.Result is null)
        {
            yield return new Objection("It does not say how the test ended.", "Add --result pass or --result fail.");
        }

        if (draft.DistributedTo is not ({ Count: >= 2 } or [['#', ..]]))
        {
            yield return new Objection("The written result has to be given to at least two people or a channel.", "Name them: --distributed-to ana.silva --distributed-to jonas.berg, or --distributed-to '#channel'.");
        }
    }

    private static void ToDates(List<Objection> found, DateOnly on, DateOnly until, int most, Evidence evidence)
    {
        if (until == default)
        {
            found.Add(new Objection("It has no end.", $"Give its last day with --until, at most {Day(on.AddDays(most))}."));
        }
        else if (until < evidence.Today)
        {
            found.Add(new Objection($"It would end on {Day(until)}, and today is {Day(evidence.Today)}.", "Give a later day with --until."));
        }
        else if (until.DayNumber - on.DayNumber > most)
        {
            found.Add(new Objection($"It would run for {until.DayNumber - on.DayNumber} days; at most {most} are allowed.", $"End it on {Day(on.AddDays(most))} or earlier with --until."));
        }
    }

    private static void ToName(List<Objection> found, string handle, Evidence evidence, string option)
    {
        if (evidence.People[handle] is not { Active: true })
        {
            found.Add(new Objection(
                handle.Length == 0 ? "It is not known who speaks." : $"{handle} is not among the active people of this project.",
                $"Name somebody from .airworthy/people.yaml with {option}: {Handles(evidence, _ => true, null)}."));
        }
    }

    private static void Lint(List<Objection> found, string field, string text, int least, Policy policy, string advice)
    {
        if (Placeholder.WhyNot(text, least, policy) is { } why)
        {
            found.Add(new Objection($"The {field} {why}.", $"{advice} (--{(field == "reason" ? "because" : field)})."));
        }
    }

    private static string Handles(Evidence evidence, Func<Person, bool> could, string? but) =>
        string.Join(", ", evidence.People.ByHandle!.Where(p => p.Value.Active && p.Key != but && could(p.Value)).Select(p => p.Key).DefaultIfEmpty("nobody yet; add them to .airworthy/people.yaml by a reviewed change"));

    private static string Roles(Person person) => string.Join(" and ", (person.Roles ?? []).Select(r => WordAttribute.Of(r)).DefaultIfEmpty("without a role"));

    private static string Ordinal(int n) => n switch { 1 => "first", 2 => "second", 3 => "third", _ => $"{n}th" };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd");
}
