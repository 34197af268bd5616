using Microsoft.Extensions.Caching.Memory;

namespace Airworthy.Web.Access;

/// <summary>Accounts, tokens and sign-ins that were just read, so that not each call reads them again.</summary>
/// <remarks>A change by this process is seen at once; one by another process that shares the store within <see cref="Span"/>.</remarks>
public sealed class Remembered : IDisposable
{
    /// <summary>How long something is believed without a look.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 20_000 });
    private long _changes;

    /// <summary>What is remembered under a key, or else what is read now. Nothing is remembered of what is not there.</summary>
    internal async ValueTask<T?> FindAsync<T>(string key, Func<Task<T?>> read)
        where T : class
    {
        if (_cache.TryGetValue(key, out T? known))
        {
            return known;
        }

        var changes = Interlocked.Read(ref _changes);
        var found = await read();
        if (found is not null)
        {
            _cache.Set(key, found, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Span, Size = 1 });

            // What was read while something changed may be what it was before.
            if (changes != Interlocked.Read(ref _changes))
            {
                _cache.Remove(key);
            }
        }

        return found;
    }

    /// <summary>Something changed: all is read anew.</summary>
    internal void Forget()
    {
        Interlocked.Increment(ref _changes);
        _cache.Clear();
    }

    public void Dispose() => _cache.Dispose();
}
