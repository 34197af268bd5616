using System.Net;

using Airworthy.Core.Reading;

namespace Airworthy.Serving.Models.Upstream;

/// <summary>Where a model runs that is no model of this process: <c>upstream:http://host:8000/v2/models/late</c>, or <c>upstream:http://host:5000/invocations#models:/late/3</c>.</summary>
/// <param name="Address">Of the model there: ends in <c>/v2/models/NAME</c>, with or without a version, or in <c>/invocations</c>.</param>
/// <param name="Like">The version of the registry whose rows <c>/invocations</c> takes, since it cannot say so itself; null of the Open Inference Protocol.</param>
public sealed record UpstreamAddress(Uri Address, string? Like)
{
    /// <summary>How it begins.</summary>
    public const string Prefix = "upstream:";

    /// <summary>As it stands in a route table.</summary>
    public override string ToString() => Prefix + Address.GetLeftPart(UriPartial.Path) + (Like is null ? "" : "#" + Like);

    /// <exception cref="NotServableException">It is no such address.</exception>
    public static UpstreamAddress Parse(string text)
    {
        const string Expected = "expected upstream:http://HOST:PORT/v2/models/NAME, or upstream:http://HOST:PORT/invocations#models:/NAME/VERSION, whose rows it takes";
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Uri.TryCreate(text[Prefix.Length..], UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0 || uri.Query.Length > 0)
        {
            throw new NotServableException($"{Problem.Cut(text)} is no address of a model elsewhere; {Expected}.");
        }

        var isInvocations = uri.AbsolutePath.EndsWith("/invocations", StringComparison.Ordinal);
        var like = uri.Fragment.Length > 1 ? Uri.UnescapeDataString(uri.Fragment[1..]) : null;
        return (isInvocations ? like is not null : like is null && IsModel(uri.AbsolutePath))
            ? new UpstreamAddress(new Uri(uri.GetLeftPart(UriPartial.Path)), like)
            : throw new NotServableException($"{Problem.Cut(text)} names no model there; {Expected}.");
    }

    private static bool IsModel(string path) => path.Split('/') is [.., "v2", "models", { Length: > 0 }] or [.., "v2", "models", { Length: > 0 }, "versions", { Length: > 0 }];
}

/// <summary>Which servers may be asked. Whoever releases names addresses, and this process would ask whatever it can reach.</summary>
/// <param name="hosts"><c>host</c>, <c>host:port</c> or <c>*.example.org</c>; null where any may.</param>
public sealed class AllowedUpstreams(IReadOnlyList<string>? hosts)
{
    /// <exception cref="NotServableException">It may not be asked.</exception>
    public void Require(UpstreamAddress upstream)
    {
        var address = upstream.Address;
        if (hosts is not null && !hosts.Any(h => h.StartsWith("*.", StringComparison.Ordinal)
            ? address.Host.Length > h.Length - 1 && address.Host.EndsWith(h[1..], StringComparison.OrdinalIgnoreCase)
            : h.Equals(address.Host, StringComparison.OrdinalIgnoreCase) || h.Equals($"{address.Host}:{address.Port}", StringComparison.OrdinalIgnoreCase)))
        {
            throw new NotServableException($"{Problem.Cut(address.Authority)} is none of the servers that may be asked here. Whoever runs this one can allow it: airworthy serve --upstreams {Problem.Cut(address.Authority)}");
        }
    }

    /// <summary>Where clouds keep the secrets of their machines: no model is there.</summary>
    public static bool IsLinkLocal(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) is var plain && (plain.IsIPv6LinkLocal || plain.GetAddressBytes() is [169, 254, _, _]);
}
