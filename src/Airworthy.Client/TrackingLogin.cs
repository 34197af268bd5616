using System.Net.Http.Headers;
using System.Text;

namespace Airworthy.Client;

/// <summary>Who a client says it is.</summary>
public sealed class TrackingLogin
{
    private TrackingLogin(AuthenticationHeaderValue header)
    {
        Header = header;
    }

    internal AuthenticationHeaderValue Header { get; }

    /// <summary>By an API token.</summary>
    public static TrackingLogin Token(string token) => new(new AuthenticationHeaderValue("Bearer", token));

    /// <summary>By an account's name and password.</summary>
    public static TrackingLogin Account(string user, string password) => new(new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))));

    /// <summary>By <c>MLFLOW_TRACKING_TOKEN</c>, else <c>MLFLOW_TRACKING_USERNAME</c> and <c>MLFLOW_TRACKING_PASSWORD</c>; null where neither is set.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static TrackingLogin? FromEnvironment(Func<string, string?> variable) => variable("MLFLOW_TRACKING_TOKEN") is { Length: > 0 } token
        ? Token(token)
        : variable("MLFLOW_TRACKING_USERNAME") is { Length: > 0 } user ? Account(user, variable("MLFLOW_TRACKING_PASSWORD") ?? "") : null;
}
