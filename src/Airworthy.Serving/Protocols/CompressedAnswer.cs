using System.Buffers;
using System.IO.Compression;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Protocols;

/// <summary>Large answers of the inference protocol go compressed to callers who say that they take that.</summary>
/// <remarks>Sources: RFC 9110, section 12.5.3; the compression options of Triton's HTTP client. Lengths in the JSON and in headers of the protocol are those before compression, as there.</remarks>
internal static class CompressedAnswer
{
    /// <summary>Bytes from which on it is worth its time.</summary>
    public const int Least = 8 * 1024;

    private static readonly string[] s_known = ["gzip", "deflate"];

    /// <returns>Null: the caller names none that is known here, or has a key, by which the answer is given again to whoever may not take it so.</returns>
    public static string? EncodingFor(HttpRequest request) => request.Headers.AcceptEncoding.Count == 0 || request.Headers.ContainsKey(Idempotence.OnceOnly.Header) ? null
        : request.GetTypedHeaders().AcceptEncoding.Where(e => e.Quality is not 0).OrderByDescending(e => e.Quality ?? 1).Select(e => Array.Find(s_known, k => e.Value.Equals(k, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(k => k is not null);

    public static async Task WriteAsync(HttpContext context, string encoding, JsonBuffer json, ArrayBufferWriter<byte>? raw)
    {
        var response = context.Response;
        (response.ContentLength, response.Headers.ContentEncoding, response.Headers.Vary) = (null, encoding, "Accept-Encoding");
        await using Stream compressed = encoding == "gzip" ? new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true) : new ZLibStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await compressed.WriteAsync(json.Written.ToArray(), context.RequestAborted);
        json.GiveBack();
        if (raw is not null)
        {
            await compressed.WriteAsync(raw.WrittenMemory, context.RequestAborted);
        }
    }
}
