using System.Collections.Concurrent;

using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Metrics;

/// <summary>The short numbers that stand for metric keys inside the store. A number, once given, means its key for ever, so they are kept in memory.</summary>
public sealed class MetricKeys
{
    /// <summary>Keys in memory, at most; beyond that, they are looked up.</summary>
    private const int Most = 1_000_000;

    private readonly ConcurrentDictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, string> _keys = new();

    /// <summary>The numbers of the metrics' keys, one for each metric; given where they had none.</summary>
    internal async Task<long[]> NumbersAsync(Session session, IReadOnlyList<Metric> metrics)
    {
        var numbers = new long[metrics.Count];
        HashSet<string>? unknown = null;
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!_numbers.TryGetValue(metrics[i].Key, out numbers[i]))
            {
                (unknown ??= new(StringComparer.Ordinal)).Add(metrics[i].Key);
            }
        }

        if (unknown is not null)
        {
            var found = await GivenAsync(session, unknown);
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = found.GetValueOrDefault(metrics[i].Key, numbers[i]);
            }
        }

        return numbers;
    }

    private async Task<Dictionary<string, long>> GivenAsync(Session session, HashSet<string> unknown)
    {
        // In one order everywhere, so that two writers never wait for each other.
        string[] keys = [.. unknown.Order(StringComparer.Ordinal)];
        await session.InsertAsync("metric_keys", "on conflict do nothing", new Column("key", keys));
        var rows = await RowsAsync(session, session.Dialect.IsIn("key", "@list"), session.Dialect.List(keys));
        session.Afterwards(() => rows.ForEach(Remember));
        return rows.ToDictionary(r => r.Key, r => r.No, StringComparer.Ordinal);
    }

    /// <summary>The keys of numbers.</summary>
    internal async Task<Func<long, string>> KeysAsync(Session session, IEnumerable<long> numbers)
    {
        var unknown = numbers.Where(n => !_keys.ContainsKey(n)).Distinct().ToList();
        if (unknown.Count == 0)
        {
            return no => _keys[no];
        }

        var found = await RowsAsync(session, session.Dialect.IsIn("no", "@list"), session.Dialect.List(unknown));
        found.ForEach(Remember);
        var here = found.ToDictionary(r => r.No, r => r.Key);
        return no => here.TryGetValue(no, out var key) ? key : _keys[no];
    }

    /// <summary>The number of a key; null where nobody ever logged it.</summary>
    internal async Task<long?> NumberAsync(Session session, string key)
    {
        if (_numbers.TryGetValue(key, out var number))
        {
            return number;
        }

        var found = await session.FirstAsync<long?>("select no from metric_keys where key = @key", new { key });
        if (found is { } no)
        {
            Remember(new KeyRow { No = no, Key = key });
        }

        return found;
    }

    private void Remember(KeyRow row)
    {
        if (_keys.Count < Most)
        {
            _numbers[row.Key] = row.No;
            _keys[row.No] = row.Key;
        }
    }

    private static Task<List<KeyRow>> RowsAsync(Session session, string condition, object list) =>
        session.ListAsync<KeyRow>($"select no, key from metric_keys where {condition}", new { list });

    private sealed record KeyRow
    {
        public long No { get; init; }

        public string Key { get; init; } = "";
    }
}
