using System.Net;

namespace Airworthy.Client;

/// <summary>The server refused a call, or could not be reached.</summary>
public sealed class TrackingException(string code, HttpStatusCode? status, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The protocol's name of the error, for example <c>RESOURCE_DOES_NOT_EXIST</c>; <c>UNREACHABLE</c> where no answer came.</summary>
    public string Code { get; } = code;

    /// <summary>The HTTP status; null where no answer came.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>Whether what was asked for is not there.</summary>
    public bool IsNotFound => Status == HttpStatusCode.NotFound;
}
