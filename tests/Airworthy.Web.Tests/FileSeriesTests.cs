using Airworthy.Web.Files;

namespace Airworthy.Web.Tests;

public sealed class FileSeriesTests
{
    [Theory]
    [InlineData("plots/roc_step_100.png", "plots/roc_step_#.png", 100)]
    [InlineData("images/val/pred%step%23%timestamp%1764345600000%g1b2c3d4-0000-4000-8000-000000000001.png", "images/val/pred #.png", 23)] // MLflow's log_image
    [InlineData("images/pred+step+5+timestamp+1764345600000+g1b2.png", "images/pred #.png", 5)] // as older clients wrote it
    [InlineData("eval/step_5/confusion.png", "eval/step_#/confusion.png", 5)]
    [InlineData("a/checkpoint-200/b/state.json", "a/checkpoint-#/b/state.json", 200)]
    public void The_step_in_a_path(string path, string name, long step) => Assert.Equal((name, step), FileSeries.Split(path));

    [Theory]
    [InlineData("model/MLmodel")]
    [InlineData("data/2024/table.csv")] // a year is no step
    [InlineData("report.html")]
    public void A_path_without_a_step(string path) => Assert.Equal((path, null), FileSeries.Split(path));

    [Fact]
    public void Files_that_no_other_run_calls_the_same_stand_beside_those_of_the_same_step()
    {
        var series = new FileSeries();
        series.Add(10, "a", "pred%step%10%timestamp%2%g1.png");
        series.Add(10, "a", "pred%step%10%timestamp%3%h1.png"); // logged again
        series.Add(10, "b", "pred%step%10%timestamp%2%z9.png");
        series.Add(2, "b", "pred%step%2%timestamp%1%k.png");

        Assert.Equal(["2", "10"], series.Steps);
        Assert.Equal("pred%step%10%timestamp%3%h1.png", series.At(1, "a"));
        Assert.Equal("pred%step%10%timestamp%2%z9.png", series.At(1, "b"));
        Assert.Null(series.At(0, "a"));
    }

    [Theory]
    [InlineData("""{"columns": ["q", "score"], "data": [["a", 0.5], [null, {"x": 1}]]}""", """q|score/a|0.5/|{"x": 1}""")]
    [InlineData("""{"columns": [], "data": []}""", null)]
    [InlineData("""{"columns": ["a"], "data": [1]}""", null)]
    [InlineData("""[1, 2]""", null)]
    [InlineData("""{"columns": """, null)]
    public void A_table_that_a_client_logged_as_JSON(string json, string? expected) =>
        Assert.Equal(expected, JsonTable.Read(json) is { } rows ? string.Join('/', rows.Select(r => string.Join('|', r))) : null);
}
