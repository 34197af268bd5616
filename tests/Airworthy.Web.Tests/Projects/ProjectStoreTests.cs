using System.Text.Json;

using Airworthy.Core.Records;
using Airworthy.Tracking.Storage;
using Airworthy.Web.Projects;

namespace Airworthy.Web.Tests.Projects;

public sealed class ProjectStoreTests
{
    [Theory]
    [InlineData("sqlite"), InlineData("postgresql")]
    public async Task Reports_records_and_their_history_read_the_same_on_both_engines(string engine)
    {
        var cancel = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("airworthy-projects-").FullName;
        await using var cluster = engine == "sqlite" ? null : await PostgreSqlCluster.StartAsync();
        Assert.SkipWhen(engine != "sqlite" && cluster is null, "PostgreSQL is not installed. ./test installs it on Debian and Ubuntu: apt-get install postgresql");
        await using (var database = await Database.OpenAsync(cluster is null ? new StoreAddress.Folder(folder) : new StoreAddress.PostgreSql(cluster.Connection("postgres")), cancel))
        {
            var projects = new ProjectStore(database, TimeProvider.System);
            await AddAsync(projects, "b", "2026-03-01T09:00:00Z", "failing");
            await AddAsync(projects, "b", "2026-03-01T17:00:00Z", "failing");
            await AddAsync(projects, "b", "2026-03-04T09:00:00Z", "verified");
            await AddAsync(projects, "a", "2026-03-02T09:00:00Z", "stale");
            var lines = Enumerable.Range(1, 5).Select(i => CheckRecord.Parse(Sent.Record("data-schema/columns", $"2026-03-0{i}T08:00:00Z", i))!).ToList();
            Assert.Equal(5, await projects.AddAsync("b", lines, cancel));
            Assert.Equal(0, await projects.AddAsync("b", lines, cancel));
            Assert.Equal([.. lines.Select(l => l.Id)], await projects.MissingAsync("a", [.. lines.Select(l => l.Id)], cancel));

            var list = await projects.ListAsync(90, cancel);
            Assert.Equal(["a", "b"], list.Select(p => p.Name));
            Assert.Equal((1, 2), (list[0].Trend.Count, list[1].Trend.Count));
            var history = await projects.HistoryAsync("b", DateTimeOffset.Parse("2026-03-03T00:00:00Z", null), 10, cancel);
            Assert.Equal(2, history.Count);
            var looks = await projects.LooksAsync("b", DateTimeOffset.MaxValue, 3, cancel);
            Assert.Equal([3.0, 4.0, 5.0], looks["data-schema/columns"].Select(l => l.Number!.Value));
            Assert.Equal("verified", (await projects.FindAsync("b", null, cancel))!.Read().Find("data-schema")!.Status);
            Assert.Equal("failing", (await projects.FindAsync("b", history[0].No, cancel))!.Read().Find("data-schema")!.Status);
            Assert.Null(await projects.FindAsync("a", history[0].No, cancel));
            Assert.Null(await projects.FindAsync("nobody", null, cancel));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task AddAsync(ProjectStore projects, string name, string at, string status)
    {
        var json = Sent.Report(name, at).With("data-schema", status).ToJsonString();
        using var document = JsonDocument.Parse(json);
        await projects.AddAsync(name, ReportReading.Read(document.RootElement), json, account: null, TestContext.Current.CancellationToken);
    }
}
