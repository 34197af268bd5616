using System.Net;
using System.Text.RegularExpressions;

namespace Airworthy.Data.Versions.Buckets;

/// <summary>
/// Where a bucket is and who asks: the contract names the bucket, the environment the endpoint, the region and the credentials, under the names
/// that the AWS tools use. A class and no record, so that its text never holds a secret.
/// </summary>
public sealed partial class BucketPlace
{
    /// <summary>Set to 1 where a bucket outside this machine may be asked without encryption.</summary>
    internal const string PlainHttp = "AIRWORTHY_S3_PLAIN_HTTP";

    private const string Scheme = "s3://";

    private BucketPlace(string bucket, string prefix, Uri endpoint, string region, string key, string secret, string? token) =>
        (Bucket, Prefix, Endpoint, Region, Key, Secret, Token) = (bucket, prefix, endpoint, region, key, secret, token);

    internal string Bucket { get; }

    /// <summary>What the names of all objects begin with; empty, or ending in a slash.</summary>
    internal string Prefix { get; }

    internal Uri Endpoint { get; }

    internal string Region { get; }

    internal string Key { get; }

    internal string Secret { get; }

    internal string? Token { get; }

    /// <summary>Whether what <c>data.storage.data</c> says is a bucket.</summary>
    public static bool IsBucket(string? storage) => storage?.StartsWith(Scheme, StringComparison.Ordinal) == true;

    /// <summary>Reads the address of a contract and what the environment says about it.</summary>
    /// <exception cref="BucketException">The address is none, or something that is needed is not set.</exception>
    internal static BucketPlace Of(string storage, Func<string, string?> variable)
    {
        string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;
        if (Address().Match(storage) is not { Success: true } address)
        {
            throw new BucketException($"data.storage.data is {storage}, which is no address of a bucket", "Write s3://BUCKET or s3://BUCKET/PREFIX: letters in lower case, digits, dots and dashes, 3 to 63 of them, then a path without empty steps and dots.");
        }

        var region = Set("AWS_REGION") ?? Set("AWS_DEFAULT_REGION") ?? "us-east-1";
        if (!RegionName().IsMatch(region))
        {
            throw new BucketException($"AWS_REGION is {region}, which is no name of a region", "Write it like eu-central-1.");
        }

        var stated = Set("AWS_ENDPOINT_URL_S3") ?? Set("AWS_ENDPOINT_URL");
        if (!Uri.TryCreate(stated ?? $"https://s3.{region}.amazonaws.com", UriKind.Absolute, out var endpoint)
            || endpoint.Scheme is not ("http" or "https") || endpoint.PathAndQuery != "/" || endpoint.UserInfo.Length > 0)
        {
            throw new BucketException("AWS_ENDPOINT_URL is no address of a server", "Write it like https://storage.example.com:9000, without a path, and without a name and password.");
        }

        if (endpoint.Scheme == "http" && !IsThisMachine(endpoint) && Set(PlainHttp) != "1")
        {
            throw new BucketException($"{endpoint.GetLeftPart(UriPartial.Authority)} is another machine, and http sends the data unencrypted", $"Use https; or set {PlainHttp}=1 where the way there is safe.");
        }

        return Set("AWS_ACCESS_KEY_ID") is { } key && Set("AWS_SECRET_ACCESS_KEY") is { } secret
            ? new BucketPlace(address.Groups["bucket"].Value, address.Groups["prefix"].Value is { Length: > 0 } prefix ? prefix.TrimEnd('/') + "/" : "", endpoint, region, key, secret, Set("AWS_SESSION_TOKEN"))
            : throw new BucketException($"{storage} was not asked: there are no credentials", "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN where there is one.");
    }

    /// <summary>The address as the contract has it.</summary>
    public override string ToString() => $"{Scheme}{Bucket}/{Prefix}";

    private static bool IsThisMachine(Uri endpoint) => endpoint.IsLoopback || (IPAddress.TryParse(endpoint.DnsSafeHost, out var address) && IPAddress.IsLoopback(address));

    [GeneratedRegex(@"^s3://(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?<prefix>(?:(?!\.{1,2}(?:/|$))[A-Za-z0-9._=-]{1,100}(?:/|$)){0,20}))?$")]
    private static partial Regex Address();

    [GeneratedRegex("^[a-z0-9-]{1,40}$")]
    private static partial Regex RegionName();
}
