using System.Net;

using Airworthy.Serving.Routing;
using Airworthy.Tracking.Storage;

namespace Airworthy.Web.Tests;

/// <summary>How a server leaves without a request failing.</summary>
public sealed class StoppingTests
{
    [Fact]
    public async Task It_says_that_it_goes_answers_what_still_comes_and_then_ends()
    {
        var cancel = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("airworthy-stop-").FullName;
        using var told = new CancellationTokenSource();
        await using var server = await AirworthyServer.StartAsync(
            new ServerOptions(new StoreAddress.Folder(Path.Combine(folder, "store")), Path.Combine(folder, "artifacts"), new IPEndPoint(IPAddress.Loopback, 0)) { Gateway = new() { StopWait = TimeSpan.FromSeconds(1) } }, cancel);
        await server.Services.GetRequiredService<Gateway>().TakeAsync(new RouteTable("usual", 1, new Slot("constant:0.2", null), "blue"), cancel);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        for (var looks = 0; looks < 500 && (await http.GetAsync("/v2/health/startup", cancel)).StatusCode != HttpStatusCode.OK; looks++)
        {
            await Task.Delay(10, cancel);
        }

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v2/health/ready", cancel)).StatusCode);
        var run = server.RunAsync(told.Token);
        await told.CancelAsync();
        while ((await http.GetAsync("/v2/health/ready", cancel)).IsSuccessStatusCode)
        {
            // It has not heard of it yet.
        }

        using var ready = await http.GetAsync("/v2/health/ready", cancel);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (ready.StatusCode, ready.Headers.ConnectionClose));
        using var content = new StringContent("""{"rows":[{"a":1}]}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var answer = await http.PostAsync("/models/usual/predict", content, cancel);
        Assert.Equal((HttpStatusCode.OK, true), (answer.StatusCode, answer.Headers.ConnectionClose));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v2/health/live", cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v2/health/startup", cancel)).StatusCode);

        await run;
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("/v2/health/live", cancel));
    }
}
