using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Airworthy.Web.Tests.BrowserFixture))]

namespace Airworthy.Web.Tests;

/// <summary>One headless browser for all tests. Pictures are left beside the test program, in <c>pages/</c>, for people to look at.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private readonly SemaphoreSlim _one = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Opens a page in a browser session of its own, and waits until it is there.</summary>
    /// <param name="address">The whole address.</param>
    public async Task<OpenPage> OpenAsync(string address, ColorScheme colours = ColorScheme.Light, int width = 1360, int height = 900, bool scripts = true)
    {
        await _one.WaitAsync();
        try
        {
            var chromium = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
            Assert.SkipWhen(chromium is null, "There is no Chromium here. ./test installs it on Debian and Ubuntu: apt-get install chromium");
            Assertions.SetDefaultExpectTimeout(30_000);
            _playwright ??= await Playwright.CreateAsync();
            _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
        }
        finally
        {
            _one.Release();
        }

        var context = await _browser.NewContextAsync(new()
        {
            ColorScheme = colours,
            JavaScriptEnabled = scripts,
            ViewportSize = new() { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
        });
        var open = new OpenPage(await context.NewPageAsync());
        await open.Page.GotoAsync(address, new() { WaitUntil = scripts ? WaitUntilState.NetworkIdle : WaitUntilState.Load });
        if (scripts)
        {
            // Until a page has been painted, the browser drops keys that are pressed.
            await open.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        }

        return open;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _one.Dispose();
    }
}

/// <summary>A page in the browser, and what it complained of.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    internal OpenPage(IPage page)
    {
        Page = page;
        page.SetDefaultTimeout(30_000);
        page.Dialog += (_, dialog) => Said.Add("dialog: " + dialog.Message);
        page.PageError += (_, error) => Said.Add("error: " + error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Said.Add("console: " + message.Text);
            }
        };
        page.Request += (_, request) => Asked.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Dialogs, errors and complaints on the console; a quiet page has none.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Every address the page asked for.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What reaches beyond the right edge, in words.</summary>
    public async Task<string> TooWideAsync() => "The page scrolls sideways because of " + await Page.EvaluateAsync<string>("""
        [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5).slice(0, 6).map(e => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 60)}`).join(' | ')
        """);

    /// <summary>Leaves a picture for people to look at.</summary>
    public Task PictureAsync(string name, bool whole = false) => Page.ScreenshotAsync(new()
    {
        Path = Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pages")).FullName, name + ".png"),
        FullPage = whole,
    });

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
