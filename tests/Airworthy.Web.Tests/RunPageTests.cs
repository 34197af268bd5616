using System.Text;


using Microsoft.Playwright;

namespace Airworthy.Web.Tests;

[Trait("Category", "slow")]
public sealed class RunPageTests(ServerFixture server, BrowserFixture browser)
{
    [Theory]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Nobody_is_shut_out_of_a_run(ColorScheme colours, int width)
    {
        var (_, runs) = await DemoRuns.FewAsync(server, runs: 1, steps: 40);
        await server.FileAsync(runs[0], "report.md", "# Report\n\nAll **well**."u8.ToArray());
        await server.FileAsync(runs[0], "tables/confusion.csv", "actual,on time,late\non time,812,31\nlate,120,\"2\"\"04\""u8.ToArray());
        await using var open = await browser.OpenAsync($"{server.Address}/runs/{runs[0]}", colours, width);
        foreach (var (view, name) in ((string, string)[])[("", "overview"), ("?view=metrics", "metrics"), ("?view=files&folder=tables&file=tables/confusion.csv", "files")])
        {
            await open.Page.GotoAsync($"{server.Address}/runs/{runs[0]}{view}", new() { WaitUntil = WaitUntilState.NetworkIdle });
            await open.PictureAsync($"run-{name}-{colours}-{width}".ToLowerInvariant(), whole: true);
            await Axe.IsCleanAsync(open.Page);
            Assert.True(await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{name} scrolls sideways.");
        }

        Assert.Equal("2\"04", await open.Page.Locator(".preview td").Last.TextContentAsync());
        Assert.Empty(open.Said);
    }

    [Fact]
    public async Task Hostile_names_tags_notes_and_files_run_nothing_and_reach_nothing()
    {
        const string Hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'`}";
        var experiment = await server.ExperimentAsync(Hostile + Guid.NewGuid());
        var run = (await server.PostAsync("runs/create", new { experiment_id = experiment, run_name = Hostile, user_id = Hostile, tags = new[] { new { key = "mlflow.runColor", value = "red;background:url(//evil)" }, new { key = "mlflow.note.content", value = $"{Hostile}\n\n[x](javascript:alert(3)) ![y](http://evil.example/y.png)" }, new { key = "mlflow.source.name", value = "a'; rm -rf ~ #.py" } } }))
            .GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
        await server.PostAsync("runs/log-batch", new { run_id = run, @params = new[] { new { key = "p", value = Hostile } }, metrics = new[] { new { key = "m", value = 1.0, timestamp = 1, step = 0 } } });
        foreach (var file in (string[])["page.html", "note.md", "data.json", "rows.csv", "picture.svg"])
        {
            await server.FileAsync(run, file, Encoding.UTF8.GetBytes($"{Hostile}<script>document.title = 'taken'; try {{ top.document.title = 'taken' }} catch {{}} fetch('/api/2.0/mlflow/experiments/search?max_results=1').then(() => top.postMessage('leak', '*'));</script>"));
        }

        await using var open = await browser.OpenAsync($"{server.Address}/runs/{run}");
        string[] pages = [$"/runs/{run}", $"/runs/{run}?view=metrics", $"/experiments/{experiment}?cols=params.p,attributes.user_id", "/experiments", "/", $"/compare?runs={run}", $"/compare?runs={run}&view=charts", $"/compare?runs={run}&view=why&metric=m", $"/compare?runs={run}&view=files",
            .. ((string[])["page.html", "note.md", "data.json", "rows.csv", "picture.svg"]).Select(f => $"/runs/{run}?view=files&file={f}")];
        foreach (var page in pages)
        {
            await open.Page.GotoAsync(server.Address + page, new() { WaitUntil = WaitUntilState.NetworkIdle });
            Assert.Equal(0, await open.Page.Locator("[onerror], a[href^='javascript' i], main script").CountAsync());
            Assert.DoesNotContain("taken", await open.Page.TitleAsync());
        }

        Assert.DoesNotContain(open.Said, s => s.StartsWith("dialog", StringComparison.Ordinal));
        Assert.All(open.Asked, a => Assert.StartsWith(server.Address, a));
        await open.Page.GotoAsync($"{server.Address}/runs/{run}");
        Assert.Contains("'a'\\''; rm -rf ~ #.py'", await open.Page.Locator("#recipe").TextContentAsync());
    }

    [Fact]
    public async Task Html_among_the_artifacts_is_shown_without_any_rights()
    {
        var (_, runs) = await DemoRuns.FewAsync(server, runs: 1, steps: 1);
        await server.FileAsync(runs[0], "plot.html", "<h1>Plot</h1><script>document.body.append('origin ' + self.origin)</script>"u8.ToArray());
        await using var open = await browser.OpenAsync($"{server.Address}/runs/{runs[0]}?view=files&file=plot.html");

        Assert.Contains("origin null", await open.Page.FrameLocator("iframe").Locator("body").TextContentAsync());
        using var answer = await server.Http.GetAsync($"/runs/{runs[0]}/page?path=plot.html", TestContext.Current.CancellationToken);
        Assert.Contains("sandbox allow-scripts; default-src 'none'", string.Join(' ', answer.Headers.GetValues("Content-Security-Policy")));
    }

    [Fact]
    public async Task Notes_and_tags_are_kept()
    {
        var (_, runs) = await DemoRuns.FewAsync(server, runs: 1, steps: 1);
        await using var open = await browser.OpenAsync($"{server.Address}/runs/{runs[0]}");
        var page = open.Page;
        await page.Locator("summary", new() { HasText = "Write" }).ClickAsync();
        await page.Locator("textarea").FillAsync("Worked **better**");
        await page.Locator("button[value=note]").ClickAsync();
        await Assertions.Expect(page.Locator(".prose strong")).ToHaveTextAsync("better");
        await page.Locator("input[name=key]").FillAsync("stage");
        await page.Locator("input[name=value]").FillAsync("candidate");
        await page.Locator("button[value=tag]").ClickAsync();
        await Assertions.Expect(page.Locator("tr", new() { HasText = "stage" })).ToContainTextAsync("candidate");
        await page.Locator("button[value=delete]").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Restore brings it back");
    }
}

[Trait("Category", "slow")]
public sealed class ModelPageTests(ServerFixture server, BrowserFixture browser)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    public async Task A_model_shows_where_its_versions_come_from_and_takes_aliases(ColorScheme colours)
    {
        var (_, runs) = await DemoRuns.FewAsync(server, runs: 2, steps: 1);
        var name = $"flight delay/{Guid.NewGuid():N}"[..24];
        await server.PostAsync("registered-models/create", new { name, description = "Will the flight be **late**?" });
        foreach (var run in runs)
        {
            await server.PostAsync("model-versions/create", new { name, source = $"runs:/{run}/model", run_id = run });
        }

        await using var open = await browser.OpenAsync($"{server.Address}/models", colours);
        await Axe.IsCleanAsync(open.Page);
        await open.Page.Locator("a", new() { HasText = name }).ClickAsync();
        await open.Page.Locator("input[name=alias][type=text]").First.FillAsync("champion");
        await open.Page.Locator("button[value=set]").First.ClickAsync();
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("champion now stands for version 2");
        await Assertions.Expect(open.Page.Locator("tbody tr").First).ToContainTextAsync("flights@v0014");
        await open.PictureAsync($"model-{colours}".ToLowerInvariant());
        await Axe.IsCleanAsync(open.Page);

        // On a telephone the table is scrolled in its frame; words are not broken letter by letter.
        await open.Page.SetViewportSizeAsync(390, 844);
        await open.PictureAsync($"model-{colours}-390".ToLowerInvariant());
        Assert.True(await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, await open.TooWideAsync());
        Assert.InRange((await open.Page.Locator("thead tr").First.BoundingBoxAsync())!.Height, 1, 50);
        Assert.Empty(open.Said);
    }
}
