using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Data;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Data;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.Serving;

/// <summary>Compares test with the table of recent rows that the contract names.</summary>
public sealed class RecentTrafficProbe : IProbe<RecentTraffic>
{
    private const int Seed = 30;

    /// <summary>Known rows that distances are measured to, further known rows that say how far is usual, and recent rows measured.</summary>
    private const int Known = 3_000, Usual = 2_000, Measured = 2_000;

    /// <summary>Rows of dev that a category needs on the average before one that dev lacks is news.</summary>
    private const int RowsPerCategory = 20;

    public bool IsCostly => true;

    public async Task<Sighting<RecentTraffic>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        var promised = table.Contract.Data;
        if (table.RecentColumns.Count == 0)
        {
            return new Sighting<RecentTraffic>.NotSeen(table.WhyNoRecent, "Name a table of recent rows in data.represents.reference.");
        }

        if (ColumnShiftsProbe.WhyNot(table) is { } why)
        {
            return new Sighting<RecentTraffic>.NotSeen(why, "Set data.split in airworthy.yaml.");
        }

        List<Column> features = [.. table.Features.Where(c => c.Name != promised?.Time && c.Name != promised?.Id)];
        List<Column> shared = [.. features.Where(table.RecentColumns.Contains)];
        List<string> lacking = [.. features.Except(shared).Select(c => c.Name)];
        var (from, recent) = (promised!.Represents!.Reference!, Recent(table));
        var (testRows, recentRows) = (await RowCounts.OfAsync(table, "test", cancel), await RowCounts.OfAsync(table, $"{recent} as r", cancel));
        if (testRows < DevTestSameDistribution.Least || recentRows < DevTestSameDistribution.Least || shared.Count == 0)
        {
            return new RecentTraffic(from, testRows, recentRows, [], Lacking: lacking);
        }

        var both = $"({SqlText.Fill("TestAndRecent", ("recent", recent), ("columns", Filling.Each("column", table.Columns.Select(c => c.Quoted))))}) as both_tables";
        var columns = await BinnedColumns.CountAsync(table, shared, both, "__first", "not __first", cancel);
        var seen = new RecentTraffic(from, testRows, recentRows, columns, await UnseenAsync(table, shared, recent, cancel), Lacking: lacking);
        return await DrawAsync(table, seen, [.. shared.Where(c => c.Kind != ColumnKind.Other)], recent, cancel);
    }

    /// <summary>The recent rows, those of the last days only where they have a time.</summary>
    private static string Recent(Table table)
    {
        var promised = table.Contract.Data!;
        return promised.Represents?.RecentDays is { } days && table[promised.Time] is { Kind: ColumnKind.Time or ColumnKind.Text } time && table.RecentColumns.Contains(time) && table.TimeOf(time.Name) is { } moment
            ? $"({SqlText.Fill("RecentRows", ("relation", "recent"), ("seconds", Sql.Seconds(moment)), ("days", $"{days}"))})"
            : "recent";
    }

    private static async Task<IReadOnlyList<UnseenCategory>> UnseenAsync(Table table, List<Column> columns, string recent, CancellationToken cancel)
    {
        var unseen = new List<UnseenCategory>();
        foreach (var column in columns.Where(c => c.Kind == ColumnKind.Text))
        {
            await foreach (var row in table.ReadAsync(SqlText.Fill("UnseenValues", ("column", column.Quoted), ("recent", recent)), cancel))
            {
                if (row.Count(0) > 0 && row.Count(2) * RowsPerCategory <= row.Count(3))
                {
                    unseen.Add(new UnseenCategory(column.Name, row.Count(0), row.Text(1) ?? ""));
                }
            }
        }

        return [.. unseen.OrderByDescending(u => u.Rows)];
    }

    /// <summary>What needs rows in hand: support and effective size.</summary>
    private static async Task<RecentTraffic> DrawAsync(Table table, RecentTraffic seen, List<Column> columns, string recent, CancellationToken cancel)
    {
        var sample = await MatrixSample.DrawAsync(table, columns, [SamplePart.Split("test"), new("recent", $"{recent} as r")], SplitClassifierProbe.Most, Seed, cancel);
        var blocks = RowBlocks.Make(sample, table.Contract.Data?.Split);
        var told = TwoSample.Of(sample.Matrix, [.. sample.Rows.Select(r => r.Part == 1)], blocks.Of, i => (sample.Rows[i].Part * RowBlocks.Count) + blocks.Of[i], cancel);
        var (support, examples) = await SupportAsync(table, columns, recent, cancel);
        return seen with
        {
            Drawn = new DrawnRows(sample.Drawn(0), sample.Drawn(1)),
            Support = support,
            Examples = examples,
            Auc = told?.Area.Area,
            EffectiveShare = told is null ? null : DensityRatio.EffectiveShare([.. Enumerable.Range(0, sample.Rows.Count).Where(i => sample.Rows[i].Part == 0).Select(i => told.Scores[i])]),
        };
    }

    private static async Task<(OutOfSupport?, Shown?)> SupportAsync(Table table, List<Column> columns, string recent, CancellationToken cancel)
    {
        var known = SamplePart.Split(table.Splits.Contains("train") ? "train" : "dev");
        var sample = await MatrixSample.DrawAsync(table, columns, [known, new("recent", $"{recent} as r")], Known + Usual, Seed, cancel);
        // Equal rows lie side by side in a draw; two of five are set apart, so that both sets are spread over all of them.
        var drawn = Enumerable.Range(0, sample.Rows.Count).Where(i => sample.Rows[i].Part == 0).ToList();
        List<int> reference = [.. drawn.Where((_, at) => at % 5 < 3)], usual = [.. drawn.Where((_, at) => at % 5 >= 3)];
        List<int> asked = [.. Enumerable.Range(0, sample.Rows.Count).Where(i => sample.Rows[i].Part == 1)];
        asked = [.. asked.Where((_, at) => at % Math.Max(1, (asked.Count + Measured - 1) / Measured) == 0)];
        if (reference.Count < 100 || usual.Count < 100)
        {
            return (null, null);
        }

        var nearest = new NearestRows(sample.Matrix.Of(reference), [.. sample.Columns.Select(c => c.Kind == ColumnKind.Text || c.Type == "TIME")]);
        var ordinary = nearest.Distances(sample.Matrix.Of(usual)).Order().ToList();
        var limit = ordinary[Math.Min(ordinary.Count - 1, (int)(0.99 * ordinary.Count))];
        var distances = nearest.Distances(sample.Matrix.Of(asked));
        var far = asked.Select((i, at) => (Row: sample.Rows[i].Position, Distance: distances[at])).Where(x => x.Distance > limit).OrderByDescending(x => x.Distance).ThenBy(x => x.Row).ToList();
        var shown = far.Count == 0 ? null
            : await table.ShowAsync(LabelSheet.RowsAt("recent", far.Take(5).Select(f => f.Row), columns.Take(10).Select(c => c.Quoted)), cancel);
        return (new OutOfSupport(asked.Count, far.Count, reference.Count), shown);
    }
}
