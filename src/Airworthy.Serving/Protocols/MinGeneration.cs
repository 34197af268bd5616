using System.Globalization;

using Airworthy.Serving.Routing;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Protocols;

/// <summary>Keeps a caller of several replicas from an answer that goes back a generation: <c>X-Min-Generation</c> is the one that it has seen.</summary>
internal static class MinGeneration
{
    public const string Header = "X-Min-Generation";

    /// <exception cref="InferenceRefusedException">503: this replica has not heard of that generation yet; another may have, and this one looks once a second.</exception>
    public static Route AtLeast(this Route route, HttpContext context)
    {
        if (context.Request.Headers[Header] is not [{ } text])
        {
            return route;
        }

        return !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var least) ? throw InferenceRefusedException.Invalid($"{Header} is no number of a generation.")
            : route.Table.Generation >= least ? route
            : throw new InferenceRefusedException(503, $"Endpoint {route.Table.Endpoint} is at generation {route.Table.Generation} here, not yet at {least}.") { RetryAfter = TimeSpan.FromSeconds(1) };
    }
}
