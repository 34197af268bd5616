using System.Text.Json;

using Airworthy.Serving.Monitoring.Alerts;

using Microsoft.Playwright;

namespace Airworthy.Web.Tests;

/// <summary>What answers, and how a person takes it back in the browser.</summary>
[Trait("Category", "slow")]
public sealed class EndpointPageTests(ServerFixture server, BrowserFixture browser)
{
    [Fact]
    public async Task A_release_is_seen_and_taken_back_in_the_browser()
    {
        var endpoint = $"late-{Guid.NewGuid():N}"[..12];
        await ReleaseAsync(endpoint, "constant:0.2");
        var first = await server.Http.GetStringAsync(new Uri($"{server.Address}/endpoints/{endpoint}"), TestContext.Current.CancellationToken);
        Assert.Contains("Nothing answered before constant:0.2 that was not taken back", first, StringComparison.Ordinal);
        Assert.DoesNotContain("act=rollback", first, StringComparison.Ordinal);
        await ReleaseAsync(endpoint, "constant:0.3");
        await using var open = await browser.OpenAsync($"{server.Address}/endpoints", ColorScheme.Dark, 390);
        await Axe.IsCleanAsync(open.Page);
        await open.Page.GetByRole(AriaRole.Link, new() { Name = endpoint }).ClickAsync();
        await Assertions.Expect(open.Page.GetByText("constant:0.3 gets copies of all requests.")).ToBeVisibleAsync();
        await open.PictureAsync("endpoint-dark-390", whole: true);
        await Axe.IsCleanAsync(open.Page);
        Assert.True(await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, "The page scrolls sideways.");

        // Read, do, check.
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Take the candidate back …" }).ClickAsync();
        await Assertions.Expect(open.Page.Locator(".now-then")).ToContainTextAsync("constant:0.2 answers everything, constant:0.3 gets copies.");
        await open.PictureAsync("rollback-read-dark-390", whole: true);
        await Axe.IsCleanAsync(open.Page);
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Do it" }).ClickAsync();
        await open.Page.GetByLabel("Why, for the history").FillAsync("callers complain <b>loudly</b>");
        await Axe.IsCleanAsync(open.Page);
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Take the candidate back" }).ClickAsync();
        await Assertions.Expect(open.Page.Locator(".checks .met").First).ToHaveTextAsync("Generation 3 is in force at this gateway: constant:0.2 answers everything.");
        await open.PictureAsync("rollback-check-dark-390", whole: true);
        await Axe.IsCleanAsync(open.Page);
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Watch the endpoint" }).ClickAsync();
        await Assertions.Expect(open.Page.GetByText("Rolled back by anyone on this machine: callers complain <b>loudly</b>.").First).ToBeVisibleAsync();

        using var asked = await server.Http.PostAsJsonAsync(new Uri($"{server.Address}/models/{endpoint}/predict"), new { id = "r <1>", rows = new[] { new { distance = 733 } } }, TestContext.Current.CancellationToken);
        Assert.True(asked.IsSuccessStatusCode);
        await open.Page.GetByLabel("Follow a request").FillAsync("r <1>");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(open.Page.GetByText("Asked again, the same version says the same.")).ToBeVisibleAsync();
        await Assertions.Expect(open.Page.GetByText("What each feature moves the answer by is not known:")).ToBeVisibleAsync();
        await open.PictureAsync("request-dark-390", whole: true);
        await Axe.IsCleanAsync(open.Page);
        Assert.True(await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, "The page scrolls sideways.");
        await open.Page.GotoAsync($"{server.Address}/endpoints/{endpoint}/request?id=never");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("holds no request");
        await open.Page.GotoAsync($"{server.Address}/endpoints/{endpoint}");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Img, new() { Name = "Requests in each minute, and copies to a shadow" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await open.Page.GetByText("As numbers").ClickAsync();
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Region, new() { Name = "Last minutes" }).GetByRole(AriaRole.Row).Filter(new() { HasText = "constant:0.2" })).ToContainTextAsync("live1000");
        await open.PictureAsync("endpoint-minutes-dark-390", whole: true);
        await Axe.IsCleanAsync(open.Page);
        Assert.True(await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, await open.TooWideAsync());
        await open.Page.GotoAsync(server.Address);
        await Assertions.Expect(open.Page.Locator("section", new() { Has = open.Page.Locator("#endpoints") }).GetByRole(AriaRole.Link, new() { Name = endpoint })).ToBeVisibleAsync();
        await Axe.IsCleanAsync(open.Page);
        using var refused = await server.Http.GetAsync(new Uri($"{server.Address}/endpoints/none"), TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)refused.StatusCode);
        Assert.Empty(open.Said);
    }

    [Fact]
    public async Task An_alert_is_seen_on_three_pages_and_answered()
    {
        var (endpoint, stop) = ($"loud-{Guid.NewGuid():N}"[..12], TestContext.Current.CancellationToken);
        await ReleaseAsync(endpoint, "constant:0.2");
        var alerts = server.Server.Services.GetRequiredService<AlertStore>();
        Assert.True(await alerts.RaiseAsync(endpoint, "inputs", "49.4 % of 77 rows <b>break</b> the schema.", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), stop));
        await using var open = await browser.OpenAsync(server.Address, ColorScheme.Dark, 390);
        foreach (var path in (string[])["/endpoints", $"/endpoints/{endpoint}", "/"])
        {
            await open.Page.GotoAsync(server.Address + path);
            var mine = open.Page.Locator(".alerts li", new() { HasText = endpoint });
            await Assertions.Expect(mine).ToContainTextAsync("49.4 % of 77 rows <b>break</b> the schema.");
            await mine.GetByText("Answer").ClickAsync();
            await open.PictureAsync($"alert{path.Replace('/', '-').Replace(endpoint, "one")}-dark-390", whole: true);
            await Axe.IsCleanAsync(open.Page);
            Assert.True(await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, await open.TooWideAsync());
        }

        var answered = open.Page.Locator(".alerts li", new() { HasText = endpoint });
        await answered.GetByLabel("What came of it").FillAsync("the caller was mended");
        await answered.GetByRole(AriaRole.Button, new() { Name = "It led to something" }).ClickAsync();
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync($"Alert 1 of {endpoint} is answered.");
        await Assertions.Expect(answered).ToHaveCountAsync(0);
        Assert.Equal((AlertOutcome.Acted, "the caller was mended"), (await alerts.OfAsync(endpoint, stop)).Select(a => (a.Outcome, a.Reason)).Single());
        await open.Page.GotoAsync($"{server.Address}/endpoints/{endpoint}");
        await Assertions.Expect(open.Page.GetByText("led to something: the caller was mended")).ToBeVisibleAsync();
        Assert.Empty(open.Said);
    }

    [Fact]
    public async Task The_path_of_the_evidence_and_the_rows_decided_differently_are_seen()
    {
        var endpoint = $"path-{Guid.NewGuid():N}"[..12];
        await ReleaseAsync(endpoint, "constant:0.2");
        await ReleaseAsync(endpoint, "constant:0.7");
        await using var open = await browser.OpenAsync($"{server.Address}/endpoints/{endpoint}", ColorScheme.Light, 1300);
        for (var sent = 0; sent < 6 || !await open.Page.Locator("figure svg").First.IsVisibleAsync(); sent++)
        {
            Assert.InRange(sent, 0, 60);
            using var asked = await server.Http.PostAsJsonAsync(new Uri($"{server.Address}/models/{endpoint}/predict"), new { id = $"d-{sent}", rows = new[] { new { distance = 733 }, new { distance = 90 } } }, TestContext.Current.CancellationToken);
            Assert.True(asked.IsSuccessStatusCode);
            await Task.Delay(300, TestContext.Current.CancellationToken);
            await open.Page.ReloadAsync();
        }

        await open.PictureAsync("endpoint-path-light", whole: true);
        await Axe.IsCleanAsync(open.Page);
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Rows that the candidate decided differently" }).ClickAsync();
        await Assertions.Expect(open.Page.Locator("tbody tr").First).ToContainTextAsync("0.7");
        await Assertions.Expect(open.Page.Locator("tbody tr").First).ToContainTextAsync("0.2");
        await open.PictureAsync("disagreements-light", whole: true);
        await Axe.IsCleanAsync(open.Page);
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "d-" }).First.ClickAsync();
        await Assertions.Expect(open.Page.GetByText("constant:0.2 was asked (live").First).ToBeVisibleAsync();
        await Assertions.Expect(open.Page.GetByText("constant:0.7 was asked (shadow").First).ToBeVisibleAsync();
        Assert.Empty(open.Said);
    }

    private async Task ReleaseAsync(string endpoint, string model)
    {
        using var response = await server.Http.PostAsJsonAsync(new Uri($"{server.Address}/api/airworthy/endpoints/{endpoint}/releases"), new { model, log_features = true }, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, JsonSerializer.Serialize(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }
}
