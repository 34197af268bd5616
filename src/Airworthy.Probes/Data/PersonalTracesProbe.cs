using Airworthy.Core.Observations;
using Airworthy.Core.Persons;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>
/// Reads a fixed sample of the values of each column, of today's data and of earlier versions, and looks for persons in them; counts how small the groups of
/// quasi-identifiers are.
/// </summary>
public sealed class PersonalTracesProbe : IProbe<PersonalTraces>
{
    /// <summary>Different values of a column that are read.</summary>
    public const int Sample = 10_000;

    /// <summary>No identity number has fewer than nine digits; smaller numbers are not read.</summary>
    private const long Shortest = 100_000_000;

    /// <summary>Columns after these are judged by their names alone.</summary>
    private const int MostColumns = 1000;

    private static readonly string[] s_parts = ["table", "train", "dev", "test"];

    public async Task<Sighting<PersonalTraces>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        var past = await PastTraces.LookAsync(around, async t => await ReadAsync(t, cancel), cancel);
        return new PersonalTraces(table.Rows, [.. await ReadAsync(table, cancel), .. past.Columns], await GroupsAsync(table, cancel), past.Versions, past.Unread);
    }

    private static async Task<IReadOnlyList<ColumnTraces>> ReadAsync(Table table, CancellationToken cancel)
    {
        var spreads = await table.SpreadsAsync(cancel);
        var columns = new List<ColumnTraces>();
        foreach (var (column, at) in table.Columns.Select((c, i) => (c, i)))
        {
            columns.AddRange(at < MostColumns && await IsReadAsync(table, column, cancel) ? await ReadAsync(table, column, spreads[column].Values, cancel) : [new ColumnTraces(column.Name, "table", 0, 0, [])]);
        }

        return columns;
    }

    /// <summary>Texts, and whole numbers, which may be identity or card numbers. Measures and times are nobody's name.</summary>
    private static async Task<bool> IsReadAsync(Table table, Column column, CancellationToken cancel) =>
        column.Kind == ColumnKind.Text || (column.IsWhole && await RowCounts.OfAsync(table, "data", cancel, $"{column.Quoted} >= {Shortest}") > 0);

    private static async Task<IReadOnlyList<ColumnTraces>> ReadAsync(Table table, Column column, long about, CancellationToken cancel)
    {
        var every = Math.Max(1, (about + Sample - 1) / Sample);
        var parts = s_parts.Select(_ => new List<(string Value, long Rows)>()).ToArray();
        var sql = Sql.Fill(SqlText.Load("PersonalValues"),
            ("value", $"cast({column.Quoted} as varchar)"), ("number", Sql.RowHash(["text_value"])), ("every", every.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        await foreach (var row in table.ReadAsync(sql, cancel))
        {
            parts[row.Count(0)].Add((row.Text(1)!, row.Count(2)));
        }

        if (column.IsWhole)
        {
            Pad(parts);
        }

        return [.. parts.Select((values, i) => (Values: values, Part: s_parts[i])).Where(p => p.Values.Count > 0).Select(p => new ColumnTraces(
            column.Name, p.Part, p.Values.Count, p.Values.Sum(v => v.Rows),
            [.. Recognition.In(p.Values).Select(r => new Trace(r.By.Kind, r.By.Topic, r.By.Certainty, r.Chance, r.Formed, r.Passed, r.Rows, r.Example))],
            every > 1, column.Kind == ColumnKind.Text && IsFreeText(p.Values)))];
    }

    /// <summary>Reading texts of digits as numbers drops the zeros in front: a number up to three digits shorter than the longest gets them back.</summary>
    private static void Pad(List<(string Value, long Rows)>[] parts)
    {
        var longest = parts.SelectMany(p => p).Select(v => v.Value.Length).DefaultIfEmpty(0).Max();
        foreach (var part in parts)
        {
            for (var i = 0; i < part.Count; i++)
            {
                if (part[i].Value.Length >= longest - 3 && part[i].Value[0] != '-')
                {
                    part[i] = (part[i].Value.PadLeft(longest, '0'), part[i].Rows);
                }
            }
        }
    }

    /// <summary>Half of the rows hold at least eight words, and most of the texts are there once.</summary>
    private static bool IsFreeText(List<(string Value, long Rows)> values)
    {
        var rows = values.Sum(v => v.Rows);
        return values.Count >= 20 && values.Count >= rows / 2 && values.Where(v => v.Value.AsSpan().Count(' ') >= 7).Sum(v => v.Rows) * 2 >= rows;
    }

    private static async Task<GroupSizes?> GroupsAsync(Table table, CancellationToken cancel)
    {
        var stated = table.Contract.Data?.Privacy?.QuasiIdentifiers;
        var columns = stated is not null
            ? stated.Select(name => table[name] ?? throw new TableException($"The table has no column {name}, which data.privacy.quasi_identifiers names.", "Correct data.privacy.quasi_identifiers in airworthy.yaml.")).ToList()
            : [.. table.Columns.Where(c => ColumnNames.Of(c.Name)?.Kind is NameKind.Quasi or NameKind.Special)];
        if (columns.Count < (stated is null ? 2 : 1) || table.Rows == 0)
        {
            return null;
        }

        await foreach (var row in table.ReadAsync(SqlText.Fill("GroupSizes", ("columns", string.Join(", ", columns.Select(c => c.Quoted)))), cancel))
        {
            return new GroupSizes([.. columns.Select(c => c.Name)], stated is not null, row.Count(0), row.Count(1), row.Count(2), row.Count(3));
        }

        return null;
    }
}
