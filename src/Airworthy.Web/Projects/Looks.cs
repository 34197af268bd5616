namespace Airworthy.Web.Projects;

/// <summary>The looks of a status: its shape and its word.</summary>
internal static class Looks
{
    /// <summary>In the order in which they are counted.</summary>
    public static readonly IReadOnlyList<string> All = ["verified", "attested", "stale", "failing", "undecided", "unanswered", "not-applicable", "later"];

    /// <summary>The look of a name; unanswered for one that nobody knows.</summary>
    public static string Known(string look) => All.Contains(look) ? look : "unanswered";

    public static string Word(string look) => look switch
    {
        "not-applicable" => "not applicable",
        "later" => "not due yet",
        _ => Known(look),
    };
}
