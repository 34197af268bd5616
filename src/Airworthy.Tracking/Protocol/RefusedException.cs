using Microsoft.AspNetCore.Http;

namespace Airworthy.Tracking.Protocol;

/// <summary>A call that is answered with an error of the protocol: <c>{"error_code": …, "message": …}</c>.</summary>
/// <remarks>Source: the MLflow REST API's error codes and the HTTP status that goes with each.</remarks>
public sealed class RefusedException(string code, string message) : Exception(message)
{
    /// <summary>The protocol's name of the error, for example <c>RESOURCE_DOES_NOT_EXIST</c>.</summary>
    public string Code { get; } = code;

    /// <summary>The HTTP status of the answer, 400–504.</summary>
    public int Status => Code switch
    {
        "RESOURCE_DOES_NOT_EXIST" or "NOT_FOUND" or "ENDPOINT_NOT_FOUND" => StatusCodes.Status404NotFound,
        "PERMISSION_DENIED" => StatusCodes.Status403Forbidden,
        "UNAUTHENTICATED" or "CUSTOMER_UNAUTHORIZED" => StatusCodes.Status401Unauthorized,
        "ABORTED" or "RESOURCE_CONFLICT" or "ALREADY_EXISTS" => StatusCodes.Status409Conflict,
        "UNSUPPORTED_MEDIA_TYPE" => StatusCodes.Status415UnsupportedMediaType,
        "REQUEST_LIMIT_EXCEEDED" or "RESOURCE_EXHAUSTED" => StatusCodes.Status429TooManyRequests,
        "CANCELLED" => StatusCodes.Status499ClientClosedRequest,
        "INTERNAL_ERROR" or "INVALID_STATE" or "DATA_LOSS" => StatusCodes.Status500InternalServerError,
        "NOT_IMPLEMENTED" => StatusCodes.Status501NotImplemented,
        "TEMPORARILY_UNAVAILABLE" => StatusCodes.Status503ServiceUnavailable,
        "DEADLINE_EXCEEDED" => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status400BadRequest,
    };

    public static RefusedException Invalid(string message) => new("INVALID_PARAMETER_VALUE", message);

    public static RefusedException NotFound(string message) => new("RESOURCE_DOES_NOT_EXIST", message);

    public static RefusedException Exists(string message) => new("RESOURCE_ALREADY_EXISTS", message);

    public static RefusedException Denied(string message) => new("PERMISSION_DENIED", message);

    /// <summary>A parameter that must be there is not.</summary>
    public static RefusedException Missing(string parameter) =>
        Invalid($"Missing value for required parameter '{parameter}'. See the API docs for more information about request parameters.");
}
