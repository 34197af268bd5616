using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

using Minio;
using Minio.DataModel.Args;
using Minio.Exceptions;

namespace Airworthy.Data.Versions.Buckets;

/// <summary>The packs of a store in an S3-compatible bucket, as objects <c>PREFIX/packs/DIGEST.pack</c>. Only here the client library is used.</summary>
internal sealed partial class Bucket : IDisposable
{
    /// <summary>Bytes of a pack that are asked for at a time, so that memory stays bounded.</summary>
    public const int Piece = 8 * 1024 * 1024;

    /// <summary>Seconds for which a signed address holds; it is used at once.</summary>
    private const int Expiry = 900;

    private readonly BucketPlace _place;
    private readonly HttpClient _http;
    private readonly IMinioClient _client;

    public Bucket(BucketPlace place)
    {
        _place = place;
        // No redirects: the signature holds for this server alone.
        _http = new HttpClient(new OlderNames(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15), AllowAutoRedirect = false })) { Timeout = TimeSpan.FromMinutes(10) };
        var client = new MinioClient().WithEndpoint(place.Endpoint.Authority).WithSSL(place.Endpoint.Scheme == "https").WithRegion(place.Region)
            .WithCredentials(place.Key, place.Secret).WithHttpClient(_http);
        _client = (place.Token is { } token ? client.WithSessionToken(token) : client).Build();
    }

    /// <summary>The address as the contract has it.</summary>
    public string Shown => _place.ToString();

    /// <summary>The packs that are there, with their sizes in bytes. An upload that is not finished is not among them.</summary>
    public Task<SortedDictionary<string, long>> ListAsync(CancellationToken cancel) => AskAsync(async () =>
    {
        var packs = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (var item in _client.ListObjectsEnumAsync(new ListObjectsArgs().WithBucket(_place.Bucket).WithPrefix(KeyOf("")).WithRecursive(true), cancel))
        {
            if (item.Key[(item.Key.LastIndexOf('/') + 1)..] is var name && item.Key == KeyOf(name) && PackName().IsMatch(name))
            {
                packs[name] = checked((long)item.Size);
            }
        }

        return packs;
    }, cancel);

    /// <summary>Bytes of a pack.</summary>
    /// <exception cref="StoreException">The object is not there, or is shorter than it was said to be.</exception>
    public Task<byte[]> ReadAsync(string pack, long offset, int length, CancellationToken cancel) => AskAsync(async () =>
    {
        // The library takes the answer to a part of an object for an error, so it only signs the address.
        var address = await _client.PresignedGetObjectAsync(new PresignedGetObjectArgs().WithBucket(_place.Bucket).WithObject(KeyOf(pack)).WithExpiry(Expiry));
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = new RangeHeaderValue(offset, offset + length - 1);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        switch (response.StatusCode)
        {
            case HttpStatusCode.NotFound:
                throw Damage(pack, "it is gone");
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                throw Refused(null);
            case not HttpStatusCode.PartialContent:
                throw Odd($"{(int)response.StatusCode} where a part of an object was asked for");
        }

        var bytes = new byte[length];
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        return await stream.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, cancel) == length ? bytes : throw Damage(pack, "it is cut off");
    }, cancel);

    /// <summary>Stores a pack; the server shows it when all of it has arrived and its checksum is right.</summary>
    public Task UploadAsync(string path, string pack, CancellationToken cancel) => AskAsync(async () =>
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await _client.PutObjectAsync(new PutObjectArgs().WithBucket(_place.Bucket).WithObject(KeyOf(pack)).WithStreamData(file).WithObjectSize(file.Length).WithContentType("application/octet-stream"), cancel);
        return true;
    }, cancel);

    public Task DeleteAsync(string pack, CancellationToken cancel) => AskAsync(async () =>
    {
        await _client.RemoveObjectAsync(new RemoveObjectArgs().WithBucket(_place.Bucket).WithObject(KeyOf(pack)), cancel);
        return true;
    }, cancel);

    /// <summary>An object whose bytes are not what they were.</summary>
    public StoreException Damage(string pack, string what) =>
        new($"the object {Shown}packs/{pack} is damaged: {what}", "Delete that object, and run `airworthy data push` on a machine whose store `airworthy data verify` finds whole.");

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    private string KeyOf(string pack) => $"{_place.Prefix}packs/{pack}";

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancel)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (e is not StoreException && !cancel.IsCancellationRequested)
        {
            throw Told(e);
        }
    }

    /// <summary>What went wrong, in words that hold nothing of the request: neither keys nor signatures. Not all that the library throws has a base class of its own.</summary>
    private BucketException Told(Exception e)
    {
        var code = (e as ErrorResponseException)?.Response?.Code;
        return (code, e) switch
        {
            ("NoSuchBucket", _) or (_, BucketNotFoundException) => new BucketException($"there is no bucket {_place.Bucket} at {Server}", "Correct data.storage.data or AWS_ENDPOINT_URL; or make the bucket with the tools of whoever runs it."),
            ("InvalidAccessKeyId" or "SignatureDoesNotMatch" or "AccessDenied" or "ExpiredToken" or "InvalidToken", _) or (_, AuthorizationException or AccessDeniedException or ForbiddenException) => Refused(code),
            _ when e is HttpRequestException or IOException or TaskCanceledException or ConnectionException || e.InnerException is HttpRequestException or IOException =>
                new BucketException($"{Server} does not answer: {Reason(e)}", "Look whether AWS_ENDPOINT_URL is right and the server runs. What was transferred whole is kept; run the command again."),
            _ => Odd(code ?? e.GetType().Name.Replace("Exception", "", StringComparison.Ordinal)),
        };
    }

    private string Server => _place.Endpoint.GetLeftPart(UriPartial.Authority);

    private BucketException Refused(string? code) => new($"{Server} refuses the credentials for {Shown}{(code is null ? "" : $" ({code})")}",
        "Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, where there is one, AWS_SESSION_TOKEN of an account that may list, read and write there.");

    private BucketException Odd(string what) => new($"{Server} answered {what}, asked for {Shown}", "Look into the log of the server; then run the command again.");

    private static string Reason(Exception e) => (e.GetBaseException() is var cause && cause is TaskCanceledException ? "it took too long" : cause.Message).Split('\n')[0].Trim().TrimEnd('.');

    [GeneratedRegex(@"^[0-9a-f]{64}\.pack$")]
    private static partial Regex PackName();
}
