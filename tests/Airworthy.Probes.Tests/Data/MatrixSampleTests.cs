using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Data;

namespace Airworthy.Probes.Tests.Data;

/// <summary>A draw of rows says what it drew, from how many, and gives the same matrix however the rows lie.</summary>
public sealed class MatrixSampleTests : IDisposable
{
    private const string Contract = "data: {files: [t.csv], id: id, time: at, entity: who, label: y, split: {column: part}}";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("airworthy-");

    [Fact]
    public async Task Values_become_numbers_and_what_is_missing_stays_missing()
    {
        await using var table = await OpenAsync(Contract, """
            id,at,who,amount,town,open,y,part
            1,2026-01-01 00:00:00,ann,1.5,Rome,true,late,dev
            2,2026-01-02 12:00:00,bob,,Rome,false,ok,dev
            3,2026-01-03 00:00:00,cid,inf,Oslo,,ok,test
            4,2026-01-04 00:00:00,,-2,,true,late,test
            """);

        var sample = await MatrixSample.DrawAsync(table, [.. table.Columns.Where(c => c.Name is "at" or "amount" or "town" or "open")],
            [SamplePart.Split("dev"), SamplePart.Split("test")], 100, 1, TestContext.Current.CancellationToken);

        Assert.Equal(["amount", "at", "open", "town"], sample.Columns.Select(c => c.Name));
        Assert.Equal([2, 2], sample.There);
        var rows = Enumerable.Range(0, 4).OrderBy(i => sample.Rows[i].Position).ToList();
        Assert.Equal(["ann", "bob", "cid", null], rows.Select(i => sample.Rows[i].Group));
        Assert.Equal(["late", "ok", "ok", "late"], rows.Select(i => sample.Rows[i].Label));
        Assert.Equal([0, 0, 1, 1], rows.Select(i => sample.Rows[i].Part));
        Assert.Equal(new DateTime(2026, 1, 1), DateTime.UnixEpoch.AddSeconds(sample.Rows[rows[0]].Time));
        Assert.Equal([1.5f, float.NaN, float.NaN, -2], rows.Select(i => sample.Matrix[i, 0]));
        Assert.Equal([0, 1.5f, 2, 3], rows.Select(i => sample.Matrix[i, 1]));
        Assert.Equal([1, 0, float.NaN, 1], rows.Select(i => sample.Matrix[i, 2]));
        Assert.Equal([0, 0, 1, float.NaN], rows.Select(i => sample.Matrix[i, 3]));
    }

    [Fact]
    public async Task Rare_categories_share_one_number()
    {
        var lines = Enumerable.Range(0, 60).SelectMany(town => Enumerable.Range(0, 61 - town).Select(i => $"{(town * 100) + i},town{town}"));
        await using var table = await OpenAsync("data: {files: [t.csv], id: id}", "id,town\n" + string.Join('\n', lines));

        var sample = await MatrixSample.DrawAsync(table, [table["town"]!], [new("all")], 10_000, 1, TestContext.Current.CancellationToken);

        Assert.Equal(51, sample.Matrix.Values.Distinct().Count());
        Assert.Equal(Enumerable.Range(50, 10).Sum(town => 61 - town), sample.Matrix.Values.Count(v => v == MatrixSample.Other));
    }

    [Fact]
    public async Task A_draw_keeps_to_its_bound_and_does_not_depend_on_the_order_of_rows()
    {
        List<string> lines = [.. Enumerable.Range(0, 3_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{i * 0.37 % 1:0.000}"))];
        async Task<MatrixSample> DrawAsync(IEnumerable<string> rows, int seed)
        {
            await using var table = await OpenAsync("data: {files: [t.csv], id: id}", "id,x\n" + string.Join('\n', rows));
            return await MatrixSample.DrawAsync(table, [table["x"]!], [new("all")], 500, seed, TestContext.Current.CancellationToken);
        }

        var drawn = await DrawAsync(lines, 1);

        Assert.Equal((500, 3_000), (drawn.Drawn(0), drawn.There[0]));
        Assert.Equal(drawn.Matrix.Values, (await DrawAsync(Enumerable.Reverse(lines), 1)).Matrix.Values);
        Assert.NotEqual(drawn.Matrix.Values, (await DrawAsync(lines, 2)).Matrix.Values);
        Assert.InRange(drawn.Matrix.Values.Average(), 0.45, 0.55);
    }

    [Fact]
    public async Task Columns_with_odd_names_and_no_rows_are_no_trouble()
    {
        await using var table = await OpenAsync("data: {files: [t.csv]}", "\"order\"\"s\",b\n");

        var sample = await MatrixSample.DrawAsync(table, table.Columns, [new("all")], 10, 1, TestContext.Current.CancellationToken);

        Assert.Equal((0, 2), (sample.Matrix.Rows, sample.Matrix.Columns));
    }

    private async Task<Table> OpenAsync(string contract, string csv)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "t.csv"), csv);
        var reading = ContractReader.Read($"airworthy: 1\nproject: small\n{contract}\n", ContractReader.FileName);
        Assert.Empty(reading.Problems);
        return await Table.OpenAsync(reading.Contract!, _folder.FullName, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
