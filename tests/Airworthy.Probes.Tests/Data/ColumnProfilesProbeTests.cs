using Airworthy.Probes.Data;

namespace Airworthy.Probes.Tests.Data;

public sealed class ColumnProfilesProbeTests
{
    private const string Contract = "data: {files: t.csv}";

    [Fact]
    public async Task Numbers_are_counted_without_nulls_and_infinities()
    {
        await using var project = SmallProject.With(Contract, ("t.csv", "x,k\n1.5,a\n2.5,a\n,b\ninf,c\n2.5,c\n"));
        var seen = await project.SeeAsync(new ColumnProfilesProbe());
        var x = seen.Columns[0];

        Assert.Equal(5, seen.Rows);
        Assert.Equal((1, 3, 1), (x.Missing, x.Distinct, x.Infinite));
        Assert.Equal((1.5, 2.5), (x.Min, x.Max));
        Assert.Equal(6.5 / 3, x.Mean!.Value, 12);
        Assert.Equal(("2.5", 2), (x.Top![0].Value, x.Top[0].Rows));
        Assert.Equal(3, seen.Columns[1].Distinct);
    }

    [Fact]
    public async Task Numbers_whose_squares_are_none_do_not_count_for_the_spread()
    {
        await using var project = SmallProject.With(Contract, ("t.csv", "x,y\n1,1.7e308\n3,-1.7e308\n1e200,2e200\n"));
        var seen = await project.SeeAsync(new ColumnProfilesProbe());

        Assert.Equal((1, 1e200), (seen.Columns[0].Min, seen.Columns[0].Max));
        Assert.Equal(Math.Sqrt(2), seen.Columns[0].Sd!.Value, 12);
        Assert.Equal(((double?)-1.7e308, 1.7e308, null), (seen.Columns[1].Min, seen.Columns[1].Max, seen.Columns[1].Sd));
    }

    [Fact]
    public async Task A_time_counts_in_seconds_since_1970()
    {
        await using var project = SmallProject.With(Contract, ("t.csv", "at\n1970-01-01 00:00:00\n1970-01-01 00:01:00\n"));
        var at = Assert.Single((await project.SeeAsync(new ColumnProfilesProbe())).Columns);

        Assert.Equal((0, 60), (at.Min, at.Max));
    }

    [Fact]
    public async Task A_column_may_be_called_anything()
    {
        await using var project = SmallProject.With(Contract, ("t.csv", "\"order\"\"s\",$column,select\n1,2,3\n4,5,6\n"));
        var seen = await project.SeeAsync(new ColumnProfilesProbe());

        Assert.Equal(["order\"s", "$column", "select"], seen.Columns.Select(c => c.Name));
        Assert.Equal([4, 5, 6], seen.Columns.Select(c => c.Max!.Value));
    }

    [Fact]
    public async Task A_table_without_rows_has_columns_and_no_values()
    {
        await using var project = SmallProject.With(Contract, ("t.csv", "a,b\n"));
        var seen = await project.SeeAsync(new ColumnProfilesProbe());

        Assert.Equal(0, seen.Rows);
        Assert.Equal([0L, 0L], seen.Columns.Select(c => c.Distinct));
    }
}
