using System.Text.Json.Nodes;


using Microsoft.Playwright;

namespace Airworthy.Web.Tests.Projects;

[Trait("Category", "slow")]
public sealed class ChecklistPageTests(ServerFixture server, BrowserFixture browser)
{
    private const string Payload = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202e";

    private async Task<string> ProjectAsync()
    {
        var name = Sent.Name();
        string[] records = [.. Enumerable.Range(1, 6).Select(i => Sent.Record("leakage-safe-split/rows", $"2026-02-0{i}T08:00:00Z", 800 + (i * 2 % 5)))];
        await server.Http.PublishAsync(Sent.Report(name, "2026-02-01T09:00:00Z").With("leakage-safe-split", "verified"), records);
        await server.Http.PublishAsync(Sent.Report(name, "2026-02-20T09:00:00Z").With("leakage-safe-split", "stale"));
        await server.Http.PublishAsync(Sent.Report(name, "2026-03-01T09:00:00Z"));
        return name;
    }

    [Theory]
    [InlineData("", "checklist", ColorScheme.Light, 1360)]
    [InlineData("", "checklist", ColorScheme.Dark, 1360)]
    [InlineData("?item=leakage-safe-split", "item", ColorScheme.Light, 1360)]
    [InlineData("?item=leakage-safe-split", "item", ColorScheme.Dark, 390)]
    [InlineData("?stop=P2&screen=2", "meeting", ColorScheme.Light, 1360)]
    [InlineData("?stop=P2&screen=6", "meeting-end", ColorScheme.Dark, 1360)]
    [InlineData("?status=canary&q=nothing", "filtered-empty", ColorScheme.Light, 1360)]
    public async Task Nobody_is_shut_out(string query, string picture, ColorScheme colours, int width)
    {
        await using var open = await browser.OpenAsync($"{server.Address}/projects/{await ProjectAsync()}{query}", colours, width);
        await open.PictureAsync($"{picture}-{colours}-{width}".ToLowerInvariant(), whole: true);

        await Axe.IsCleanAsync(open.Page);
        Assert.True(await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, "The page scrolls sideways.");
        Assert.Empty(open.Said);
    }

    [Theory]
    [InlineData(ColorScheme.Dark)]
    public async Task Projects_are_listed_without_ranking(ColorScheme colours)
    {
        var name = await ProjectAsync();
        await using var open = await browser.OpenAsync($"{server.Address}/projects", colours);
        await open.PictureAsync($"projects-{colours}".ToLowerInvariant());
        await Axe.IsCleanAsync(open.Page);

        var row = open.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
        Assert.Contains("leakage-safe-split", await row.InnerTextAsync());
        await row.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await open.Page.Locator("h1", new() { HasText = name }).WaitForAsync();
        Assert.EndsWith($"/projects/{name}", open.Page.Url);
    }

    [Fact]
    public async Task The_keyboard_opens_an_item_and_the_address_keeps_what_is_looked_at()
    {
        await using var open = await browser.OpenAsync($"{server.Address}/projects/{await ProjectAsync()}?at=P2");
        var page = open.Page;

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("o");
        await page.WaitForURLAsync("**item=*");
        await page.Locator("#detail").WaitForAsync();
        await page.Keyboard.PressAsync("/");

        Assert.Contains("at=P2", page.Url);
        Assert.Equal("q", await page.EvaluateAsync<string>("document.activeElement.name"));
        Assert.Contains("leakage-safe-split", await page.Locator("#detail").InnerTextAsync());
        await page.Keyboard.TypeAsync("schema");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**q=schema*");
        Assert.Equal(["data-schema"], await page.Locator(".item-row .item-name").AllInnerTextsAsync());
    }

    [Fact]
    public async Task Who_types_before_the_page_has_come_loses_no_letter()
    {
        await using var open = await browser.OpenAsync($"{server.Address}/projects/{await ProjectAsync()}?at=P2");
        var (page, asked, typed) = (open.Page, new TaskCompletionSource(), new TaskCompletionSource());
        await page.RouteAsync("**item=*", async route =>
        {
            asked.TrySetResult();
            await typed.Task;
            await route.ContinueAsync();
        });

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("o");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("schma");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("ArrowLeft");
        typed.SetResult();
        await page.Locator("#detail").WaitForAsync();
        await page.Keyboard.TypeAsync("e");

        Assert.Equal("schema", await page.Locator("[data-search]").InputValueAsync());
        var sent = new List<string>();
        page.Request += (_, request) => { if (request.Url.Contains("q=schema", StringComparison.Ordinal)) { sent.Add(request.Url); } };
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**q=schema*");
        Assert.Single(sent);
        await Assertions.Expect(page.Locator(".item-row .item-name")).ToHaveTextAsync(["data-schema"]);
        await page.GetByRole(AriaRole.Link, new() { Name = "All", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-search]")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Everything_is_read_without_scripts_and_nothing_can_be_ticked()
    {
        await using var open = await browser.OpenAsync($"{server.Address}/projects/{await ProjectAsync()}?item=leakage-safe-split", scripts: false);
        var detail = await open.Page.Locator("#detail").InnerTextAsync();

        Assert.Contains("airworthy check leakage-safe-split", detail);
        Assert.Equal(0, await open.Page.Locator("input[type=checkbox]").CountAsync());
        Assert.True(await open.Page.Locator("#detail figure svg").CountAsync() > 0, "No plot was drawn.");
        Assert.Equal(["verified", "stale", "failing"], (await open.Page.Locator(".history .visually-hidden").AllTextContentsAsync()).Select(t => t.Trim()));
        Assert.Equal(1, await open.Page.Locator("[data-item=leakage-safe-split] .sparkline").CountAsync());
        Assert.Equal("static", await open.Page.Locator(".item-row.chosen").EvaluateAsync<string>("row => getComputedStyle(row).position"));
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Close the detail" }).ClickAsync();
        Assert.Equal(0, await open.Page.Locator("#detail").CountAsync());
    }

    [Fact]
    public async Task A_meeting_goes_screen_by_screen_to_go_or_no_go()
    {
        await using var open = await browser.OpenAsync($"{server.Address}/projects/{await ProjectAsync()}?stop=P1");
        var screens = await open.Page.GetByRole(AriaRole.Navigation, new() { Name = "Screens" }).Locator("a").CountAsync();
        Assert.True(screens > 2, "There is nothing to go through.");
        for (var screen = 2; screen <= screens; screen++)
        {
            await open.Page.Locator("[data-next]").ClickAsync();
            await Assertions.Expect(open.Page.Locator("nav[aria-label=Screens] a").Nth(screen - 1)).ToHaveAttributeAsync("aria-current", "step");
            Assert.Contains($"screen={screen}", open.Page.Url);
        }

        await Assertions.Expect(open.Page.Locator("h1")).ToHaveTextAsync("No-go");
        Assert.Contains("error-costs", await open.Page.Locator(".decision").InnerTextAsync());
    }

    [Fact]
    public async Task Texts_of_strangers_stay_texts()
    {
        var name = Sent.Name();
        var report = Sent.Report(name);
        Poison(report);
        await server.Http.PublishAsync(report);

        foreach (var query in (string[])["", "?item=leakage-safe-split", "?item=error-costs", "?item=business-goal", "?stop=P2&screen=2", "?stop=P2&screen=9", "?q=%3Cscript%3Ealert(3)%3C/script%3E", "?item=%22%3E%3Cscript%3E"])
        {
            await using var open = await browser.OpenAsync($"{server.Address}/projects/{name}{query}");
            Assert.Empty(open.Said);
            Assert.Equal(0, await open.Page.Locator("main img").CountAsync());
            Assert.DoesNotContain('\u202e', await open.Page.ContentAsync());
            Assert.DoesNotContain("javascript:", await open.Page.EvaluateAsync<string>("[...document.querySelectorAll('a')].map(a => a.href).join(' ')"));
        }
    }

    private static void Poison(JsonNode node)
    {
        string[] kept = ["project", "at", "id", "status", "stop", "today", "on", "until", "time", "standing", "verdict", "section", "kind", "item", "from", "tier", "by", "owner", "as_of"];
        switch (node)
        {
            case JsonObject map:
                foreach (var (key, value) in map.ToList())
                {
                    if (value is JsonValue text && text.TryGetValue<string>(out var was) && !kept.Contains(key))
                    {
                        map[key] = key == "url" ? "javascript:alert(4)" : was + Payload;
                    }
                    else if (value is not null)
                    {
                        Poison(value);
                    }
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    if (list[i] is JsonValue text && text.TryGetValue<string>(out var was))
                    {
                        list[i] = was + Payload;
                    }
                    else if (list[i] is { } inner)
                    {
                        Poison(inner);
                    }
                }

                break;
        }
    }
}
