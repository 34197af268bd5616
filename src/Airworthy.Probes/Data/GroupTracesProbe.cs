using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Asks a classifier to tell each group from the rest by the other features, on a bounded draw of train; rows are held out by whole blocks.</summary>
public sealed class GroupTracesProbe : IProbe<GroupTraces>
{
    /// <summary>Groups of a column that are tried, the most frequent first; rows drawn of each at most; and rows that a group needs.</summary>
    public const int MostGroups = 8, MostRows = 2_000, LeastRows = 100;

    private const int Seed = 60;

    public bool IsCostly => true;

    public async Task<Sighting<GroupTraces>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        if (GroupLevelsThere.WhyNot(table, around.Contract) is var (because, next))
        {
            return new Sighting<GroupTraces>.NotSeen(because, next);
        }

        var data = table.Contract.Data;
        var groups = around.Contract.Responsibility!.Fairness!.Groups!;
        List<Column> told = [.. table.Features.Where(c => c.Kind != ColumnKind.Other && c.Name != data?.Time && c.Name != data?.Id && !groups.Contains(c.Name))];
        if (told.Count == 0)
        {
            return new Sighting<GroupTraces>.NotSeen("No feature is left that could stand in for a group.", "Look at features.columns and features.except.");
        }

        var columns = new List<TraceOfColumn>();
        foreach (var name in groups)
        {
            columns.Add(table[name] is { } column ? await TraceAsync(table, column, told, cancel) : new TraceOfColumn(name, WhyNot: "the table has no such column"));
        }

        return new GroupTraces("train", told.Count, columns);
    }

    private static async Task<TraceOfColumn> TraceAsync(Table table, Column column, List<Column> told, CancellationToken cancel)
    {
        var isFeature = table.Features.Any(f => f.Name == column.Name);
        if (await GroupLevelsThere.CountAsync(table, column, "train", cancel) is not { } levels)
        {
            return new TraceOfColumn(column.Name, isFeature, WhyNot: $"it has more than {GroupLevelsThere.Most:N0} values in train, and names no groups");
        }

        List<string> tried = [.. levels.Where(l => l.Value >= LeastRows).Take(MostGroups).Select(l => l.Key)];
        if (tried.Count < 2)
        {
            return new TraceOfColumn(column.Name, isFeature, WhyNot: $"fewer than two groups have {LeastRows} rows of train");
        }

        var sample = await MatrixSample.DrawAsync(table, told, [.. tried.Select(g => new SamplePart(g, Where: $"__train and cast({column.Quoted} as varchar) = {g.Literal}"))], MostRows, Seed, cancel);
        var blocks = RowBlocks.Make(sample, table.Contract.Data?.Split);
        // Blocks of two groups are different rows, unless an entity has rows in both.
        int Cluster(int i) => blocks.By == BlockedBy.Group ? blocks.Of[i] : (sample.Rows[i].Part * RowBlocks.Count) + blocks.Of[i];
        var groups = new List<ToldGroup>();
        for (var part = 0; part < (tried.Count == 2 ? 1 : tried.Count); part++)
        {
            if (TwoSample.Of(sample.Matrix, [.. sample.Rows.Select(r => r.Part == part)], blocks.Of, Cluster, cancel) is { } two)
            {
                groups.Add(new ToldGroup(tried[part], sample.Drawn(part), two.Area.Area, two.Area.Error, SplitClassifierProbe.Features(two, sample.Columns)));
            }
        }

        return groups.Count == 0
            ? new TraceOfColumn(column.Name, isFeature, WhyNot: "each group stands in too few times or entities to hold some of them out")
            : new TraceOfColumn(column.Name, isFeature, [.. groups.OrderByDescending(g => g.Auc).ThenBy(g => g.Group, StringComparer.Ordinal)]);
    }
}
