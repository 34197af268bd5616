using System.Net;

namespace Airworthy.Probes.Links;

/// <summary>Tells addresses of the open internet from those of this machine, of its network and of what runs it.</summary>
/// <remarks>Source: the IANA registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and its updates).</remarks>
public static class PublicAddress
{
    private static readonly IPNetwork[] s_special =
    [
        .. ((string[])[
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32", // Azure's own, which answers every virtual machine there
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        ]).Select(n => IPNetwork.Parse(n)),
    ];

    /// <summary>All that is assigned to hosts of the open internet in IPv6; what lies beside it is local or special.</summary>
    private static readonly IPNetwork s_global6 = IPNetwork.Parse("2000::/3");

    /// <summary>Whether an address belongs to the open internet.</summary>
    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Array.Exists(s_special, n => n.BaseAddress.AddressFamily == plain.AddressFamily && n.Contains(plain))
            && (plain.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork || s_global6.Contains(plain));
    }
}
