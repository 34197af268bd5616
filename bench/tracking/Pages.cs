using System.Diagnostics;
using System.Globalization;

using Microsoft.Playwright;

namespace TrackingBench;

/// <summary>How soon pages show what was asked for, in a real browser: from the address to the first row or chart, the middle of nine.</summary>
internal static class Pages
{
    private static readonly string[] s_browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <param name="many">The experiment of many runs.</param>
    /// <param name="wide">An experiment of 1,000 runs with 100 metrics each.</param>
    public static async Task AllAsync(Uri server, string many, int runs, string wide, List<Figure> figures)
    {
        var chromium = s_browsers.First(File.Exists);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1360, Height = 900 } });
        async Task<double> ShownAsync(string path, string content)
        {
            var times = new List<double>();
            for (var i = 0; i < 9; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await page.GotoAsync(new Uri(server, path).ToString(), new() { WaitUntil = WaitUntilState.Commit });
                await page.Locator(content).First.WaitForAsync();
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            return times.Order().ElementAt(4);
        }

        var bare = await ShownAsync("/not-found", "h1");
        void Add(string what, double time, string asked) => figures.Add(new($"{what}, ms", time, null, asked, string.Create(CultureInfo.InvariantCulture, $"page without content {bare:0}, ratio {time / bare:0.0}")));
        Add($"runs page of {runs:N0} runs ordered by a metric: first rows", await ShownAsync($"/experiments/{many}?order=metrics.m1%20DESC", "tr[data-row]"), "≤ 500");
        Add("compare 1,000 runs × 100 metrics: side by side", await ShownAsync($"/compare?experiment={wide}&metric=m7&view=table", ".side tbody td"), "≤ 1,000");
        Add("compare 1,000 runs × 100 metrics: charts", await ShownAsync($"/compare?experiment={wide}&metric=m7&view=charts", "[data-chart]"), "≤ 1,000");
        Add("compare 1,000 runs × 100 metrics: what matters", await ShownAsync($"/compare?experiment={wide}&metric=m7&view=why", ".chart"), "≤ 1,000");
    }
}
