using System.Runtime.CompilerServices;

namespace Airworthy.Client.Protocol;

/// <summary>Between what travels and what a program reads.</summary>
internal static class Plain
{
    private static readonly long s_first = DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), s_last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } ms ? Time(ms) : null;

    /// <summary>A moment from milliseconds since 1970. The protocol takes any number; the years 1 to 9999 are told apart.</summary>
    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, s_first, s_last));

    public static IReadOnlyDictionary<string, string> Texts(IReadOnlyList<KeyText>? pairs) => (pairs ?? []).GroupBy(p => p.Key).ToDictionary(p => p.Key, p => p.Last().Value ?? "", StringComparer.Ordinal);

    public static IReadOnlyList<KeyText>? Pairs(IEnumerable<KeyValuePair<string, string>>? texts) => texts is null ? null : [.. texts.Select(t => new KeyText(t.Key, t.Value))];

    /// <summary>All pages one after the other, each fetched when the one before is read.</summary>
    public static async IAsyncEnumerable<T> PagesAsync<T>(Func<string?, Task<(IReadOnlyList<T>? Page, string? Next)>> fetch, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        string? token = null;
        do
        {
            cancel.ThrowIfCancellationRequested();
            var (page, next) = await fetch(token);
            foreach (var one in page ?? [])
            {
                yield return one;
            }

            token = string.IsNullOrEmpty(next) || next == token ? null : next;
        }
        while (token is not null);
    }
}
