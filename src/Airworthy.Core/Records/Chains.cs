using Airworthy.Core.Checklist;

namespace Airworthy.Core.Records;

/// <summary>Records of one check by one writer form a chain: each names the id of the one before it, so a deleted or edited record shows.</summary>
public static class Chains
{
    /// <summary>Puts new records behind the newest of their chains.</summary>
    public static IReadOnlyList<CheckRecord> Link(IReadOnlyList<CheckRecord> stored, IEnumerable<CheckRecord> fresh)
    {
        var last = new Dictionary<(string, string), string>();
        foreach (var record in stored)
        {
            last[(record.Check, record.By.Id)] = record.Id;
        }

        return [.. fresh.Select(record =>
        {
            var key = (record.Check, record.By.Id);
            var linked = record with { Previous = last.GetValueOrDefault(key) };
            last[key] = linked.Id;
            return linked;
        })];
    }

    /// <summary>The checks whose chain has a gap: a record names a predecessor that is not there, or two records name the same one.</summary>
    public static IReadOnlySet<PartId> Broken(IReadOnlyList<CheckRecord> records) => records
        .GroupBy(r => (r.Check, r.By.Id))
        .Where(chain =>
        {
            var ids = chain.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
            return chain.Count(r => r.Previous is null) != 1
                || chain.Any(r => r.Previous is { } previous && !ids.Contains(previous))
                || chain.Where(r => r.Previous is not null).GroupBy(r => r.Previous).Any(g => g.Count() > 1);
        })
        .Select(chain => PartId.Parse(chain.Key.Check)!.Value)
        .ToHashSet();
}
