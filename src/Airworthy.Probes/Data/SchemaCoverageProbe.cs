using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Lays the schema file beside the columns that the model reads, the label and the keys.</summary>
public sealed class SchemaCoverageProbe : IProbe<SchemaCoverage>
{
    public async Task<Sighting<SchemaCoverage>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (schema, because, next) = await SchemaOnFile.ReadAsync(around, cancel);
        if (schema is null)
        {
            return new Sighting<SchemaCoverage>.NotSeen(because, next);
        }

        var table = await around.TableAsync(cancel);
        var data = around.Contract.Data!;
        var wanted = table.Features.Select(f => (f.Name, Role: "feature"))
            .Concat(((string Name, string Role)[])[(data.Label?.Name ?? "", "label"), (data.Time ?? "", "key"), (data.Entity ?? "", "key"), (data.Id ?? "", "key")])
            .Where(c => c.Role == "feature" || c.Role == "label" ? c.Name.Length > 0 : table[c.Name] is not null)
            .DistinctBy(c => c.Name);

        var covered = new List<CoveredColumn>();
        foreach (var (name, role) in wanted)
        {
            if (!schema.Columns.TryGetValue(name, out var promise))
            {
                covered.Add(new CoveredColumn(name, role, Written: false));
                continue;
            }

            var width = promise.Bounds is var (low, high) ? high - low : (double?)null;
            var span = width is null || table[name] is not { IsOrdered: true } column ? null : await SpanAsync(table, column, cancel);
            covered.Add(new CoveredColumn(name, role, true, promise.Constraints, width, span, promise.WideBecause, !string.IsNullOrWhiteSpace(promise.Means)));
        }

        return new SchemaCoverage(data.Schema!, covered);
    }

    private static async Task<double?> SpanAsync(Table table, Column column, CancellationToken cancel) =>
        (await ColumnBounds.ReadAsync(table, "data", [Sql.Quantiles(column.AsNumber, 0.001, 0.999)], cancel))[0] is [var low, var high] ? high - low : null;
}
