using System.Net;
using System.Net.Sockets;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Webhooks;

/// <summary>Where webhooks may point: not into the network this server stands in, unless it serves this machine alone.</summary>
internal static class WebhookTarget
{
    private const int LongestUrl = 500;

    /// <summary>Addresses that are not of the public internet, or stand for such.</summary>
    /// <remarks>Source: IANA, special-purpose address registries for IPv4 and IPv6.</remarks>
    private static readonly IPNetwork[] s_inside =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        ]).Select(IPNetwork.Parse),
    ];

    /// <summary>An address that may be sent to, as far as it can be told without looking its host up.</summary>
    /// <param name="anywhere">Whether addresses of this machine and its network are allowed.</param>
    /// <exception cref="RefusedException">It is missing, is no http or https address, or points inside.</exception>
    public static string Url(string? url, bool anywhere)
    {
        var text = Names.Text(url, "url", LongestUrl);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
        {
            throw RefusedException.Invalid($"Invalid webhook URL: '{text}'. Expected an address that begins with http:// or https://.");
        }

        if (address.UserInfo.Length > 0)
        {
            throw RefusedException.Invalid("Invalid webhook URL: it has a user name or password in it. Use the webhook's secret, by which deliveries are signed.");
        }

        return anywhere || !PointsInside(address)
            ? text
            : throw RefusedException.Invalid($"Invalid webhook URL: '{text}' points to this machine or its network. A server that others can reach sends to public addresses only.");
    }

    /// <summary>Whether an address belongs to the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !s_inside.Any(n => n.BaseAddress.AddressFamily == plain.AddressFamily && n.Contains(plain));
    }

    /// <summary>Connects to a host. Its addresses are looked up once, and the one that was checked is the one that is connected to.</summary>
    /// <exception cref="HttpRequestException">It has no address, or one that points inside.</exception>
    public static async ValueTask<Stream> ConnectAsync(DnsEndPoint host, bool anywhere, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(host.Host, cancel);
        if (!anywhere && !Array.TrueForAll(addresses, IsPublic))
        {
            throw new HttpRequestException($"{host.Host} points to this machine or its network; nothing was sent.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool PointsInside(Uri address) => IPAddress.TryParse(address.DnsSafeHost, out var number)
        ? !IsPublic(number)
        : address.DnsSafeHost.TrimEnd('.') is var name && (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));
}
