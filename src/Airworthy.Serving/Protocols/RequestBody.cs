using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.InteropServices;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Protocols;

/// <summary>The whole body of a request, inflated where it came compressed, and never larger than <see cref="Largest"/>.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>Bytes, after inflating.</summary>
    public const int Largest = 32 * 1024 * 1024;

    /// <summary>Rented; empty where the body is read where it came in.</summary>
    private byte[] _bytes = [];
    private int _length;

    /// <summary>The body as the server has it in one piece, and who gives that memory back; null where it was copied.</summary>
    private ReadOnlyMemory<byte> _whole;
    private PipeReader? _lender;
    private SequencePosition _lent;

    public ReadOnlySpan<byte> Bytes => Memory.Span;

    public Stream AsStream() => MemoryMarshal.TryGetArray(Memory, out var part) ? new MemoryStream(part.Array!, part.Offset, part.Count, writable: false) : new MemoryStream(Memory.ToArray(), writable: false);

    private ReadOnlyMemory<byte> Memory => _lender is null ? _bytes.AsMemory(0, _length) : _whole;

    /// <exception cref="InferenceRefusedException">It is too large, cut short, or compressed in a way that is not known here.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength > Largest)
        {
            throw TooLarge();
        }

        var encoding = request.Headers.ContentEncoding.ToString().Trim();
        var body = new RequestBody();
        try
        {
            switch (encoding.ToLowerInvariant())
            {
                case "" or "identity":
                    await body.TakeAsync(request.BodyReader, request.ContentLength, context.RequestAborted);
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

    /// <summary>Takes a body as it comes: one that is there in one piece, as nearly every one is, stays where the server put it.</summary>
    /// <param name="whole">Bytes after which nothing comes; null where only the end tells.</param>
    private async ValueTask TakeAsync(PipeReader from, long? whole, CancellationToken cancel)
    {
        while (true)
        {
            var read = await from.ReadAsync(cancel);
            var isAll = read.IsCompleted || _length + read.Buffer.Length == whole;
            if (isAll && _length == 0 && read.Buffer.IsSingleSegment && read.Buffer.Length <= Largest)
            {
                (_whole, _lender, _lent) = (read.Buffer.First, from, read.Buffer.End);
                return;
            }

            foreach (var part in read.Buffer)
            {
                if (_length + part.Length > Largest)
                {
                    from.AdvanceTo(read.Buffer.End);
                    throw TooLarge();
                }

                Grow(_length + part.Length, whole ?? 0);
                part.Span.CopyTo(_bytes.AsSpan(_length));
                _length += part.Length;
            }

            from.AdvanceTo(read.Buffer.End);
            if (isAll)
            {
                return;
            }
        }
    }

    private async ValueTask FillAsync(Stream from, CancellationToken cancel)
    {
        while (true)
        {
            Grow(_length + 1, 0);
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

    /// <summary>Makes room for so many bytes.</summary>
    /// <param name="expected">As many as there will be, where that is known.</param>
    private void Grow(int bytes, long expected)
    {
        if (bytes > _bytes.Length)
        {
            var wider = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(Math.Max(expected, _bytes.Length * 2L), Math.Max(bytes, 1024), Largest + 1));
            _bytes.AsSpan(0, _length).CopyTo(wider);
            GiveBack();
            _bytes = wider;
        }
    }

    private void GiveBack()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }

    private static InferenceRefusedException TooLarge() => new(StatusCodes.Status413PayloadTooLarge, $"The body has more than {Largest / 1024 / 1024} MiB, inflated where it is compressed. Send fewer rows at once.");

    public void Dispose()
    {
        _lender?.AdvanceTo(_lent);
        GiveBack();
        (_bytes, _length, _whole, _lender) = ([], 0, default, null);
    }
}
