using System.Globalization;

using Airworthy.Serving.Releases;
using Airworthy.Serving.Routing;

namespace Airworthy.Web.Endpoints;

/// <summary>Endpoints and releases in words.</summary>
internal static class EndpointText
{
    /// <summary>What stands beside the version that answers; empty where nothing does.</summary>
    public static string Beside(RouteTable table) => table.Other is not { } other ? "" : table.Role switch
    {
        OtherRole.Shadow => $"{other.Model} gets copies",
        OtherRole.Canary => string.Create(CultureInfo.InvariantCulture, $"{other.Model} answers {table.Share * 100:0.##} %"),
        _ => $"{other.Model} is kept warm",
    };

    public static string State(Release release) => release.State switch
    {
        ReleaseState.Shadow => "in shadow",
        ReleaseState.Canary => string.Create(CultureInfo.InvariantCulture, $"in canary, {release.Policy.Steps[Math.Clamp(release.Step, 0, Math.Max(0, release.Policy.Steps.Count - 1))]:0.##} %"),
        ReleaseState.Bake => "in use, being watched",
        ReleaseState.Done => "in use",
        _ => "rolled back",
    };

    /// <summary>Milliseconds in a few characters.</summary>
    public static string Milliseconds(double? seconds) => seconds is not { } s ? "" : double.IsFinite(s) ? string.Create(CultureInfo.InvariantCulture, $"≤ {s * 1000:0.##} ms") : "> 10 s";
}
