using System.Text.RegularExpressions;

using Microsoft.Playwright;

namespace Airworthy.Web.Tests.Projects;

/// <summary>A team lead who never opens a terminal.</summary>
[Trait("Category", "slow")]
public sealed class WorkbenchTests(BrowserFixture browser) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-workbench-").FullName;

    [Fact]
    public async Task From_an_empty_folder_through_the_kick_off_to_a_committed_first_state()
    {
        await using var program = await AirworthyProgram.ServeAsync(_folder, "--nightly", "off");
        // The first page of a process that has just begun takes longer than a browser should wait for.
        using (var http = new HttpClient())
        {
            await http.GetStringAsync(new Uri($"{program.Address}/workbench"), TestContext.Current.CancellationToken);
        }

        await using var open = await browser.OpenAsync($"{program.Address}/workbench");
        var page = open.Page;
        page.SetDefaultTimeout(30_000);
        await open.PictureAsync("workbench-begin");
        await Axe.IsCleanAsync(page);

        await FillAsync(page.GetByLabel("Project’s name"), "flight-delay");
        await FillAsync(page.GetByLabel("Your name"), "Ana Silva");
        await FillAsync(page.GetByLabel("Your address"), "ana.silva@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin the project" }).ClickAsync();
        await page.Locator("h1", new() { HasText = "flight-delay" }).WaitForAsync();

        foreach (var (name, handle, email, role) in KickOff.People)
        {
            await AddPersonAsync(open, name, handle, email, role);
        }

        await SayWhatIsWrongAsync(page, program.Address);
        foreach (var (item, fields) in KickOff.Contract)
        {
            await WriteFieldsAsync(page, program.Address, item, fields);
        }

        foreach (var (item, text) in KickOff.Documents)
        {
            await OpenItemAsync(page, program.Address, item);
            await FillAsync(page.GetByLabel("Text, in Markdown"), text);
            await page.GetByRole(AriaRole.Button, new() { Name = "Write the document" }).ClickAsync();
            await page.Locator(".written", new() { HasText = "Wrote docs/" }).WaitForAsync();
        }

        foreach (var (item, by, says) in KickOff.Statements)
        {
            await OpenItemAsync(page, program.Address, item);
            var form = page.Locator("form", new() { Has = page.GetByRole(AriaRole.Button, new() { Name = "Write the statement" }) });
            await FillAsync(form.GetByLabel("What is true"), says);
            await ChooseAsync(form.GetByRole(AriaRole.Combobox, new() { NameRegex = new Regex("^Who says so") }), by);
            await form.GetByRole(AriaRole.Button, new() { Name = "Write the statement" }).ClickAsync();
            await form.Locator(".written", new() { HasText = $"Wrote .airworthy/statements/{item}.yaml" }).WaitForAsync();
        }

        await open.PictureAsync("workbench-item", whole: true);
        await Axe.IsCleanAsync(page);
        await CommitAsync(page, program.Address, "What the project promises, and who answers for it");
        await RunChecksAsync(page, program.Address);
        await open.PictureAsync("workbench", whole: true);
        await MeetAsync(open, program.Address);
        await CommitAsync(page, program.Address, "Kick-off: go");

        Assert.Empty(open.Said);
        Assert.Contains("ana.silva:", await File.ReadAllTextAsync(Path.Combine(_folder, ".airworthy", "people.yaml"), TestContext.Current.CancellationToken));
        var contract = await File.ReadAllTextAsync(Path.Combine(_folder, "airworthy.yaml"), TestContext.Current.CancellationToken);
        Assert.Contains("# 3 What good means: ONE number ranks models, the rest are limits", contract);
        await HistoryIsAsync();
    }

    /// <summary>Git, and the program at a terminal, see what was done in the browser.</summary>
    private async Task HistoryIsAsync()
    {
        using var repository = new LibGit2Sharp.Repository(_folder);
        var commits = repository.Commits.ToList();
        Assert.Equal(["Kick-off: go", "What the project promises, and who answers for it"], commits.Select(c => c.MessageShort));
        Assert.All(commits, c => Assert.Equal(("Ana Silva", "ana.silva@example.com"), (c.Author.Name, c.Author.Email)));
        Assert.Equal("main", repository.Head.FriendlyName);
        var files = repository.Diff.Compare<LibGit2Sharp.TreeChanges>(null, commits[0].Tree).Select(c => c.Path).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(
        [
            ".airworthy/people.yaml", .. KickOff.Statements.Select(s => $".airworthy/statements/{s.Item}.yaml").Order(StringComparer.Ordinal), $".airworthy/stops/P1--{KickOff.Today:yyyy-MM-dd}.yaml",
            ".gitignore", "airworthy.yaml", $"docs/experts/{KickOff.Today:yyyy-MM-dd}.md", "docs/impact.md",
        ], files);
        Assert.False(repository.RetrieveStatus(new LibGit2Sharp.StatusOptions()).IsDirty);

        var gate = await AirworthyProgram.RunAsync(_folder, [], "check", "--fast", "--gate", "P1");
        Assert.True(gate.ExitCode == 0, gate.Errors);
    }

    private static async Task AddPersonAsync(OpenPage open, string name, string handle, string email, string role)
    {
        var page = open.Page;
        await page.Locator("fieldset:enabled > #people").WaitForAsync();
        await page.Locator("#people").GetByRole(AriaRole.Button, new() { Name = "Add somebody" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Add somebody" });
        await FillAsync(dialog.GetByLabel("Name", new() { Exact = true }), name);
        await FillAsync(dialog.GetByLabel("Handle", new() { Exact = true }), handle);
        await FillAsync(dialog.GetByLabel("Own address"), email);
        await dialog.GetByLabel(role, new() { Exact = true }).CheckAsync();
        if (handle == KickOff.People[0].Handle)
        {
            await open.PictureAsync("workbench-person");
            await Axe.IsCleanAsync(page);
        }

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Write into people.yaml" }).ClickAsync();
        await page.Locator("#people").Locator(".written", new() { HasText = handle }).WaitForAsync();
    }

    /// <summary>What the command would refuse is refused in place, and nothing is written.</summary>
    private async Task SayWhatIsWrongAsync(IPage page, string address)
    {
        var before = await File.ReadAllTextAsync(Path.Combine(_folder, "airworthy.yaml"), TestContext.Current.CancellationToken);
        await OpenItemAsync(page, address, "good-enough");
        await FillAsync(page.GetByLabel("metric.good_enough", new() { Exact = true }), "high");
        await page.Keyboard.PressAsync("Tab");
        var wrong = await page.Locator(".refused").First.InnerTextAsync();

        Assert.Matches(@"airworthy\.yaml:\d+:\d+: metric\.good_enough is high", wrong);
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(_folder, "airworthy.yaml"), TestContext.Current.CancellationToken));
    }

    private static async Task WriteFieldsAsync(IPage page, string address, string item, (string Path, string Typed)[] fields)
    {
        await OpenItemAsync(page, address, item);
        foreach (var (path, typed) in fields)
        {
            var field = page.Locator("form").GetByLabel(new Regex($"^{Regex.Escape(path)}(, optional)?$"));
            if (await field.GetAttributeAsync("role") == "combobox" || await field.EvaluateAsync<bool>("f => f.tagName === 'SELECT'"))
            {
                await ChooseAsync(field, typed);
            }
            else
            {
                await FillAsync(field, typed);
                await field.BlurAsync();
            }
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Write into airworthy.yaml" }).ClickAsync();
        await page.Locator(".written", new() { HasText = "Wrote airworthy.yaml" }).WaitForAsync();
    }

    private static async Task OpenItemAsync(IPage page, string address, string item)
    {
        await page.GotoAsync($"{address}/workbench?item={item}", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await page.Locator("#detail fieldset:enabled").First.WaitForAsync();
        await page.EvaluateAsync("document.querySelectorAll('#detail details.tool').forEach(d => { d.open = true; })");
    }

    private static async Task RunChecksAsync(IPage page, string address)
    {
        await page.GotoAsync($"{address}/workbench", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await page.Keyboard.PressAsync("r");
        await page.Locator(".bench-bar .written", new() { HasText = "judged in" }).WaitForAsync(new() { Timeout = 120_000 });
        await page.Locator(".counts", new() { HasText = "7 attested" }).WaitForAsync();
    }

    private static async Task CommitAsync(IPage page, string address, string message)
    {
        await page.GotoAsync($"{address}/workbench", new() { WaitUntil = WaitUntilState.NetworkIdle });
        var changes = page.Locator("#changes");
        await changes.GetByText("The difference, as git shows it").ClickAsync();
        Assert.Contains("diff --git", await changes.Locator(".diff").InnerTextAsync());
        await FillAsync(changes.GetByLabel("Message"), message);
        await changes.GetByRole(AriaRole.Button, new() { Name = "Commit", Exact = true }).ClickAsync();
        await changes.Locator(".written", new() { HasText = "Committed" }).WaitForAsync();
    }

    private static async Task MeetAsync(OpenPage open, string address)
    {
        var page = open.Page;
        await page.GotoAsync($"{address}/workbench?stop=P1", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await open.PictureAsync("workbench-meeting");
        await Axe.IsCleanAsync(page);
        for (var screen = 1; screen <= KickOff.Statements.Length; screen++)
        {
            await ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { NameRegex = new Regex("^Confirmed aloud by") }), "ana.silva");
            await page.GetByRole(AriaRole.Button, new() { Name = "Confirmed" }).ClickAsync();
            await page.Locator(".written", new() { HasText = "Confirmed by ana.silva" }).WaitForAsync();
            await page.GotoAsync($"{address}/workbench?stop=P1&screen={screen + 1}", new() { WaitUntil = WaitUntilState.NetworkIdle });
        }

        Assert.Equal("Go", await page.Locator("h1").InnerTextAsync());
        await open.PictureAsync("workbench-decision");
        await ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { NameRegex = new Regex("^Who decides") }), "ana.silva");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go", Exact = true }).ClickAsync();
        await open.PictureAsync("workbench-sure");
        await Axe.IsCleanAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go, by Ana Silva" }).ClickAsync();
        await page.Locator(".written", new() { HasText = "Wrote .airworthy/stops/P1--" }).WaitForAsync();
    }

    private static async Task ChooseAsync(ILocator box, string wanted)
    {
        if (await box.EvaluateAsync<bool>("b => b.tagName === 'SELECT'"))
        {
            await box.SelectOptionAsync(wanted);
            return;
        }

        await box.PressAsync("Enter");
        await box.Page.GetByRole(AriaRole.Option, new() { Name = wanted, Exact = true }).ClickAsync();
    }

    // An island becomes interactive a moment after it is shown; what is typed before is typed again.
    private static async Task FillAsync(ILocator field, string text)
    {
        await field.FillAsync(text);
        if (await field.InputValueAsync() != text)
        {
            await field.FillAsync(text);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
