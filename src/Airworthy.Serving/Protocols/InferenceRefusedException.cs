namespace Airworthy.Serving.Protocols;

/// <summary>A request that gets no prediction; the message goes to the caller and never repeats a value that was sent.</summary>
/// <param name="status">The HTTP status, 400–504.</param>
public sealed class InferenceRefusedException(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Problems of one request that are told; there may be one per value.</summary>
    public const int MostTold = 20;

    public int Status { get; } = status;

    /// <summary>When it is worth to try again; null where waiting changes nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The id that the request itself names, where it could be read.</summary>
    public string? RequestId { get; set; }

    /// <summary>All that is wrong is that values are missing.</summary>
    public bool IsMissing { get; init; }

    /// <summary>There is more to do than can be done, rather than nothing that could do it.</summary>
    public bool IsShed { get; init; }

    public static InferenceRefusedException Invalid(string message, string? requestId = null) => new(400, message) { RequestId = requestId };

    /// <summary>All problems at once, or as many as can be read.</summary>
    /// <param name="missing">How many of them are about a missing value.</param>
    public static InferenceRefusedException Invalid(IReadOnlyList<string> problems, int missing = 0) =>
        new(400, string.Join(" ", problems.Take(MostTold)) + (problems.Count > MostTold ? " And more." : "")) { IsMissing = missing == problems.Count };

    public static InferenceRefusedException NotFound(string message) => new(404, message);
}
