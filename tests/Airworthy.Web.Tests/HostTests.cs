using System.Net;
using System.Text.Json.Nodes;

using Airworthy.Web.Tests.Projects;

using Microsoft.Playwright;

namespace Airworthy.Web.Tests;

public sealed class HostTests(ServerFixture server)
{
    [Theory]
    [InlineData("/_framework/blazor.web.js", "text/javascript")]
    [InlineData("/_content/Airworthy.Web/app.css", "text/css")]
    [InlineData("/_content/Airworthy.Web/js/app.js", "text/javascript")]
    [InlineData("/_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js", "text/javascript")]
    public async Task What_pages_are_made_of_is_served(string path, string type)
    {
        using var answer = await server.Http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task No_page_may_load_from_elsewhere_or_run_a_script_in_its_text()
    {
        using var answer = await server.Http.GetAsync("/", TestContext.Current.CancellationToken);
        var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));

        Assert.Contains("script-src 'self';", policy);
        Assert.Contains("frame-ancestors 'self'", policy);
        Assert.DoesNotContain("http", policy);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task What_is_not_there_is_answered_by_a_page_and_404()
    {
        using var answer = await server.Http.GetAsync("/nowhere/at/all", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no such page", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_call_for_programs_is_in_the_document()
    {
        // What the pages ask of their own server is no call for others.
        string[] pages = ["compare", "endpoints/alert", "endpoints/change", "experiments", "models/alias", "models/delete-version", "runs", "login", "logout", "access", "_blazor", "_framework", "projects", "error", "not-found", "{path}"];
        var document = JsonNode.Parse(await server.Http.GetStringAsync("/openapi.json", TestContext.Current.CancellationToken))!["paths"]!.AsObject();
        var described = document.SelectMany(p => p.Value!.AsObject().Select(o => $"{o.Key.ToUpperInvariant()} {p.Key}")).ToHashSet(StringComparer.Ordinal);

        var mapped = server.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is null && e.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is null
                && !(e.DisplayName?.StartsWith("gRPC", StringComparison.Ordinal) ?? false))
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Where(m => m != "HEAD").Select(m => $"{m} /{Plain(e.RoutePattern)}"))
            .Where(call => !pages.Any(p => call.Split(" /")[1].StartsWith(p, StringComparison.Ordinal)))
            .ToList();

        Assert.True(mapped.Count > 110, $"There are {mapped.Count} calls only.");
        Assert.Empty(mapped.Except(described));
    }

    private static string Plain(Microsoft.AspNetCore.Routing.Patterns.RoutePattern pattern) => string.Join('/', pattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => p switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        _ => "",
    }))));

    [Theory]
    [InlineData("/health", 200), InlineData("/ping", 200), InlineData("/v2/health/live", 200), InlineData("/v2/health/ready", 200), InlineData("/v2/health/startup", 200)]
    [InlineData("/", 403), InlineData("/v2", 403), InlineData("/v2/health/ready/more", 403)]
    public async Task Who_only_asks_whether_it_is_well_may_call_it_by_any_name(string path, int status)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "balancer.example" } };
        using var told = await server.Http.SendAsync(ask, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)told.StatusCode);
    }

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/experiments/0", 200)]
    [InlineData("/health", 200)]
    [InlineData("/openapi.json", 200)]
    [InlineData("/v2/health/ready", 200)]
    [InlineData("/api/2.0/mlflow/experiments/get?experiment_id=0", 200)]
    [InlineData("/api/2.0/mlflow/experiments/get?experiment_id=987654", 404)]
    [InlineData("/nowhere/at/all", 404)]
    public async Task What_can_be_got_can_be_asked_about(string path, int status)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Head, path);
        using var told = await server.Http.SendAsync(ask, TestContext.Current.CancellationToken);
        using var got = await server.Http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal((status, status), ((int)told.StatusCode, (int)got.StatusCode));
        Assert.Equal(got.Content.Headers.ContentType, told.Content.Headers.ContentType);
        Assert.Empty(await told.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_page_of_the_API_shows_every_call_that_is_mapped()
    {
        var document = JsonNode.Parse(await server.Http.GetStringAsync("/openapi.json", TestContext.Current.CancellationToken))!["paths"]!.AsObject();
        var page = WebUtility.HtmlDecode(await server.Http.GetStringAsync("/docs/api", TestContext.Current.CancellationToken));
        var found = WebUtility.HtmlDecode(await server.Http.GetStringAsync("/docs/api?q=log-batch+post", TestContext.Current.CancellationToken));

        Assert.DoesNotContain("\"$ref\":\"#/prop", document.ToJsonString());
        Assert.True(document.Count > 60, $"There are {document.Count} paths only.");
        Assert.All(document, path => Assert.Contains($"<code>{path.Key}</code>", page));
        Assert.Contains(">1 call<", found);
        Assert.Contains("list of {run_uuid, run_id, key, value, timestamp, step", found);
    }
}

[Trait("Category", "slow")]
public sealed class LayoutTests(ServerFixture server, BrowserFixture browser)
{
    [Theory]
    [InlineData("/", "home", ColorScheme.Light, 1360)]
    [InlineData("/", "home", ColorScheme.Dark, 390)]
    [InlineData("/nowhere", "not-found", ColorScheme.Dark, 1360)]
    [InlineData("/docs/api", "api", ColorScheme.Light, 1360)]
    [InlineData("/docs/api?q=log-batch", "api-call", ColorScheme.Dark, 390)]
    public async Task Nobody_is_shut_out(string path, string name, ColorScheme colours, int width)
    {
        if (name == "home")
        {
            // Names that cannot be broken at a space, and a project: whatever is there, the page is no wider than the screen.
            await DemoRuns.FewAsync(server, runs: 2, steps: 1, name: new string('x', 200) + Guid.NewGuid());
            await server.Http.PublishAsync(Sent.Report("p-" + new string('y', 90) + Guid.NewGuid().ToString("N")[..8]));
            var odd = Sent.Report("p-" + Guid.NewGuid().ToString("N")[..8]).ToJsonString().Replace("not cleared", "not cleared" + new string('z', 90), StringComparison.Ordinal);
            await server.Http.PublishAsync(System.Text.Json.Nodes.JsonNode.Parse(odd)!.AsObject());
        }

        await using var open = await browser.OpenAsync(server.Address + path, colours, width);
        await open.PictureAsync($"{name}-{colours}-{width}".ToLowerInvariant());

        await Axe.IsCleanAsync(open.Page);
        Assert.True(await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, await open.TooWideAsync());
        Assert.DoesNotContain(open.Said, s => !s.Contains("404", StringComparison.Ordinal));
        Assert.All(open.Asked, a => Assert.StartsWith(server.Address, a));
    }

    [Fact]
    public async Task Colours_follow_the_system_until_somebody_chooses_and_are_remembered()
    {
        await using var open = await browser.OpenAsync(server.Address, ColorScheme.Dark);
        const string Background = "getComputedStyle(document.body).backgroundColor";
        var dark = await open.Page.EvaluateAsync<string>(Background);

        await open.Page.Locator("[data-theme-toggle]").ClickAsync();
        var light = await open.Page.EvaluateAsync<string>(Background);
        await open.Page.ReloadAsync();

        Assert.NotEqual(dark, light);
        Assert.Equal(light, await open.Page.EvaluateAsync<string>(Background));
        Assert.Equal("light", await open.Page.Locator("html").GetAttributeAsync("data-theme"));
    }

    [Fact]
    public async Task The_first_tab_skips_to_the_content()
    {
        await using var open = await browser.OpenAsync(server.Address);
        await open.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("To the content", await open.Page.EvaluateAsync<string>("document.activeElement.textContent"));
        await open.Page.Keyboard.PressAsync("Enter");

        Assert.Equal("main", await open.Page.EvaluateAsync<string>("document.activeElement.id"));
    }
}
