using System.Text.Json;

using Deque.AxeCore.Commons;

using Microsoft.Playwright;

namespace Airworthy.Tests.Shared;

/// <summary>Deque axe: whether a page shuts anybody out, as far as a machine can tell.</summary>
public static class Axe
{
    private static readonly string s_script = new BundledAxeScriptProvider().GetScript();

    /// <summary>Fails with every violation by name and the first elements that have it. Asks the page itself: the package's own call opens two more pages for each.</summary>
    public static async Task IsCleanAsync(IPage page)
    {
        await page.EvaluateAsync(s_script);
        var found = await page.EvaluateAsync<JsonElement>("""
            axe.run({ resultTypes: ['violations'] }).then(({ violations, passes }) =>
              ({ tried: passes.length, violations: violations.map(({ id, help, nodes }) => [`${id}: ${help}`, ...nodes.slice(0, 4).map(({ html }) => html)].join('\n    ')) }))
            """);
        Assert.Empty(found.GetProperty("violations").EnumerateArray().Select(v => v.GetString()));
        Assert.True(found.GetProperty("tried").GetInt32() > 12, "Too few rules were tried to say anything.");
    }
}
