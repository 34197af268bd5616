using System.Text.Json;
using System.Text.Json.Nodes;

using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.TestScore.Monitoring;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Serving.Monitoring;

namespace Airworthy.Serving.Tests.Releases;

/// <summary>A month of minutes in the store, as days and as versions, and what follows from it.</summary>
public sealed class CreepTests
{
    private static readonly ProjectContract s_contract = new() { Project = "late", Monitoring = new Core.Contracts.Monitoring { Compute = new ComputeAlert { MaxJump = 0.3, MaxSlowLeakPer30d = 0.1 } } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, Answer.Met)]
    [InlineData(0.6, Answer.Unmet)]
    public async Task Answers_that_take_more_time_each_day_are_seen_as_no_single_day_shows_it(double in40Days, Answer expected)
    {
        await using var host = await GatewayHost.StartAsync();
        await KeptAsync(host, "models:/late/1", day => 2 * (1 + (in40Days * (28 - day) / 40)), from: 28, until: 1);

        var traffic = JsonNode.Parse(await host.Http.GetStringAsync("/api/airworthy/endpoints/late/traffic", Cancel))!;

        var days = traffic["days"]!.AsArray().Select((d, i) => new ServedDay(28 - i, (long)d!["requests"]!, (double)d["mean_ms"]!)).ToList();
        Assert.Equal(28, days.Count);
        Assert.InRange(days[0].MeanMs, 1.999, 2.001);
        Assert.Equal(expected, new ComputeRegression.Creep().Judge(s_contract, new ServedDays("late", "here", days)).Answer);
    }

    [Theory]
    [InlineData(2.5, Answer.Met)]
    [InlineData(4, Answer.Unmet)]
    public async Task A_version_that_takes_longer_than_the_one_before_is_named_though_both_stand_in_one_series(double ms, Answer expected)
    {
        await using var host = await GatewayHost.StartAsync();
        await KeptAsync(host, "models:/late/1", _ => 2, from: 20, until: 6);
        await KeptAsync(host, "models:/late/2", _ => ms, from: 5, until: 0);

        var traffic = JsonNode.Parse(await host.Http.GetStringAsync("/api/airworthy/endpoints/late/traffic", Cancel))!;

        var versions = traffic["versions"]!.AsArray().Select(v => new VersionTimes((string)v!["model"]!, "c1", 0, (long)v["requests"]!, (double)v["mean_ms"]!, 1, 5)).ToList();
        Assert.Equal([("models:/late/2", 3_000L), ("models:/late/1", 7_500L)], versions.Select(v => (v.Model, v.Requests)));
        var verdict = new ComputeRegression.Sliced().Judge(s_contract, new ServedByVersion("late", "here", "models:/late/2", versions));
        Assert.Equal(expected, verdict.Answer);
        Assert.Contains("models:/late/1 (code c1) took 2.00 ms", verdict.Says, StringComparison.Ordinal);
    }

    /// <summary>Keeps 500 requests of each day, as a gateway would have.</summary>
    private static Task<bool> KeptAsync(GatewayHost host, string model, Func<int, double> milliseconds, int from, int until) => host.Database.WriteAsync(async session =>
    {
        for (var day = from; day >= until; day--)
        {
            var tally = new Tally();
            for (var i = 0; i < 500; i++)
            {
                tally.Add(Event.Came);
                tally.Add(Event.Requests);
                tally.Took(TimeSpan.FromMilliseconds(milliseconds(day)));
            }

            var minute = (DateTimeOffset.UtcNow.AddDays(-day).ToUnixTimeSeconds() / 60) - 1;
            await session.ExecuteAsync("insert into serving_minutes (minute, endpoint, model, arm, writer, document) values (@minute, 'late', @model, 'live', 'w', @document)", new { minute, model, document = JsonSerializer.Serialize(tally.Now(), MinuteJson.Default.Counts) });
        }

        return true;
    }, Cancel);
}
