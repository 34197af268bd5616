using Airworthy.Core.Contracts;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>The values of the fairness columns and their rows, with <c>LabelsByValue.sql</c>.</summary>
internal static class GroupLevelsThere
{
    /// <summary>Values above which a column names no groups.</summary>
    public const int Most = 1_000;

    /// <summary>Rows of a split by the value of a column, the most frequent first, null left out; null where there are more than <see cref="Most"/> values.</summary>
    public static async Task<IReadOnlyDictionary<string, long>?> CountAsync(Table table, Column column, string split, CancellationToken cancel)
    {
        var counts = new Core.Reading.InOrder<long>();
        var text = $"cast({column.Quoted} as varchar)";
        var sql = SqlText.Fill("LabelsByValue", ("value", text), ("label", "1"), ("where", $"__{split} and {column.Quoted} is not null"), ("order", "holding desc, value"), ("most", $"{Most + 1}"));
        await foreach (var row in table.ReadAsync(sql, cancel))
        {
            counts.Add(row.Text(0)!, row.Count(2));
        }

        return counts.Count > Most ? null : counts;
    }

    /// <summary>Why no group can be looked for; null when they can.</summary>
    public static (string Because, string Next)? WhyNot(Table table, ProjectContract contract) =>
        contract.Responsibility?.Fairness?.Groups is not { Count: > 0 } ? ("responsibility.fairness.groups is missing.", "Write into responsibility.fairness.groups the columns that name groups of people.")
        : table.Splits.Contains("train") && table.Splits.Contains("dev") ? null
        : (table.WhyNoSplits ?? "Train and dev are not both declared.", "Set data.split in airworthy.yaml.");
}
