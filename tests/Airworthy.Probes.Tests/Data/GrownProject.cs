using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Data;

using DuckDB.NET.Data;

namespace Airworthy.Probes.Tests.Data;

/// <summary>A project in a temporary folder whose table is grown by SQL: <c>data.parquet</c> and a contract.</summary>
internal sealed class GrownProject : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("airworthy-");
    private readonly string _contract;

    private GrownProject(string contract) => _contract = $"airworthy: 1\nproject: grown\n{contract}";

    /// <summary>A project with the rows of a query.</summary>
    public static async Task<GrownProject> OfAsync(string contract, string select, params IEnumerable<(string Path, string Text)> files)
    {
        var project = new GrownProject(contract);
        foreach (var (path, text) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(project._folder.FullName, path), text);
        }

        await RunAsync($"copy ({select}) to {project.Parquet.Literal} (format parquet)");
        return project;
    }

    public string Folder => _folder.FullName;

    private string Parquet => Path.Combine(_folder.FullName, "data.parquet");

    /// <summary>Writes one more file into the project: the rows of a query over the relation <c>data</c>, the project's own rows.</summary>
    public Task WriteAsync(string path, string select) =>
        RunAsync($"create view data as select * from read_parquet({Parquet.Literal})", $"copy ({select}) to {Path.Combine(_folder.FullName, path).Literal}");

    /// <summary>A throw-away copy of a project with a defect planted in its rows and contract.</summary>
    /// <param name="select">The project's rows with <c>__split</c> and <c>__label</c>.</param>
    public static async Task<GrownProject> PlantedAsync(string contract, string select, Defect.Rows defect, DefectSize size, string feature)
    {
        var read = ContractReader.Read($"airworthy: 1\nproject: grown\n{contract}", ContractReader.FileName).Contract!;
        var edited = ContractEdit.SetAll($"airworthy: 1\nproject: grown\n{contract}", defect.Fields.Append(new("data.split.column", "__split")));
        Assert.Empty(edited.Problems);
        var project = new GrownProject(edited.Text!["airworthy: 1\nproject: grown\n".Length..]);
        var sql = Sql.Fill(defect.Sql(size), ("label", read.Data!.Label!.Name.Quoted), ("time", (read.Data.Time ?? "").Quoted), ("entity", (read.Data.Entity ?? "").Quoted),
            ("id", (read.Data.Id ?? "").Quoted), ("feature", feature.Quoted));
        await RunAsync($"create table data as {select}", sql, $"copy (select * exclude (__label) from data) to {project.Parquet.Literal} (format parquet)");
        return project;
    }

    /// <summary>What the real probe and check say of a part.</summary>
    public async Task<Verdict> JudgeAsync(string item, string part)
    {
        var reading = ContractReader.Read(_contract, ContractReader.FileName);
        Assert.Empty(reading.Problems);
        await using var around = new Surroundings { Root = _folder.FullName, Contract = reading.Contract!, Clock = TimeProvider.System };
        var asked = Pages.Find(item)!;
        var seen = await new Inspection(around, new Subjects(reading.Contract!, new Dictionary<Bound, string>())).RunAsync([(asked, asked[part]!)], TestContext.Current.CancellationToken);
        var judged = Assert.Single(seen).Value;
        Assert.True(judged.Crash is null, judged.Crash);
        Assert.False(string.IsNullOrWhiteSpace(judged.Verdict.Says));
        return judged.Verdict;
    }

    private static async Task RunAsync(params IEnumerable<string> statements)
    {
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var sql in statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
