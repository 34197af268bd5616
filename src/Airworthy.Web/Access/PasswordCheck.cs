using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;

using Microsoft.Extensions.Caching.Memory;

namespace Airworthy.Web.Access;

/// <summary>How a password was taken.</summary>
internal abstract record Tried
{
    /// <summary>It is the account's.</summary>
    public sealed record Right(Account Account) : Tried;

    /// <summary>There is no such account, it is disabled, or it has another password: which of them is not told.</summary>
    public sealed record Wrong : Tried;

    /// <summary>Too many were tried.</summary>
    public sealed record TooOften(TimeSpan Wait) : Tried;
}

/// <summary>Compares passwords with those that are kept: slowly the first time, and from then on for ten minutes at once.</summary>
/// <remarks>
/// A client that sends a password with each call would otherwise cost a tenth of a second of a processor per call. What is remembered is a keyed
/// hash of name and password, with a key that is nowhere but in this process, beside the stretched password it matched: changing that ends it.
/// </remarks>
internal sealed class PasswordCheck(Callers callers, AuditStore audit, Passwords passwords, Limits limits) : IDisposable
{
    private static readonly TimeSpan s_remembered = TimeSpan.FromMinutes(10);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 5_000 });
    private readonly ConcurrentDictionary<string, Lazy<Task<Tried>>> _now = new();

    // Stretching is work by design: strangers must not get all processors to do it.
    private readonly ConcurrencyLimiter _atOnce = new(new() { PermitLimit = Math.Max(1, Environment.ProcessorCount / 2), QueueLimit = 32 });

    /// <param name="given">The name as it was given.</param>
    public async Task<Tried> TryAsync(string given, string password, IPAddress? address, CancellationToken cancel)
    {
        var name = given.Trim().ToLowerInvariant();
        if (name.Length is 0 or > 100 || password.Length > Account.LongestPassword || name.Any(char.IsControl))
        {
            return new Tried.Wrong();
        }

        var print = Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name}\n{password}")));
        if (_known.TryGetValue(print, out string? matched) && await callers.NamedAsync(name, cancel) is { Disabled: false } known && known.Password == matched)
        {
            return new Tried.Right(known);
        }

        // A script that starts eight times at once tries its password once.
        var trying = _now.GetOrAdd(print, _ => new Lazy<Task<Tried>>(() => CompareAsync(name, password, print, address)));
        try
        {
            return await trying.Value;
        }
        finally
        {
            _now.TryRemove(new(print, trying));
        }
    }

    private async Task<Tried> CompareAsync(string name, string password, string print, IPAddress? address)
    {
        var by = new Actor("", address?.ToString() ?? "");
        if (limits.OfSignIn(name, address) is { } wait)
        {
            return new Tried.TooOften(wait);
        }

        using var place = await _atOnce.AcquireAsync();
        if (!place.IsAcquired)
        {
            return new Tried.TooOften(TimeSpan.FromSeconds(5));
        }

        var account = await callers.NamedAsync(name, CancellationToken.None);
        var matches = await Task.Run(() => passwords.Matches(password, account?.Password));
        if (!matches || account is not { Disabled: false, Password: { } stretched })
        {
            await audit.AddAsync(by, "sign-in-failed", name, account is null ? "no such account" : account.Disabled ? "disabled" : "wrong password", CancellationToken.None);
            return new Tried.Wrong();
        }

        _known.Set(print, stretched, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = s_remembered, Size = 1 });
        return new Tried.Right(account);
    }

    public void Dispose()
    {
        _known.Dispose();
        _atOnce.Dispose();
    }
}
