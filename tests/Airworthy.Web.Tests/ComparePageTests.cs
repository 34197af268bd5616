using Microsoft.Playwright;

namespace Airworthy.Web.Tests;

[Trait("Category", "slow")]
public sealed class ComparePageTests(ServerFixture server, BrowserFixture browser)
{
    [Theory]
    [InlineData("table", ColorScheme.Light, 1360)]
    [InlineData("charts", ColorScheme.Light, 1360)]
    [InlineData("charts", ColorScheme.Dark, 1360)]
    [InlineData("why", ColorScheme.Light, 1360)]
    [InlineData("why", ColorScheme.Dark, 1360)]
    [InlineData("files", ColorScheme.Light, 1360)]
    [InlineData("files", ColorScheme.Dark, 1360)]
    [InlineData("table", ColorScheme.Dark, 390)]
    public async Task Nobody_is_shut_out_of_the_comparison(string view, ColorScheme colours, int width)
    {
        var (experiment, runs) = await DemoRuns.FewAsync(server, runs: 24, steps: view == "charts" ? 60 : 3);
        foreach (var run in runs.Take(3))
        {
            await server.FileAsync(run, "plots/roc_step_1.png", Pictures.Dot);
            await server.FileAsync(run, "plots/roc_step_2.png", Pictures.Dot);
            await server.FileAsync(run, "report.md", "# Report\n\n| a | b |\n|---|---|\n| 1 | 2 |"u8.ToArray());
        }

        await using var open = await browser.OpenAsync($"{server.Address}/compare?experiment={experiment}&metric=auc&view={view}&base=", colours, width);
        if (view is "charts" or "why")
        {
            await open.Page.Locator(".canvas canvas").First.WaitForAsync();
        }

        await open.PictureAsync($"compare-{view}-{colours}-{width}".ToLowerInvariant(), whole: view != "table");
        await Axe.IsCleanAsync(open.Page);
        Assert.True(await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, "The page scrolls sideways.");
        Assert.Empty(open.Said);
        Assert.All(open.Asked, a => Assert.StartsWith(server.Address, a));
    }

    [Fact]
    public async Task A_new_user_finds_the_parameter_that_matters_by_keyboard()
    {
        var (experiment, _) = await DemoRuns.FewAsync(server, runs: 50, steps: 2);
        await using var open = await browser.OpenAsync($"{server.Address}/experiments/{experiment}");

        await open.Page.Keyboard.PressAsync("2");
        await Assertions.Expect(open.Page.Locator("h1")).ToHaveTextAsync("Compare 50 runs");
        await open.Page.Keyboard.PressAsync("3");
        await Assertions.Expect(open.Page.Locator(".importance tbody th").First).ToHaveTextAsync("lr");
        Assert.Contains("view=why", open.Page.Url);
    }

    [Fact]
    public async Task The_frontier_knows_that_less_of_a_loss_is_better()
    {
        var (experiment, _) = await DemoRuns.FewAsync(server, runs: 8, steps: 2);
        await using var open = await browser.OpenAsync($"{server.Address}/compare?experiment={experiment}&metric=auc&view=why&sx={Uri.EscapeDataString("metrics.dev/loss")}");
        await Assertions.Expect(open.Page.Locator("[data-scatter] p")).ToContainTextAsync("more of dev/loss and more of auc");
        await open.Page.GetByLabel("less of dev/loss is better").CheckAsync();
        await Assertions.Expect(open.Page.Locator("[data-scatter] p")).ToContainTextAsync("less of dev/loss and more of auc");
        Assert.Contains("sxmin=", open.Page.Url);
        await Axe.IsCleanAsync(open.Page);

        // Of four runs: the third is beaten by the second in both, for a loss; for a gain, the last alone is best in x.
        Assert.Equal("0 1 3", await open.Page.EvaluateAsync<string>("import('/_content/Airworthy.Web/js/plots.js').then(p => p.frontier([-1, -2, -3, -4], [0.5, 0.6, 0.55, 0.7], false).sort().join(' '))"));
        Assert.Equal("3", await open.Page.EvaluateAsync<string>("import('/_content/Airworthy.Web/js/plots.js').then(p => p.frontier([1, 2, 3, 4], [0.5, 0.6, 0.55, 0.7], false).join(' '))"));
        Assert.Empty(open.Said);
    }

    [Fact]
    public async Task The_first_n_of_the_order_are_shown_and_an_eye_goes_against_it()
    {
        var (_, runs) = await DemoRuns.FewAsync(server, runs: 6, steps: 2);
        await using var open = await browser.OpenAsync($"{server.Address}/compare?runs={string.Join(',', runs)}&first=2&metric=auc");
        var (page, columns) = (open.Page, open.Page.Locator(".side thead th.run"));
        Assert.Equal(2, await columns.CountAsync());

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("e");
        await Assertions.Expect(columns).ToHaveCountAsync(1);
        Assert.Equal("false", await page.Locator(".eye").First.GetAttributeAsync("aria-pressed"));
        await page.Locator(".eye").Nth(5).ClickAsync();
        await Assertions.Expect(columns).ToHaveCountAsync(2);

        // Whoever gets the address sees the same.
        var names = await columns.AllTextContentsAsync();
        await using var other = await browser.OpenAsync(page.Url);
        Assert.Equal(names, await other.Page.Locator(".side thead th.run").AllTextContentsAsync());
    }

    [Fact]
    public async Task Side_by_side_shows_differences_deltas_and_the_step_of_the_best()
    {
        var (_, runs) = await DemoRuns.FewAsync(server, runs: 4, steps: 20);
        var address = $"{server.Address}/compare?runs={string.Join(',', runs)}";
        await using var open = await browser.OpenAsync(address);
        var page = open.Page;
        Assert.Equal(0, await page.Locator("th[scope=row]", new() { HasText = "batch_size" }).CountAsync());

        await page.Locator("input[name=same]").CheckAsync();
        await page.Locator("th[scope=row]", new() { HasText = "batch_size" }).WaitForAsync();
        await page.Locator("select[name=of]").SelectOptionAsync("max");
        await page.Locator(".delta", new() { HasText = "step" }).First.WaitForAsync();
        await page.Locator("select[name=base]").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.Locator(".delta", new() { HasTextRegex = new(@"^[+−]") }).First.WaitForAsync();
        await page.Locator("input[name=flip]").CheckAsync();
        await page.Locator("tbody th.run").First.WaitForAsync();
        await open.PictureAsync("compare-flipped");
        await Axe.IsCleanAsync(page);
        Assert.Contains("flip=on", page.Url);

        var csv = await server.Http.GetStringAsync(address.Replace(server.Address, "", StringComparison.Ordinal).Replace("/compare?", "/compare.csv?", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.StartsWith("kind,key,adam-", csv);
        var markdown = await server.Http.GetStringAsync(address.Replace(server.Address, "", StringComparison.Ordinal).Replace("/compare?", "/compare.md?", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Contains("| auc | 0.", markdown);
    }

    [Fact]
    public async Task Intervals_stand_beside_the_ranked_metric_and_a_best_that_is_not_clearly_best_says_so()
    {
        var (_, runs) = await DemoRuns.FewAsync(server, runs: 3, steps: 1);
        foreach (var (run, value, interval) in runs.Zip([0.71, 0.70, 0.60], ["0.70,0.72", "0.69,0.705", "0.59,0.61"]))
        {
            await server.PostAsync("runs/log-metric", new { run_id = run, key = "roc_auc", value, timestamp = 1_767_000_500_000L, step = 0 });
            await server.PostAsync("runs/set-tag", new { run_id = run, key = "airworthy.interval.roc_auc", value = interval });
        }

        await server.PostAsync("runs/set-tag", new { run_id = runs[0], key = "airworthy.interval.auc", value = "nonsense" });
        await using var open = await browser.OpenAsync($"{server.Address}/compare?runs={string.Join(',', runs)}&metric=roc_auc");
        await Assertions.Expect(open.Page.Locator(".interval")).ToHaveTextAsync(["0.7 to 0.72", "0.69 to 0.705", "0.59 to 0.61"]);
        await Assertions.Expect(open.Page.GetByText("The best is not clearly the best")).ToContainTextAsync("meets its own");
        Assert.Equal(0, await open.Page.Locator("th[scope=row]", new() { HasText = "airworthy.interval" }).CountAsync());
        await open.PictureAsync("compare-intervals");
        await Axe.IsCleanAsync(open.Page);

        await server.PostAsync("runs/set-tag", new { run_id = runs[1], key = "airworthy.interval.roc_auc", value = "0.65,0.6999" });
        await open.Page.ReloadAsync();
        await Assertions.Expect(open.Page.GetByText("The best is not clearly the best")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Charts_smooth_merge_zoom_and_are_saved()
    {
        var (experiment, runs) = await DemoRuns.FewAsync(server, runs: 6, steps: 100);
        for (var i = 0; i < 3; i++)
        {
            await server.PostAsync("runs/log-batch", new { run_id = runs[0], metrics = Enumerable.Range(i * 1000, 1000).Select(s => new { key = "long", value = s == 1777 ? 50.0 : Math.Sin(s / 40.0), timestamp = s, step = s }).ToArray() });
        }

        await using var open = await browser.OpenAsync($"{server.Address}/compare?experiment={experiment}&view=charts&group=params.optimizer&smooth=0.8");
        var page = open.Page;
        await page.Locator("figure[data-chart='long'] canvas").First.WaitForAsync();
        Assert.Equal(2, await page.EvaluateAsync<int>("new Set(document.querySelector('figure[data-chart=auc] .canvas').chart.getOption().series.map(s => s.name)).size"));
        await open.PictureAsync("compare-charts-merged", whole: true);

        // A peak of one step among 3,000 is in the band, and is a point once zoomed in.
        await page.GotoAsync($"{server.Address}/compare?experiment={experiment}&view=charts&key=long");
        await page.Locator("figure[data-chart='long'] canvas").First.WaitForAsync();
        Assert.Equal(50, await page.EvaluateAsync<double>("Math.max(...document.querySelector('.canvas').runs[0].highs)"));
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Steps", Exact = true }).FillAsync("1700 to 1850");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**zoom=1700*");
        await page.ReloadAsync(); // the address holds it
        await page.Locator("figure[data-chart='long'] canvas").First.WaitForAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('.canvas').runs[0].highs === null && document.querySelector('.canvas').runs[0].steps.includes(1777)"));

        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-save=svg]").First.ClickAsync());
        Assert.Equal("long.svg", download.SuggestedFilename);
        var text = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.StartsWith("<svg", text);
        Assert.Equal("long.png", (await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-save=png]").First.ClickAsync())).SuggestedFilename);
        Assert.Empty(open.Said);
    }

    [Fact]
    public async Task A_thousand_runs_with_a_hundred_metrics_can_be_compared()
    {
        var experiment = await DemoRuns.ManyAsync(server, runs: 1000, keys: 100);
        await using var open = await browser.OpenAsync($"{server.Address}/experiments/{experiment}");
        foreach (var (view, content) in ((string, string)[])[("table", ".side tbody td"), ("charts", "[data-chart]"), ("why", ".chart")])
        {
            await open.Page.GotoAsync($"{server.Address}/compare?experiment={experiment}&metric=m00007&view={view}", new() { WaitUntil = WaitUntilState.Commit });
            await open.Page.Locator(content).First.WaitForAsync();
        }

        await open.Page.Locator("#plot-parallel canvas").First.WaitForAsync();
        await open.PictureAsync("compare-thousand", whole: true);
        await Axe.IsCleanAsync(open.Page);
    }
}
