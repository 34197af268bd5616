using Airworthy.Cli.Reports;
using Airworthy.Core.Reporting;
using Airworthy.Core.Tests.Reporting;


using Microsoft.Playwright;

namespace Airworthy.Cli.Tests.Reports;

/// <summary>The HTML report in a real browser. Its pictures are left beside the test program, in <c>report-page/</c>, for people to look at.</summary>
[Trait("Category", "slow")]
public sealed class ReportPageTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData(ColorScheme.Light, 1100)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Nobody_is_shut_out(ColorScheme colours, int width)
    {
        var page = await browser.OpenAsync(ExampleReport.Compared, new() { ColorScheme = colours, ViewportSize = new() { Width = width, Height = 1200 } });
        await page.EvaluateAsync("document.querySelectorAll('details').forEach((d, i) => d.open = i < 6)");
        await Axe.IsCleanAsync(page);
        await page.ScreenshotAsync(new() { Path = browser.PathOf($"{colours}-{width}.png".ToLowerInvariant()), FullPage = true });
    }

    [Theory]
    [InlineData(360)]
    [InlineData(768)]
    [InlineData(1400)]
    public async Task The_page_never_scrolls_sideways(int width)
    {
        var page = await browser.OpenAsync(ExampleReport.Compared, new() { ViewportSize = new() { Width = width, Height = 900 } });

        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width);
    }

    [Fact]
    public async Task The_page_for_whoever_decides_fits_on_one_sheet()
    {
        // A4 less its margins, at 96 pixels an inch: 180 × 265 mm.
        var page = await browser.OpenAsync(ExampleReport.Crowded, new() { ViewportSize = new() { Width = 680, Height = 1001 } });
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        var bottom = await page.EvaluateAsync<double>("document.querySelector('.summary').getBoundingClientRect().bottom");
        await page.PdfAsync(new() { Path = browser.PathOf("print.pdf"), PreferCSSPageSize = true });

        Assert.True(bottom <= 1001, $"It is {bottom:0} pixels tall; a sheet has 1001.");
    }

    [Fact]
    public async Task It_reads_without_javascript_and_asks_for_nothing()
    {
        var asked = new List<string>();
        var page = await browser.OpenAsync(ExampleReport.Report, new() { JavaScriptEnabled = false }, asked);

        Assert.Equal("Can it fly?", await page.Locator("h2").First.TextContentAsync());
        await page.Locator("#leakage-safe-split summary").ClickAsync();
        Assert.True(await page.Locator("#leakage-safe-split details h4").First.IsVisibleAsync());
        Assert.Single(asked); // the page itself
    }

    [Fact]
    public async Task Hostile_texts_run_nothing()
    {
        var asked = new List<string>();
        var page = await browser.OpenAsync(ExampleReport.Hostile, new(), asked);

        Assert.Empty(browser.Said);
        Assert.Equal(0, await page.Locator("script, img, [onerror], a[href^='javascript']").CountAsync());
        Assert.Contains("<script>alert(1)</script>", await page.Locator("h1").TextContentAsync(), StringComparison.Ordinal);
        Assert.Single(asked);
    }

    [Fact]
    public async Task A_person_with_a_keyboard_reaches_every_link_and_table()
    {
        var page = await browser.OpenAsync(ExampleReport.Report, new());
        var wanted = await page.Locator("a, summary, [tabindex='0']").CountAsync();
        var reached = 0;
        for (; reached <= wanted; reached++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("document.activeElement === document.body"))
            {
                break;
            }
        }

        Assert.Equal(wanted, reached);
    }
}

/// <summary>One headless browser for all tests of a class.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private int _pages;

    /// <summary>What pages asked or complained in dialogs and errors.</summary>
    public List<string> Said { get; } = [];

    public string PathOf(string file) => Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "report-page")).FullName, file);

    internal async Task<IPage> OpenAsync(Report report, BrowserNewContextOptions options, List<string>? asked = null)
    {
        var file = PathOf($"page-{Interlocked.Increment(ref _pages)}.html");
        await File.WriteAllTextAsync(file, ReportFormats.Write(report, ReportFormat.Html, all: true), TestContext.Current.CancellationToken);
        var page = await (await _browser!.NewContextAsync(options)).NewPageAsync();
        page.Dialog += (_, dialog) => Said.Add(dialog.Message);
        page.PageError += (_, error) => Said.Add(error);
        page.Request += (_, request) => asked?.Add(request.Url);
        await page.GotoAsync($"file://{file}");
        return page;
    }

    public async ValueTask InitializeAsync()
    {
        var chromium = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "There is no Chromium here. ./test installs it on Debian and Ubuntu: apt-get install chromium");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
