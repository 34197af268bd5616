using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Airworthy.Web.Access;

/// <summary>How often someone may ask, and try a password.</summary>
internal sealed class Limits : IDisposable
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _accounts;
    private readonly PartitionedRateLimiter<string> _addresses;
    private readonly PartitionedRateLimiter<(string Account, string Address)> _signIns;

    public Limits(AccessOptions options)
    {
        var rates = options.Rates;
        _accounts = PerSecond(rates.PerAccount);
        _addresses = PerSecond(rates.PerAddress);
        _signIns = PartitionedRateLimiter.CreateChained(
            PerMinute(who => $"{who.Account} {who.Address}", rates.SignInsPerAccountAndAddress),
            PerMinute(who => who.Address, rates.SignIns),
            PerMinute(who => who.Account, rates.SignIns));
    }

    /// <summary>Counts a call of someone who is known.</summary>
    /// <returns>Null, or how long to wait.</returns>
    public TimeSpan? OfAccount(string account) => Wait(_accounts.AttemptAcquire(account));

    /// <summary>Counts a call of someone who is not.</summary>
    /// <returns>Null, or how long to wait.</returns>
    public TimeSpan? OfAddress(IPAddress? address) => Wait(_addresses.AttemptAcquire(Place(address)));

    /// <summary>Counts a password that is tried.</summary>
    /// <returns>Null, or how long to wait.</returns>
    public TimeSpan? OfSignIn(string account, IPAddress? address) => Wait(_signIns.AttemptAcquire((account, Place(address))));

    private static TimeSpan? Wait(RateLimitLease lease)
    {
        using (lease)
        {
            return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) && wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1);
        }
    }

    /// <summary>Where a call comes from. One who has an IPv6 address mostly has 2⁶⁴ of them, so those count together.</summary>
    internal static string Place(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
        {
            address = address.MapToIPv4();
        }

        return address is not { AddressFamily: AddressFamily.InterNetworkV6 }
            ? address?.ToString() ?? "?"
            : new IPAddress([.. address.GetAddressBytes().Take(8), .. new byte[8]]) + "/64";
    }

    private static PartitionedRateLimiter<string> PerSecond(int calls) => PartitionedRateLimiter.Create<string, string>(who => RateLimitPartition.GetTokenBucketLimiter(who, _ => new()
    {
        TokenLimit = calls * 5,
        TokensPerPeriod = Math.Max(1, calls / 10),
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
        QueueLimit = 0,
    }));

    private static PartitionedRateLimiter<(string Account, string Address)> PerMinute(Func<(string Account, string Address), string> of, int tries) =>
        PartitionedRateLimiter.Create<(string Account, string Address), string>(who => RateLimitPartition.GetSlidingWindowLimiter(of(who), _ => new()
        {
            PermitLimit = tries,
            Window = s_minute,
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        }));

    public void Dispose()
    {
        _accounts.Dispose();
        _addresses.Dispose();
        _signIns.Dispose();
    }
}
