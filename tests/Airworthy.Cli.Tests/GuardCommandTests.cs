using Airworthy.Core.Contracts;
using Airworthy.Models.Tabular;
using Airworthy.Pipelines.Features;
using Airworthy.Pipelines.Learning;

using DuckDB.NET.Data;

namespace Airworthy.Cli.Tests;

/// <summary>Features that code makes, for guards; and what the commands say where there is nothing to ask.</summary>
public sealed class GuardCommandTests : IDisposable
{
    private readonly ScratchProject _project = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Features_that_code_makes_stand_beside_the_columns_of_their_rows()
    {
        Write("select * from (values (3, 17.5, 'ORD', 1.0), (1, 8.25, 'JFK', 2.0), (2, null, null, 3.0)) as t(id, hour, place, distance)");
        var made = await MakeAsync("cp made.parquet {features}", ["hour", "place"]);

        var rows = await made.WithAsync(Rows("1", "2", "3"), ["hour", "place", "distance"], Cancel);

        Assert.Equal([8.25f, float.NaN, 17.5f], Assert.IsType<RawColumn.Numbers>(rows.Rows["hour"]).Values);
        var place = Assert.IsType<RawColumn.Texts>(rows.Rows["place"]);
        Assert.Equal(["JFK", "", "ORD"], place.Codes.Select(c => place.Words[c]));
        Assert.Equal([2f, 3f, 1f], Assert.IsType<RawColumn.Numbers>(rows.Rows["distance"]).Values);
        Assert.Contains("has no line for 1 of 2 rows, such as 9", (await Assert.ThrowsAsync<NotAskedException>(() => made.WithAsync(Rows("1", "9"), ["hour"], Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains("has no column wind", (await Assert.ThrowsAsync<NotAskedException>(() => made.WithAsync(Rows("1"), ["wind"], Cancel))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "hour", "commands.features is missing")]
    [InlineData("touch nothing", "hour", "does not name {features}")]
    [InlineData("true {features}", "hour", "did not write {features}")]
    [InlineData("echo no such thing {features}; exit 3", "hour", "ended with 3: no such thing")]
    [InlineData("true {features}", "wind", "the table has no feature of that name")]
    public async Task What_the_step_lacks_is_said(string? command, string needed, string says) =>
        Assert.Contains(says, (await Assert.ThrowsAsync<NotAskedException>(() => MakeAsync(command, [needed]))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("names no reason to fall back", "drill", "fallback")]
    [InlineData("holds no runs", "guard", "fit")]
    [InlineData("No gateway runs on", "release", "guards", "--endpoint", "late")]
    public async Task Where_there_is_nothing_to_ask_the_next_step_is_told(string says, params string[] command)
    {
        var run = await _project.RunAsync(command);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(says, run.Errors, StringComparison.Ordinal);
    }

    private Task<MadeFeatures> MakeAsync(string? command, IReadOnlyList<string> needed)
    {
        var contract = new ProjectContract { Project = "small", Features = new Features { Made = ["hour", "place", "distance"] }, Commands = command is null ? null : new Core.Contracts.Commands { Features = command } };
        return MadeFeatures.MakeAsync(contract, _project.Root, Directory.CreateTempSubdirectory("airworthy-made-").FullName, null, needed, Cancel);
    }

    private void Write(string select)
    {
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        using var command = duck.CreateCommand();
        command.CommandText = $"copy ({select}) to '{Path.Combine(_project.Root, "made.parquet")}' (format parquet)";
        command.ExecuteNonQuery();
    }

    private static LearningRows Rows(params string[] ids) => new(new Target(AnswerScale.TwoClasses, new double[ids.Length], ["no", "yes"]),
        new RawRows(ids.Length, [new RawColumn.Numbers("distance", new float[ids.Length])]), new Airworthy.Core.Statistics.Metrics.RowUnits(null, null), ids, []);
}
