using Airworthy.Tracking.Protocol;
using Airworthy.Web.Access;

using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Components.Pages.Access;

/// <summary>A page about accounts: plain forms that work without JavaScript, for people who signed in here and not by a token.</summary>
public abstract class AccessPage : ComponentBase
{
    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    [Inject]
    internal AccessOptions Options { get; set; } = null!;

    [Inject]
    internal NavigationManager Navigation { get; set; } = null!;

    /// <summary>Who looks; null where nobody has to sign in, or a program came by a token.</summary>
    internal SignedIn? Me => Http.Features.Get<Caller>() is SignedIn { SignIn: not null } me ? me : null;

    /// <summary>Who does something, for the audit log.</summary>
    internal Actor By => new(Me?.Account ?? "", Http.Connection.RemoteIpAddress?.ToString() ?? "");

    /// <summary>What went wrong, for the reader.</summary>
    protected string? Problem { get; set; }

    /// <summary>What was done, for the reader.</summary>
    protected string? Done { get; set; }

    /// <summary>Both, for the frame around the page.</summary>
    internal (string? Problem, string? Done) Shown => (Problem, Done);

    protected bool IsAdmin => Me is { Everywhere: Right.Administer };

    /// <summary>A field of the form that was sent; empty where it is missing.</summary>
    protected string Field(string name) => Http.Request.HasFormContentType ? Http.Request.Form[name].ToString() : "";

    protected static string Time(long? milliseconds) => milliseconds is { } time
        ? DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture)
        : "never";

    /// <summary>Does what a form asks, if the reader may, and says how it went.</summary>
    internal async Task DoAsync(bool may, string done, Func<SignedIn, Task> work)
    {
        try
        {
            if (Me is null || !may)
            {
                throw RefusedException.Denied("Permission denied: this needs another role.");
            }

            await work(Me);
            Done = done;
        }
        catch (RefusedException refused)
        {
            Problem = refused.Message;
            Http.Response.StatusCode = refused.Status;
        }
    }
}
