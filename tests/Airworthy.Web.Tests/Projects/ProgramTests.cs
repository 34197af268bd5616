using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Airworthy.Web.Tests.Projects;

/// <summary>The program beside a server: <c>check --publish</c>, and checks by the clock.</summary>
[Trait("Category", "slow")]
public sealed class ProgramTests(ServerFixture server) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-project-").FullName;

    [Fact]
    public async Task Check_publishes_its_report_and_records_and_says_where()
    {
        var name = Sent.Name();
        await AirworthyProgram.RunAsync(_folder, [], "init", "--new", "tabular-classification", "--name", name);

        var run = await AirworthyProgram.RunAsync(_folder, [("MLFLOW_TRACKING_URI", server.Address)], "check", "--fast", "--publish");
        var again = await AirworthyProgram.RunAsync(_folder, [], "check", "--fast", "--publish", server.Address);
        using var page = await server.Http.GetAsync(new Uri($"/projects/{name}", UriKind.Relative), TestContext.Current.CancellationToken);
        var missing = await server.Http.PostAsync($"/api/airworthy/projects/{name}/records/missing", new JsonObject
        {
            ["ids"] = new JsonArray([.. Directory.EnumerateFiles(Path.Combine(_folder, ".airworthy", "store", "records")).SelectMany(File.ReadAllLines).Select(l => (JsonNode)Core.Records.CheckRecord.Parse(l)!.Id)]),
        });

        Assert.Contains($"Published: {server.Address}/projects/{name}", run.Errors);
        Assert.Contains("Published:", again.Errors);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Null(missing.Answer["ids"]?.AsArray().FirstOrDefault());
    }

    [Fact]
    public async Task Published_runs_are_ranked_by_the_one_metric_of_the_contract()
    {
        var (experiment, _) = await DemoRuns.FewAsync(server, runs: 6, steps: 3, name: Sent.Name());
        var name = (await server.Http.GetFromJsonAsync<JsonObject>($"/api/2.0/mlflow/experiments/get?experiment_id={experiment}", TestContext.Current.CancellationToken))!["experiment"]!["name"]!.ToString();
        await File.WriteAllTextAsync(Path.Combine(_folder, "airworthy.yaml"), $"airworthy: 1\nproject: {name}\nmetric: {{name: loss, direction: down, on: dev}}\n", TestContext.Current.CancellationToken);

        await AirworthyProgram.RunAsync(_folder, [], "check", "--fast", "--publish", server.Address);

        var page = await server.Http.GetStringAsync($"/compare?experiment={experiment}", TestContext.Current.CancellationToken);
        var own = await server.Http.GetStringAsync($"/compare?experiment={experiment}&metric=auc", TestContext.Current.CancellationToken);
        Assert.Equal(("dev/loss", "auc"), (RankedBy(page), RankedBy(own)));
        Assert.Equal(("less is better", "more is better"), (Better(page), Better(own)));
        static string Better(string page) => Regex.Match(page, "<option [^>]*selected[^>]*>((?:less|more) is better)").Groups[1].Value;
        static string RankedBy(string page) => Regex.Match(page, "name=\"metric\" value=\"([^\"]*)\"").Groups[1].Value;
    }

    [Theory]
    [InlineData("not-an-address", 64, "What to check stands before --publish")]
    [InlineData("http://127.0.0.1:9", 3, "it cannot be reached")]
    public async Task What_cannot_be_published_is_said_once(string address, int exit, string says)
    {
        await AirworthyProgram.RunAsync(_folder, [], "init", "--new", "tabular-classification");

        var run = await AirworthyProgram.RunAsync(_folder, [], "check", "--fast", "--publish", address);

        Assert.Equal(exit, run.ExitCode);
        Assert.Contains(says, run.Errors);
    }

    [Fact]
    public async Task Without_a_server_the_next_step_is_said()
    {
        await AirworthyProgram.RunAsync(_folder, [], "init", "--new", "tabular-classification");

        var run = await AirworthyProgram.RunAsync(_folder, [("MLFLOW_TRACKING_URI", ""), ("AIRWORTHY_SERVER", "")], "check", "--publish");

        Assert.Equal(64, run.ExitCode);
        Assert.Contains("AIRWORTHY_SERVER", run.Errors);
    }

    [Fact]
    public async Task A_registered_folder_is_checked_by_the_clock_as_the_scheduler()
    {
        var name = Sent.Name();
        await AirworthyProgram.RunAsync(_folder, [], "init", "--new", "tabular-classification", "--name", name);
        await using var program = await AirworthyProgram.ServeAsync(_folder, "--nightly", "1s");
        using var http = new HttpClient { BaseAddress = new Uri(program.Address) };

        HttpStatusCode found = default;
        for (var i = 0; i < 120 && found != HttpStatusCode.OK; i++)
        {
            await Task.Delay(250, TestContext.Current.CancellationToken);
            using var answer = await http.GetAsync(new Uri($"/projects/{name}", UriKind.Relative), TestContext.Current.CancellationToken);
            found = answer.StatusCode;
        }

        var writers = Directory.EnumerateFiles(Path.Combine(_folder, ".airworthy", "store", "records")).SelectMany(File.ReadAllLines).Select(l => Core.Records.CheckRecord.Parse(l)!.By.Kind).Distinct();
        Assert.Equal(HttpStatusCode.OK, found);
        Assert.Equal([Core.Records.WriterKind.Scheduler], writers);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
