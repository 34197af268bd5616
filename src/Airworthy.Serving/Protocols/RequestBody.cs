using System.Buffers;
using System.IO.Compression;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Protocols;

/// <summary>The whole body of a request, inflated where it came compressed, and never larger than <see cref="Largest"/>.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>Bytes, after inflating.</summary>
    public const int Largest = 32 * 1024 * 1024;

    private byte[] _bytes;
    private int _length;

    private RequestBody(int expected)
    {
        _bytes = ArrayPool<byte>.Shared.Rent(Math.Clamp(expected, 1024, Largest + 1));
    }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public Stream AsStream() => new MemoryStream(_bytes, 0, _length, writable: false);

    /// <exception cref="InferenceRefusedException">It is too large, cut short, or compressed in a way that is not known here.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength > Largest)
        {
            throw TooLarge();
        }

        var encoding = request.Headers.ContentEncoding.ToString().Trim();
        var body = new RequestBody((int)(request.ContentLength ?? 0) + 1);
        try
        {
            switch (encoding.ToLowerInvariant())
            {
                case "" or "identity":
                    await body.FillAsync(request.Body, context.RequestAborted, request.ContentLength);
                    break;
                case "gzip":
                    await using (var gzip = new GZipStream(request.Body, CompressionMode.Decompress))
                    {
                        await body.FillAsync(gzip, context.RequestAborted);
                    }

                    break;
                case "deflate":
                    await using (var deflate = new ZLibStream(request.Body, CompressionMode.Decompress))
                    {
                        await body.FillAsync(deflate, context.RequestAborted);
                    }

                    break;
                default:
                    context.Response.Headers.AcceptEncoding = "gzip, deflate";
                    throw new InferenceRefusedException(415, $"The body is encoded as {Core.Reading.Problem.Cut(encoding)}; gzip, deflate or nothing was expected.");
            }

            return body;
        }
        catch (InvalidDataException)
        {
            body.Dispose();
            throw InferenceRefusedException.Invalid($"The body is not the {encoding} that Content-Encoding says.");
        }
        catch (BadHttpRequestException e)
        {
            body.Dispose();
            throw e.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge() : InferenceRefusedException.Invalid("The body ended before it was whole.");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <param name="whole">Bytes after which nothing comes; null where only the end tells.</param>
    private async ValueTask FillAsync(Stream from, CancellationToken cancel, long? whole = null)
    {
        while (_length != whole)
        {
            if (_length == _bytes.Length)
            {
                Grow();
            }

            var read = await from.ReadAsync(_bytes.AsMemory(_length), cancel);
            if (read == 0)
            {
                return;
            }

            _length += read;
            if (_length > Largest)
            {
                throw TooLarge();
            }
        }
    }

    private void Grow()
    {
        var wider = ArrayPool<byte>.Shared.Rent(Math.Min(_bytes.Length * 2, (2 * Largest) + 1));
        Bytes.CopyTo(wider);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = wider;
    }

    private static InferenceRefusedException TooLarge() => new(StatusCodes.Status413PayloadTooLarge, $"The body has more than {Largest / 1024 / 1024} MiB, inflated where it is compressed. Send fewer rows at once.");

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }
}
