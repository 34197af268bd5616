using System.Text.RegularExpressions;

using Airworthy.Core.Contracts;

namespace Airworthy.Data;

/// <summary>Which columns the model reads, as the contract says it.</summary>
public static class FeatureChoice
{
    /// <summary>The named columns, or by default all but id, time, entity, label, the columns of the label's expression, the split column and what names a file.</summary>
    public static IReadOnlyList<Column> Of(ProjectContract contract, IReadOnlyList<Column> columns)
    {
        var data = contract.Data;
        if (contract.Features?.Columns is { Count: > 0 } named && named is not ["all-but"])
        {
            return [.. columns.Where(c => named.Contains(c.Name))];
        }

        var except = new HashSet<string>(contract.Features?.Except ?? [], StringComparer.Ordinal);
        foreach (var name in (string?[])[data?.Id, data?.Time, data?.Entity, data?.Label?.Name, data?.Split?.Column, .. Media.MediaColumns.Naming(contract)])
        {
            except.Add(name ?? "");
        }

        var from = data?.Label?.From ?? "";
        return [.. columns.Where(c => !except.Contains(c.Name) && !Mentions(from, c.Name))];
    }

    /// <summary>Whether an SQL expression speaks of a column.</summary>
    public static bool Mentions(string expression, string column) =>
        expression.Length > 0 && Regex.IsMatch(expression, $@"(?<![\w]){Regex.Escape(column)}(?![\w])", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
}
