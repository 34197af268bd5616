using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Runs;

namespace Airworthy.Tracking.Tests;

/// <summary>Searches through more runs than are looked at first, which did not begin in the order in which they came.</summary>
public sealed class ManyRunsTests(Engines engines)
{
    private const int Runs = 2500;

    private static readonly long[] s_all = [.. Enumerable.Range(0, Runs).Select(n => (long)n)];

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task What_matches_is_found_in_its_order_page_by_page_wherever_it_lies(string engine)
    {
        var server = await engines.OnAsync(engine);
        var experiment = long.Parse(await server.NewExperimentAsync(), System.Globalization.CultureInfo.InvariantCulture);
        await FillAsync(server, experiment);
        var runs = new RunStore(server.Database, new MetricStore(server.Database, new MetricKeys()), new MetricKeys(), TimeProvider.System);

        // Half of the newest have it, and a page of them is enough; of what only the oldest have, and what nobody has, all are looked through.
        await FindsAsync("metrics.half > 0", [], s_all.Where(n => n % 2 == 0).OrderByDescending(Start));
        await FindsAsync("metrics.old >= 3", [], s_all.Where(n => Start(n) is >= 3 and < 6).OrderByDescending(Start));
        await FindsAsync("metrics.old >= 3 or params.p = 'v7'", ["start_time DESC"], s_all.Where(n => Start(n) is >= 3 and < 6 || n % 50 == 7).OrderByDescending(Start));
        await FindsAsync("metrics.old >= 0 and params.p != 'v1'", ["start_time ASC"], s_all.Where(n => Start(n) < 6 && n % 50 != 1).OrderBy(Start));
        await FindsAsync("metrics.half > 0 and params.p = 'v8'", ["metrics.half DESC"], s_all.Where(n => n % 50 == 8).OrderByDescending(n => n % 97).ThenByDescending(Start));
        await FindsAsync("params.p LIKE 'v_' and attributes.run_name LIKE '%3'", ["params.p DESC"], s_all.Where(n => n % 50 == 3).OrderByDescending(Start));
        await FindsAsync("", ["metrics.half ASC"], s_all.OrderBy(n => n % 2).ThenBy(n => n % 2 == 0 ? n % 97 : 0).ThenByDescending(Start));
        await FindsAsync("", ["start_time ASC"], s_all.OrderBy(Start));
        foreach (var unknown in new[] { "metrics.nobody != 1", "params.nobody != 'x'", "params.nobody LIKE '%'", "tags.nobody IS NOT NULL", "params.nobody = 'x'" })
        {
            await FindsAsync(unknown, [], []);
            await FindsAsync($"{unknown} or metrics.old = 4", ["metrics.nobody DESC", "params.nobody"], s_all.Where(n => Start(n) == 4));
        }

        async Task FindsAsync(string filter, string[] order, IEnumerable<long> expected)
        {
            var search = new RunSearch([experiment], filter, order);
            var found = new List<long>();
            for (long? offset = 0; offset is { } from && found.Count < 800;)
            {
                (var page, offset) = await runs.SearchAsync(search, 200, from, TestContext.Current.CancellationToken);
                found.AddRange(page.Select(r => long.Parse(r.Info.Name, System.Globalization.CultureInfo.InvariantCulture)));
            }

            Assert.Equal(expected.Take(800), found);
            if (found.Count < 800)
            {
                Assert.Equal(found.Count, await runs.CountAsync(search, TestContext.Current.CancellationToken));
            }
        }
    }

    [Fact]
    public async Task SQLite_goes_along_the_runs_where_it_looks_at_all_of_them()
    {
        var server = await engines.OnAsync("sqlite");
        Assert.Contains("runs_in_order", await PlanAsync("", "metrics.half DESC"), StringComparison.Ordinal);
        Assert.Contains("runs_in_order", await PlanAsync("params.p != 'x'", null), StringComparison.Ordinal);
        Assert.Contains("params_value", await PlanAsync("params.p = 'x'", "metrics.half DESC"), StringComparison.Ordinal);
        foreach (var order in new[] { null, "start_time ASC", "start_time DESC" })
        {
            Assert.Contains("runs_newest", await PlanAsync("", order), StringComparison.Ordinal);
        }

        Task<string> PlanAsync(string filter, string? order) => server.Database.ReadAsync(async session =>
        {
            var (sql, arguments) = await new RunSearch([0], filter, order is null ? [] : [order]).ToSqlAsync("r.no", session, new MetricKeys());
            return string.Join('\n', (await session.ListAsync<Step>($"explain query plan {sql} limit 100", arguments)).Select(s => s.Detail));
        }, TestContext.Current.CancellationToken);
    }

    private static long Start(long n) => n * 7919 % Runs;

    private static Task FillAsync(Server server, long experiment) => server.Database.WriteAsync(async session =>
    {
        string[] Same(string text) => [.. s_all.Select(_ => text)];
        await session.InsertAsync("runs", "", new("id", s_all.Select(_ => Guid.NewGuid().ToString("N")).ToArray()), new("experiment", s_all.Select(_ => experiment).ToArray()), new("name", s_all.Select(n => $"{n}").ToArray()),
            new("user_id", Same("u")), new("status", Same("RUNNING")), new("start_time", s_all.Select(Start).ToArray()), new("artifact_uri", Same("")));
        var no = (await session.ListAsync<Named>("select no, name from runs where experiment = @experiment", new { experiment })).ToDictionary(r => long.Parse(r.Name, System.Globalization.CultureInfo.InvariantCulture), r => r.No);
        await session.InsertAsync("params", "", new("run", s_all.Select(n => no[n]).ToArray()), new("key", Same("p")), new("value", s_all.Select(n => $"v{n % 50}").ToArray()));
        await new MetricStore(server.Database, new MetricKeys()).AppendAsync(session,
        [
            .. s_all.Where(n => n % 2 == 0).Select(n => (no[n], (IReadOnlyList<Metric>)[new Metric("half", 1 + (n % 97), 1, 1)])),
            .. s_all.Where(n => Start(n) < 6).Select(n => (no[n], (IReadOnlyList<Metric>)[new Metric("old", Start(n), 1, 1)])),
        ]);
    }, TestContext.Current.CancellationToken);

    private sealed record Named
    {
        public long No { get; init; }

        public string Name { get; init; } = "";
    }

    private sealed record Step
    {
        public string Detail { get; init; } = "";
    }
}
