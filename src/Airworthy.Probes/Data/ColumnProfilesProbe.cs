using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Profiles every column over all rows, with <c>NumberProfile.sql</c>, <c>TimeProfile.sql</c>, <c>PlainProfile.sql</c> and <c>TopValues.sql</c>.</summary>
public sealed class ColumnProfilesProbe : IProbe<ColumnProfiles>
{
    private static readonly double[] s_shares = [0.001, 0.5, 0.999];

    public async Task<Sighting<ColumnProfiles>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        var profiles = new List<ColumnProfile>();
        foreach (var column in table.Columns)
        {
            profiles.Add(await ProfileAsync(table, column, "data", cancel));
        }

        return new ColumnProfiles(table.Rows, profiles);
    }

    /// <summary>Profiles one column of a relation.</summary>
    /// <param name="withPercentiles">Whether the percentiles are wanted, the costly part of a profile.</param>
    public static async Task<ColumnProfile> ProfileAsync(Table table, Column column, string relation, CancellationToken cancel, bool withPercentiles = true)
    {
        var isTime = column.Kind == ColumnKind.Time && column.Type != "TIME";
        var (file, profile) = (column.Kind == ColumnKind.Number ? "NumberProfile" : isTime ? "TimeProfile" : "PlainProfile", new ColumnProfile(column.Name, column.Type, 0, 0));
        var sql = SqlText.Fill(file, ("relation", relation), ("column", column.Quoted), ("nan", Sql.IsNaN("x")), ("infinite", Sql.IsInfinite("x")),
            ("quantiles", !withPercentiles ? "null" : Sql.Quantiles(column.Kind == ColumnKind.Number ? "finite" : Sql.Seconds("x"), s_shares)));
        await foreach (var row in table.ReadAsync(sql, cancel))
        {
            profile = profile with { Missing = row.Count(0), Distinct = Math.Min(row.Count(1), table.Rows) };
            if (column.Kind == ColumnKind.Number || isTime)
            {
                var quantiles = row.Numbers(row.FieldCount - 1);
                profile = profile with { Min = row.Number(2), Max = row.Number(3), Low = quantiles?[0], Middle = quantiles?[1], High = quantiles?[2] };
            }

            if (column.Kind == ColumnKind.Number)
            {
                profile = profile with { Mean = row.Number(4), Sd = row.Number(5), NotANumber = row.Count(6), Infinite = row.Count(7) };
            }
        }

        var top = new List<ValueRows>();
        await foreach (var row in table.ReadAsync(SqlText.Fill("TopValues", ("relation", relation), ("column", column.Quoted), ("most", "20")), cancel))
        {
            top.Add(new ValueRows(row.Text(0) ?? "", row.Count(1)));
        }

        return profile with { Top = top };
    }
}
