using Airworthy.Core.Checklist;

namespace Airworthy.Core.Reporting.Html;

/// <summary>The shapes of the statuses. Each differs by outline, so that they can be told apart without colour, and none stands without its word.</summary>
internal static class Signs
{
    /// <summary>Every shape once; the page uses them by name.</summary>
    public static Markup Symbols => Markup.Trusted("""
        <svg width="0" height="0" class="symbols" aria-hidden="true">
        <symbol id="sign-verified" viewBox="0 0 20 20"><circle cx="10" cy="10" r="9" fill="currentColor"/><path d="M5.8 10.4l2.9 2.9 5.6-6.4" class="cut"/></symbol>
        <symbol id="sign-attested" viewBox="0 0 20 20"><rect x="1.5" y="1.5" width="17" height="17" rx="4" fill="currentColor"/><path d="M5.4 14.6l.7-3L12.4 5.3l2.3 2.3-6.3 6.3z" class="cut thin"/></symbol>
        <symbol id="sign-stale" viewBox="0 0 20 20"><circle cx="10" cy="10" r="8" class="line" stroke-dasharray="3.6 2.68"/><path d="M10 5.5V10l3 2" class="line"/></symbol>
        <symbol id="sign-failing" viewBox="0 0 20 20"><path d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z" fill="currentColor"/><path d="M6.7 6.7l6.6 6.6M13.3 6.7l-6.6 6.6" class="cut"/></symbol>
        <symbol id="sign-unanswered" viewBox="0 0 20 20"><circle cx="10" cy="10" r="8.1" class="line"/><path d="M7.6 8c0-1.4 1-2.3 2.4-2.3s2.4.9 2.4 2.1c0 1.7-2.3 1.9-2.3 3.7M10.05 13.9v.3" class="line"/></symbol>
        <symbol id="sign-not-applicable" viewBox="0 0 20 20"><circle cx="10" cy="10" r="8.1" class="line thin"/><path d="M6.5 10h7" class="line"/></symbol>
        <symbol id="sign-undecided" viewBox="0 0 20 20"><path d="M10 1.4L18.6 10 10 18.6 1.4 10z" class="line"/><path d="M6.6 9q1.7-1.6 3.4-.3t3.4-.3M6.6 12q1.7-1.6 3.4-.3t3.4-.3" class="line thin"/></symbol>
        <symbol id="sign-later" viewBox="0 0 20 20"><circle cx="10" cy="10" r="3" fill="currentColor"/></symbol>
        </svg>
        """);

    public static Markup Later => Draw("later");

    /// <summary>The shape of a status; the word must stand beside it.</summary>
    public static Markup Of(ItemState state) => Draw(Name(state));

    public static Markup Of(PartState part) => Draw(Name(part));

    public static Markup Of(Status status) => Draw(Name(status));

    /// <summary>The name of an item's look.</summary>
    public static string Name(ItemState state) => state.IsLater && state.Status != Status.NotApplicable ? "later"
        : state.Status == Status.Unanswered && state.Marks.Contains("undecided") ? "undecided"
        : Name(state.Status);

    public static string Name(Status status) => Reading.Field.KebabCase(status.ToString());

    public static string Name(PartState part) => part.Standing switch
    {
        Standing.Good => part.Part.IsStatement ? "attested" : "verified",
        Standing.Red => "failing",
        Standing.Stale => "stale",
        Standing.Later => "later",
        _ => part.Verdict.Answer == Answer.Undecided ? "undecided" : "unanswered",
    };

    private static Markup Draw(string name) => Markup.Of($"""<svg class="sign is-{name}" aria-hidden="true"><use href="#sign-{name}"/></svg>""");
}
