using Ganss.Xss;

using Markdig;

using Microsoft.AspNetCore.Components;

namespace Airworthy.Web.Host;

/// <summary>Markdown that anybody may have written, as HTML that runs nothing and loads nothing from elsewhere.</summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoLinks().UseTaskLists().Build();

    private static readonly HtmlSanitizer s_sanitizer = Sanitizer();

    /// <param name="text">At most what a tag or a preview holds.</param>
    public static MarkupString Html(string text) => new(s_sanitizer.Sanitize(Markdown.ToHtml(text, s_pipeline)));

    private static HtmlSanitizer Sanitizer()
    {
        var sanitizer = new HtmlSanitizer();
        sanitizer.AllowedTags.ExceptWith(["img", "form", "input", "button", "textarea", "select", "style", "iframe"]);
        sanitizer.AllowedAttributes.ExceptWith(["style", "class", "id", "name", "src", "action", "background"]);
        sanitizer.AllowedSchemes.Clear();
        sanitizer.AllowedSchemes.UnionWith(["http", "https", "mailto"]);
        return sanitizer;
    }
}
