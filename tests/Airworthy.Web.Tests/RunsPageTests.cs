using Microsoft.Playwright;

namespace Airworthy.Web.Tests;

[Trait("Category", "slow")]
public sealed class RunsPageTests(ServerFixture server, BrowserFixture browser)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1360)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Nobody_is_shut_out_of_the_runs(ColorScheme colours, int width)
    {
        var (experiment, _) = await DemoRuns.FewAsync(server, steps: 5);
        await using var open = await browser.OpenAsync($"{server.Address}/experiments/{experiment}", colours, width);
        await open.PictureAsync($"runs-{colours}-{width}".ToLowerInvariant());
        await Axe.IsCleanAsync(open.Page);
        Assert.True(await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, "The page scrolls sideways.");

        await open.Page.GotoAsync($"{server.Address}/experiments/{experiment}?group=params.optimizer");
        await open.PictureAsync($"runs-grouped-{colours}-{width}".ToLowerInvariant());
        await Axe.IsCleanAsync(open.Page);
        Assert.Empty(open.Said);

        await open.Page.GotoAsync($"{server.Address}/experiments");
        await open.PictureAsync($"experiments-{colours}-{width}".ToLowerInvariant());
        await Axe.IsCleanAsync(open.Page);
    }

    [Fact]
    public async Task The_filter_completes_keys_comparisons_and_joins_by_keyboard_alone()
    {
        var (experiment, _) = await DemoRuns.FewAsync(server, steps: 2);
        await using var open = await browser.OpenAsync($"{server.Address}/experiments/{experiment}");
        var (page, keyboard) = (open.Page, open.Page.Keyboard);
        var first = page.Locator(".options li").First;

        await keyboard.PressAsync("/");
        await keyboard.TypeAsync("par");
        await Assertions.Expect(first).ToHaveTextAsync("params.");
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync("optim");
        await Assertions.Expect(first).ToContainTextAsync("optimizer");
        await page.Locator(".options").WaitForAsync();
        await open.PictureAsync("runs-completion");
        await Axe.IsCleanAsync(page);
        await keyboard.PressAsync("ArrowDown");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(first).ToHaveTextAsync("=");
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync("'sgd'");
        await keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("[data-count]")).ToHaveTextAsync("6 runs match");
        Assert.Contains("filter=params.optimizer", page.Url);
    }

    [Fact]
    public async Task A_run_is_seen_while_it_runs_by_nobody_who_chose_to()
    {
        var experiment = await server.ExperimentAsync();
        var address = $"{server.Address}/experiments/{experiment}";
        // Nothing is chosen and nothing is there: it is waited for.
        Assert.Contains("data-refresh=\"5\"", await server.Http.GetStringAsync(address, TestContext.Current.CancellationToken));
        await using var open = await browser.OpenAsync(address + "?refresh=1");
        var run = (await server.PostAsync("runs/create", new { experiment_id = experiment, run_name = "a script", start_time = 1_767_000_000_000 })).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString();
        await server.PostAsync("runs/log-metric", new { run_id = run, key = "auc", value = 0.625, timestamp = 1, step = 1 });
        var row = open.Page.Locator("tr[data-row]", new() { HasText = "a script" });
        await Assertions.Expect(row).ToContainTextAsync("0.625", new() { Timeout = 60_000 });

        await server.PostAsync("runs/log-metric", new { run_id = run, key = "auc", value = 0.875, timestamp = 2, step = 2 });
        await Assertions.Expect(row).ToContainTextAsync("0.875", new() { Timeout = 60_000 });
        Assert.Contains("data-refresh=\"5\"", await server.Http.GetStringAsync(address, TestContext.Current.CancellationToken));
        Assert.Contains("data-refresh=\"5\"", await server.Http.GetStringAsync($"/runs/{run}", TestContext.Current.CancellationToken));
        Assert.Contains("data-refresh-charts=\"5\"", await server.Http.GetStringAsync($"/runs/{run}?view=metrics", TestContext.Current.CancellationToken));
        Assert.DoesNotContain("data-refresh=", await server.Http.GetStringAsync(address + "?refresh=0", TestContext.Current.CancellationToken));

        await server.PostAsync("runs/update", new { run_id = run, status = "FINISHED", end_time = 1_767_000_009_000 });
        Assert.DoesNotContain("data-refresh=", await server.Http.GetStringAsync(address, TestContext.Current.CancellationToken));
        Assert.DoesNotContain("data-refresh", await server.Http.GetStringAsync($"/runs/{run}?view=metrics", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_wrong_with_a_filter_is_said_beside_it()
    {
        var experiment = await server.ExperimentAsync();
        await using var open = await browser.OpenAsync($"{server.Address}/experiments/{experiment}?filter={Uri.EscapeDataString("metrics.auc > 'x'")}");

        Assert.Contains("Expected numeric value type for metric", await open.Page.GetByRole(AriaRole.Alert).TextContentAsync());
        Assert.Equal("filter-error", await open.Page.Locator("#filter").GetAttributeAsync("aria-describedby"));
        await Axe.IsCleanAsync(open.Page);

        // Quoted and counted as it was typed.
        await open.Page.GotoAsync($"{server.Address}/experiments/{experiment}?filter={Uri.EscapeDataString("metrics.auc >> 3")}");
        Assert.Contains("'> 3' at character 14", await open.Page.GetByRole(AriaRole.Alert).TextContentAsync());
    }

    [Fact]
    public async Task Ten_thousand_runs_with_twelve_thousand_keys_scroll_to_the_end()
    {
        var experiment = await DemoRuns.ManyAsync(server, runs: 10_000, keys: 20, odd: 12_000);
        var address = $"{server.Address}/experiments/{experiment}?order={Uri.EscapeDataString("metrics.m00003 DESC")}";
        await using var warm = await browser.OpenAsync($"{server.Address}/experiments/{experiment}");
        await warm.Page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Commit });
        await warm.Page.Locator("tr[data-row]").First.WaitForAsync();

        await warm.Page.Locator("[data-runs]").EvaluateAsync("place => place.scrollTop = place.scrollHeight");
        await warm.Page.Locator("tr[aria-rowindex='10001']").WaitForAsync();
        Assert.True(await warm.Page.Locator("tr[data-row]").CountAsync() < 1000, "Rows that nobody sees are in the page.");
        await warm.Page.Locator("[data-columns]").ClickAsync();
        await warm.Page.Locator("#columns input[type=search]").FillAsync("m1199");
        await warm.Page.Locator("#columns label", new() { HasText = "m11999" }).WaitForAsync();
        await warm.PictureAsync("runs-columns");
        await Axe.IsCleanAsync(warm.Page);
    }

    [Fact]
    public async Task Chosen_runs_are_tagged_deleted_and_restored()
    {
        var (experiment, _) = await DemoRuns.FewAsync(server, steps: 1);
        await using var open = await browser.OpenAsync($"{server.Address}/experiments/{experiment}");
        var page = open.Page;

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await Assertions.Expect(page.Locator("[data-chosen-count]")).ToHaveTextAsync("2 chosen");
        await open.PictureAsync("runs-chosen");
        await page.Locator("#chosen input[name=key]").FillAsync("stage");
        await page.Locator("#chosen input[name=value]").FillAsync("<b>best</b>");
        await page.Locator("#chosen button[value=tag]").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("2 runs tagged stage");

        await page.GotoAsync($"{server.Address}/experiments/{experiment}?filter={Uri.EscapeDataString("tags.stage = '<b>best</b>'")}&cols=tags.stage");
        await Assertions.Expect(page.Locator("[data-count]")).ToHaveTextAsync("2 runs match");
        await page.Locator("[data-all]").CheckAsync();
        await page.Locator("#chosen button[value=delete]").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("2 runs deleted");

        await page.GotoAsync($"{server.Address}/experiments/{experiment}?show=deleted");
        await page.Locator("[data-all]").CheckAsync();
        await page.Locator("#chosen button[value=restore]").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("2 runs restored");
        Assert.Equal(0, await page.Locator("td b").CountAsync());
        Assert.Empty(open.Said);
    }

    [Fact]
    public async Task Nested_runs_open_at_any_depth()
    {
        var experiment = await server.ExperimentAsync();
        string? above = null;
        foreach (var name in (string[])["first", "second", "third"])
        {
            object[] tags = above is null ? [] : [new { key = "mlflow.parentRunId", value = above }];
            above = (await server.PostAsync("runs/create", new { experiment_id = experiment, run_name = name, tags })).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString();
        }

        await using var open = await browser.OpenAsync($"{server.Address}/experiments/{experiment}?nest=on");
        Assert.Equal(1, await open.Page.Locator("tr[data-row]").CountAsync());
        await open.Page.Locator(".fold").ClickAsync();
        await open.Page.Locator("tr[data-depth='1'] .fold").ClickAsync();
        await Assertions.Expect(open.Page.Locator("tr[data-depth='2']")).ToContainTextAsync("third");
        await Axe.IsCleanAsync(open.Page);
        await open.Page.Locator("tr[data-depth='0'] .fold").ClickAsync();
        Assert.Equal(1, await open.Page.Locator("tr[data-row]").CountAsync());
    }

    [Fact]
    public async Task Columns_and_views_are_remembered()
    {
        var (experiment, _) = await DemoRuns.FewAsync(server, steps: 1);
        await using var open = await browser.OpenAsync($"{server.Address}/experiments/{experiment}?filter={Uri.EscapeDataString("params.optimizer = 'adam'")}");
        var page = open.Page;
        await page.Locator("[data-columns]").ClickAsync();
        await page.Locator("#columns label", new() { HasText = "team" }).ClickAsync();
        await page.Locator("#columns [data-done]").ClickAsync();
        await page.Locator("thead th", new() { HasText = "team" }).WaitForAsync();

        await page.Locator(".views summary").ClickAsync();
        await page.Locator(".views input").FillAsync("adam only");
        await page.Locator(".views button", new() { HasText = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("adam only");
        await page.GotoAsync($"{server.Address}/experiments/{experiment}");
        Assert.Equal(1, await page.Locator("thead th", new() { HasText = "team" }).CountAsync());
        Assert.Equal(12, await page.Locator("tr[data-row]").CountAsync());
        await page.Locator(".views summary").ClickAsync();
        await page.Locator(".views a", new() { HasText = "adam only" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-count]")).ToHaveTextAsync("6 runs match");
    }
}
