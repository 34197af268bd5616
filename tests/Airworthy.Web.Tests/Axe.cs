using Deque.AxeCore.Playwright;

using Microsoft.Playwright;

namespace Airworthy.Web.Tests;

/// <summary>Deque axe: whether a page shuts anybody out, as far as a machine can tell.</summary>
public static class Axe
{
    /// <summary>Fails with every violation by name and the first elements that have it.</summary>
    public static async Task IsCleanAsync(IPage page)
    {
        var found = await page.RunAxe();
        Assert.True(found.Violations.Length == 0, string.Join('\n', found.Violations.Select(v => $"{v.Id}: {v.Help}\n    {string.Join("\n    ", v.Nodes.Take(4).Select(n => n.Html))}")));
        Assert.True(found.Passes.Length > 12, "Too few rules were tried to say anything.");
    }
}
