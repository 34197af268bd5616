using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Airworthy.Web.Host;

/// <summary>Sends a browser back to a page that says what came of the form it sent, <c>Told.razor</c>. What is said travels in the address, so it is short.</summary>
internal static class FormAnswer
{
    private const string DoneName = "done", RefusedName = "refused";
    private const int MostSaid = 500;
    private const int MostQuoted = 60;

    /// <param name="back">The state of the page to come back to.</param>
    /// <param name="path">The page.</param>
    public static RedirectHttpResult Done(this Query back, string path, string says) => TypedResults.LocalRedirect(back.Unsaid().With(DoneName, Clipped(says, MostSaid)).On(path));

    /// <inheritdoc cref="Done"/>
    public static RedirectHttpResult Refused(this Query back, string path, string why) => TypedResults.LocalRedirect(back.Unsaid().With(RefusedName, Clipped(why, MostSaid)).On(path));

    /// <summary>The state of a page without what it says once.</summary>
    public static Query Unsaid(this Query query) => query.With(DoneName, null).With(RefusedName, null);

    /// <summary>What somebody wrote, as it is quoted to them: its beginning, where it is long.</summary>
    public static string Quoted(string text) => Clipped(text, MostQuoted);

    private static string Clipped(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)] + "…";
}
