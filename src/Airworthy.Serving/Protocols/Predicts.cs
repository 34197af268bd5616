using Microsoft.AspNetCore.Http.Metadata;

namespace Airworthy.Serving.Protocols;

/// <summary>Marks calls that ask for predictions: many, small and repeated, unlike those that change what is kept here.</summary>
/// <remarks>Their size is bounded by <see cref="RequestBody.Largest"/>, which is a little more than Kestrel takes by itself.</remarks>
internal sealed class Predicts : IRequestSizeLimitMetadata
{
    /// <summary>What frames a message over gRPC.</summary>
    private const int Frame = 1024;

    public static Predicts Mark { get; } = new();

    public long? MaxRequestBodySize => RequestBody.Largest + Frame;
}
