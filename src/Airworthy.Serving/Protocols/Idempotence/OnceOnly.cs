using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Protocols.Idempotence;

/// <summary>A request with an <c>Idempotency-Key</c> is answered once: who sends it again, since the answer was lost, gets the first answer, and nothing is logged or counted twice.</summary>
/// <remarks>
/// Source: draft-ietf-httpapi-idempotency-key-header. Answers that tell of a failure, or of waiting, are not kept, nor those above
/// <see cref="LargestKept"/>: a prediction changes nothing, so it may be made again. While the store does not answer, keys do nothing.
/// </remarks>
internal sealed class OnceOnly(KeptAnswers kept)
{
    public const string Header = "Idempotency-Key";

    /// <summary>Told with an answer that was given before.</summary>
    public const string Replayed = "Idempotency-Replayed";

    /// <summary>Bytes of an answer.</summary>
    public const int LargestKept = 1024 * 1024;

    private const int LongestKey = 255;

    /// <summary>Bytes of a request that stay in memory while it is read once more.</summary>
    private const int InMemory = 256 * 1024;

    private static readonly string[] s_keptHeaders = ["Content-Type", OipWriting.JsonLengthHeader, RequestId.Header, "X-Model-Version", "X-Served-By", "X-Arm", "X-Generation", "X-Fallback-Reason"];

    /// <summary>Stands behind admission and quotas.</summary>
    public Task RunAsync(HttpContext context, RequestDelegate next) =>
        context.Request.Headers.TryGetValue(Header, out var key) && context.GetEndpoint()?.Metadata.GetMetadata<Predicts>() is not null && !IsGrpc(context) && CallerOf(context).Everywhere >= Right.View
            ? RunAsync(context, next, key.ToString())
            : next(context);

    private static bool IsGrpc(HttpContext context) => context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;

    private static Caller CallerOf(HttpContext context) => context.Features.Get<Caller>() ?? Caller.Anyone;

    private async Task RunAsync(HttpContext context, RequestDelegate next, string text)
    {
        if (text.Length is 0 or > LongestKey)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "INVALID_PARAMETER_VALUE", $"{Header} has {text.Length} characters; 1 to {LongestKey} were expected, for example those of a UUID.");
            return;
        }

        var who = CallerOf(context).Account is { } account ? "account " + account : "address " + context.Connection.RemoteIpAddress;
        var key = new AnswerKey(who, (string?)context.Request.RouteValues.GetValueOrDefault("model") ?? "", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        Met met;
        try
        {
            met = await kept.MeetAsync(key, await AskedAsync(context), context.RequestAborted);
        }
        catch (DbException)
        {
            await next(context);
            return;
        }
        catch (BadHttpRequestException e)
        {
            await RefuseAsync(context, e.StatusCode, "INVALID_PARAMETER_VALUE", e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? $"The body has more than {RequestBody.Largest / 1024 / 1024} MiB. Send fewer rows at once."
                : "The body ended before it was whole.");
            return;
        }

        switch (met)
        {
            case Met.Again { Answer: var answer }:
                await WriteAsync(context, answer);
                break;
            case Met.Other:
                await RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, "INVALID_PARAMETER_VALUE", $"Another request came with this {Header} within a day. A new request needs a new key.");
                break;
            case Met.UnderWay:
                context.Response.Headers.RetryAfter = "1";
                await RefuseAsync(context, StatusCodes.Status409Conflict, "REQUEST_UNDER_WAY", $"The request with this {Header} is being answered. Ask again in a second.");
                break;
            default:
                await AnswerAsync(context, next, key);
                break;
        }
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate next, AnswerKey key)
    {
        var response = context.Response;
        var outside = response.Body;
        using var written = new MemoryStream();
        var isKept = false;
        try
        {
            response.Body = written;
            try
            {
                await next(context);
                await response.BodyWriter.FlushAsync();
            }
            finally
            {
                response.Body = outside;
            }

            if (IsFinal(response.StatusCode) && written.Length <= LargestKept)
            {
                var headers = string.Join('\n', s_keptHeaders.Where(h => response.Headers.ContainsKey(h)).Select(h => $"{h}: {response.Headers[h]}"));
                await kept.KeepAsync(key, response.Headers[RequestId.Header].ToString(), new KeptAnswer(response.StatusCode, headers, written.ToArray()));
                isKept = true;
            }
        }
        catch (DbException)
        {
            // It is answered all the same.
        }
        finally
        {
            if (!isKept)
            {
                await ReleaseAsync(key);
            }
        }

        written.Position = 0;
        await written.CopyToAsync(outside, context.RequestAborted);
    }

    private async Task ReleaseAsync(AnswerKey key)
    {
        try
        {
            await kept.ReleaseAsync(key);
        }
        catch (DbException)
        {
            // It is taken for abandoned before long.
        }
    }

    /// <summary>Whether asking again would get the same answer: what was right, and what is wrong with the request itself.</summary>
    private static bool IsFinal(int status) => status is >= 200 and < 300 or StatusCodes.Status400BadRequest or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status415UnsupportedMediaType or StatusCodes.Status422UnprocessableEntity;

    /// <summary>The hash of where, how and what was asked. The body can be read once more then.</summary>
    private static async Task<string> AskedAsync(HttpContext context)
    {
        var request = context.Request;
        request.EnableBuffering(InMemory);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Path}\n{request.ContentType}\n{request.Headers.ContentEncoding}\n{request.Headers[OipWriting.JsonLengthHeader]}\n"));
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
        }

        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task WriteAsync(HttpContext context, KeptAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        foreach (var line in answer.Headers.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = line.IndexOf(':', StringComparison.Ordinal);
            response.Headers[line[..at]] = line[(at + 2)..];
        }

        response.Headers[Replayed] = "true";
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private static async Task RefuseAsync(HttpContext context, int status, string code, string says)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("error", says); // where the Open Inference Protocol has it
        json.WriteString("error_code", code); // where MLflow's clients look
        json.WriteString("message", says);
        json.WriteEndObject();
    }
}
