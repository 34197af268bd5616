using Airworthy.Web.Host;

namespace Airworthy.Web.Tests;

public sealed class EncodedHtmlTests
{
    [Theory]
    [InlineData("run 7", "run 7")]
    [InlineData("Flüge ●", "Flüge ●")]
    [InlineData("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;")]
    [InlineData("\" onmouseover=\"alert(1)", "&quot; onmouseover=&quot;alert(1)")]
    [InlineData("a & b's", "a &amp; b&#x27;s")]
    [InlineData(null, "")]
    public void A_value_never_leaves_its_quotes_or_its_element(string? value, string encoded) =>
        Assert.Equal($"<a title=\"{encoded}\">{encoded}</a>", EncodedHtml.Of($"<a title=\"{value}\">{value}</a>").Value);
}
