using Airworthy.Core.Contracts;
using Airworthy.Data;

using DuckDB.NET.Data;

namespace Airworthy.Probes.Tests.Data;

/// <summary>Rows of a query in a temporary folder, parted as a contract says.</summary>
internal sealed class PartedTable : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("airworthy-");

    private PartedTable()
    {
    }

    public Table Table { get; private set; } = null!;

    /// <summary>Opens the rows of a query.</summary>
    /// <param name="data">The fields of <c>data</c> as YAML on one line, without files.</param>
    public static async Task<PartedTable> OfAsync(string select, string data)
    {
        var parted = new PartedTable();
        await using (var connection = new DuckDBConnection("DataSource=:memory:"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = $"copy ({select}) to {Path.Combine(parted._folder.FullName, "rows.parquet").Literal} (format parquet)";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        parted.Table = await Table.OpenAsync(Contract(data), parted._folder.FullName, TestContext.Current.CancellationToken);
        return parted;
    }

    public static ProjectContract Contract(string data)
    {
        var reading = ContractReader.Read($"airworthy: 1\nproject: parted\ndata: {{files: [rows.parquet], {data}}}\n", ContractReader.FileName);
        Assert.Empty(reading.Problems.Select(p => p.ToString()));
        return reading.Contract!;
    }

    /// <summary>Reads the same rows as another contract says.</summary>
    public Task ReadAsAsync(string data) => Table.ReadAsAsync(Contract(data), TestContext.Current.CancellationToken);

    /// <summary>The split of each row by its id, <c>none</c> for rows in none. No row may be in two.</summary>
    public async Task<Dictionary<string, string>> SplitsAsync(string id = "id")
    {
        var all = new Dictionary<string, string>();
        await foreach (var row in Table.ReadAsync($"select cast({id} as varchar), __train, __dev, __test from parted", TestContext.Current.CancellationToken))
        {
            var named = new[] { (row.GetBoolean(1), "train"), (row.GetBoolean(2), "dev"), (row.GetBoolean(3), "test") }.Where(s => s.Item1).Select(s => s.Item2).ToList();
            Assert.True(named.Count <= 1, $"{row.GetString(0)} is in {string.Join(" and ", named)}.");
            all[row.GetString(0)] = named.DefaultIfEmpty("none").Single();
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        if (Table is not null)
        {
            await Table.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
