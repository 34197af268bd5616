namespace Airworthy.Web.Access;

/// <summary>Where someone is sent after they signed in: only to a page of this server, whatever the address says.</summary>
internal static class LocalPath
{
    /// <summary>The path and query if they lead to a page here, else <c>/</c>.</summary>
    /// <remarks>Browsers read <c>//x</c>, <c>/\x</c> and, since they leave out tabs and line ends, <c>/⇥/x</c> as another host.</remarks>
    public static string Of(string? returnUrl) => returnUrl is ['/', ..] and not ['/', '/' or '\\', ..]
        && returnUrl.Length <= 2000 && !returnUrl.Any(c => c is '\\' || char.IsControl(c)) && !returnUrl.StartsWith("/login", StringComparison.OrdinalIgnoreCase)
        ? returnUrl
        : "/";
}
